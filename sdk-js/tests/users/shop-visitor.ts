import type { World, Visitor } from "./gen/exports";
import { total, type Counter } from "test:resources/store";

let kept: Counter | undefined;

export const visitor: World["visitor"] = {
  visit: (c) => c.next(),
  visitPair: ({ left, right }: Visitor.Pair) => total([left, right]),
  visitLate(c) {
    kept = c;
  },
  late: () => kept?.name() ?? "nobody",
};
