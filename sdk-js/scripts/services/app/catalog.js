/** What is for sale, as JSON. */
export function catalog() {
  const items = Array.from({ length: 15 }, (_, n) => ({
    sku: `sku-${n}`,
    name: `thing number ${n}`,
    price: n * 100,
    stock: n % 2 === 0,
  }));
  return JSON.stringify(items);
}
