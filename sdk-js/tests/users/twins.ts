import type { World, Store } from "./gen/exports";
import * as far from "test:twins/store";
import { visit } from "test:twins/user";
import { ComponentError } from "witloom";

class Counter implements Store.Counter {
  constructor(
    readonly name: string,
    private n: number,
  ) {}
  next() {
    return this.n++;
  }
  close() {
    this.n = 0;
  }
  static async merge(a: Store.Counter, b: Store.Counter) {
    return new Counter("both", (await a.next()) + (await b.next()));
  }
}

class Token implements Store.Token {
  constructor(text: string) {
    if (text === "") throw new ComponentError("no text");
  }
}

export const store: Pick<
  World["store"],
  "Counter" | "Token" | "wrap" | "select" | "take" | "mark"
> = {
  Counter,
  Token,
  wrap: ({ item }) => ({ tag: "one", val: item }),
  select: (choice) => (choice.tag === "one" ? choice.val : undefined),
  take(c) {
    if (!c) throw new ComponentError<Store.Token>(new Token("none"));
    return { name: "held", item: c, label: { text: "", size: 0 } };
  },
  mark: (m) => ({ ...m, aFlag: true }),
};

export const exports: World["exports"] = {
  exports({ text, size }) {
    using theirs = new far.Counter(text, size);
    return { text, size: visit(theirs) };
  },
};
