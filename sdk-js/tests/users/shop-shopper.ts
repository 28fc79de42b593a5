import type { World } from "./gen/exports";
import { Counter, Token, make, select, take, wrap } from "test:resources/store";
import { visit, visitPair } from "test:resources/visitor";
import { ComponentError } from "witloom";

export const driver: Pick<World["driver"], "run" | "forget" | "echoes"> = {
  run() {
    using a = new Counter("a", 1);
    using b = select(
      wrap({ name: "b", item: Counter.merge(new Counter("b", 2), a) }),
    );
    const sum = visit(a) + (b ? visitPair({ left: a, right: b }) : 0);
    try {
      return [take(undefined).name];
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      const token: Token = error.payload;
      token[Symbol.dispose]();
      return [String(sum)];
    }
  },
  forget: (n) => make(n).length,
  echoes: (n) => BigInt(n),
};
