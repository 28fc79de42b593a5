import type { World, Store } from "./gen/exports";
import { ComponentError } from "witloom";

const dropped: string[] = [];

class Counter implements Store.Counter {
  constructor(
    private label: string,
    private n: number,
  ) {}
  next() {
    return ++this.n;
  }
  name() {
    return this.label;
  }
  close() {}
  static async merge(a: Store.Counter, b: Store.Counter) {
    return new Counter(await a.name(), await b.next());
  }
  [Symbol.dispose]() {
    dropped.push(this.label);
  }
}

class Token implements Store.Token {
  constructor(readonly text: string) {}
  [Symbol.dispose]() {}
}

export const store: World["store"] = {
  Counter,
  Token,
  make: (n) => Array.from({ length: n }, (_, i) => new Counter("made", i)),
  async total(items) {
    let sum = 0;
    for (const item of items) sum += await item.next();
    return sum;
  },
  wrap: ({ item }) => ({ tag: "many", val: [item] }),
  select: (choice) => (choice.tag === "many" ? choice.val[0] : undefined),
  take(item) {
    if (item) return { name: "taken", item };
    throw new ComponentError<Store.Token>(new Token("nothing"));
  },
  drops: () => dropped.splice(0),
  echo: (s) => s,
  empty() {},
};
