import { ComponentError } from "witloom";
import { forget, gone, seen } from "./seen.js";
export { faults } from "./faults.js";
export { homes } from "./homes.js";
export { relay } from "./relay.js";

let kept;

class Thing {
  #label;

  constructor(label) {
    seen.live++;
    this.#label = label;
  }

  /** The label, without a note in the ledger. */
  get text() {
    return this.#label;
  }

  label() {
    seen.calls++;
    return this.#label;
  }

  rename(label) {
    const before = this.#label;
    this.#label = label;
    return before;
  }

  sameAs(other) {
    return this === other;
  }

  static merge(a, b) {
    return new Thing(`${end(a)}+${end(b)}`);
  }

  [Symbol.dispose]() {
    seen.live--;
    gone(this.#label);
  }
}

/** Takes a thing that came home out of the count. */
function end(thing) {
  seen.live--;
  return thing.text;
}

const newThings = (labels) => labels.map((label) => new Thing(label));

export const things = {
  Thing,
  look(it) {
    seen.calls++;
    return it.text;
  },
  lookAll(all) {
    seen.calls++;
    return all.map((it) => it.text);
  },
  take(it) {
    seen.calls++;
    return end(it);
  },
  echo: (it) => it,
  keep(it) {
    kept = it;
  },
  kept() {
    const it = kept;
    kept = undefined;
    return it;
  },
  make: newThings,
  hold(labels) {
    const [first, ...rest] = newThings(labels);
    return { first, note: `${rest.length} more`, rest };
  },
  unhold({ first, rest }) {
    seen.calls++;
    return [first, ...rest].map(end);
  },
  pack(labels) {
    const made = newThings(labels);
    if (made.length === 0) return { tag: "nothing" };
    return made.length === 1
      ? { tag: "one", val: made[0] }
      : { tag: "two", val: made };
  },
  unpack({ tag, val }) {
    if (tag === "nothing") return [];
    return tag === "one" ? [end(val)] : val.map(end);
  },
  find(label) {
    if (label === "") throw new ComponentError("no label");
    return new Thing(label);
  },
  exchange(it, fine) {
    if (!fine) throw new ComponentError(it);
    return end(it);
  },
};

/** The other resource of the same name. */
class NumberedThing {
  #number;

  constructor(number) {
    this.#number = number;
  }

  number() {
    return this.#number;
  }

  [Symbol.dispose]() {
    seen.numbers.push(this.#number);
  }
}

export const others = {
  Thing: NumberedThing,
  sum: (all) => all.reduce((sum, it) => sum + it.number(), 0),
};

export const tables = {
  turn: (ages) => new Map([...ages].map(([name, age]) => [age, name])),
  twice: () =>
    new Map([
      ["a", 3],
      ["b", 2],
    ]),
};

export const ledger = {
  reset: forget,
  calls: () => seen.calls,
  live: () => seen.live,
  dropped: () => seen.dropped,
  droppedNumbers: () => seen.numbers,
};
