// The rules of the cart. Each looks at a wish and says how much of it comes true, and why not all of it.

const MOST_LINES = 20;
const MOST_PIECES = 99;

const pieces = (number) => (number === 1 ? "1 piece" : `${number} pieces`);

/** Rules for the quantity of one product, in the order in which they apply: each may lower or raise what is wished. */
const RULES = [
  ({ name, pack }, wished) => {
    const packs = Math.ceil(wished / pack) * pack;
    if (packs !== wished) return [packs, `${name} comes in packs of ${pack}: we made it ${packs}.`];
  },
  ({ name, most }, wished) => {
    if (most !== undefined && wished > most) return [most, `${name}: an order may have ${pieces(most)} at most.`];
  },
  ({ name, stock, pack }, wished) => {
    const left = Math.floor(stock / pack) * pack;
    if (left === 0) return [0, `${name} is sold out.`];
    if (wished > left) return [left, `${name}: only ${pieces(left)} left. We put all of them into your cart.`];
  },
  ({ name, pack }, wished) => {
    const most = Math.floor(MOST_PIECES / pack) * pack;
    if (wished > most) return [most, `${name}: ${most} at a time is all that we can pack.`];
  },
];

/** How many pieces of a product the rules allow, and what to tell the customer. */
function judge(product, wished) {
  const messages = [];
  let quantity = wished;
  for (const rule of RULES) {
    const [allowed, text] = rule(product, quantity) ?? [];
    if (allowed === undefined) continue;
    quantity = allowed;
    messages.push({ tone: allowed === 0 ? "refusal" : "notice", text });
    if (allowed === 0) break;
  }
  return { quantity, messages };
}

const productsBySku = (catalogue) => new Map(catalogue.map((product) => [product.sku, product]));

/** `lines` with a quantity; a product that has none yet comes last. */
function withQuantity(lines, sku, quantity) {
  if (quantity === 0) return lines.filter((line) => line.sku !== sku);
  if (!lines.some((line) => line.sku === sku)) return [...lines, { sku, quantity }];
  return lines.map((line) => (line.sku === sku ? { sku, quantity } : line));
}

const done = (text) => ({ tone: "done", text });
const refusal = (text) => ({ tone: "refusal", text });

function put(lines, product, wished, said) {
  const { quantity, messages } = judge(product, wished);
  return { lines: withQuantity(lines, product.sku, quantity), messages: messages.length > 0 ? messages : [said] };
}

/** What each kind of change makes of the lines. */
const changes = {
  add(lines, { sku, quantity }, products) {
    const product = products.get(sku);
    if (product === undefined) return { lines, messages: [refusal("We don’t sell that any more.")] };
    const before = lines.find((line) => line.sku === sku)?.quantity ?? 0;
    if (before === 0 && lines.length >= MOST_LINES) {
      return { lines, messages: [refusal(`A cart holds ${MOST_LINES} different things. Remove one first.`)] };
    }
    return put(lines, product, before + Math.max(1, quantity), done(`${product.name} is in your cart.`));
  },

  set(lines, { sku, quantity }, products) {
    const product = products.get(sku);
    if (quantity === 0 || product === undefined) return changes.remove(lines, sku, products);
    return put(lines, product, quantity, done(`${product.name}: ${pieces(quantity)}.`));
  },

  remove(lines, sku, products) {
    const name = products.get(sku)?.name ?? "What we don’t sell any more";
    return { lines: withQuantity(lines, sku, 0), messages: [done(`${name} was removed.`)] };
  },
};

export const cart = {
  apply(lines, change, catalogue) {
    return changes[change.tag](lines, change.val, productsBySku(catalogue));
  },

  review(lines, catalogue) {
    const products = productsBySku(catalogue);
    let kept = lines;
    const messages = [];
    for (const { sku, quantity } of lines) {
      const product = products.get(sku);
      const judged = product === undefined ? { quantity: 0, messages: [] } : judge(product, quantity);
      kept = withQuantity(kept, sku, judged.quantity);
      messages.push(...judged.messages);
    }
    return { lines: kept, messages };
  },
};
