import { turn, twice } from "matrix:scripts/tables";
import { expect } from "./play.js";

export function tenThousandEntries() {
  const ages = Array.from({ length: 10_000 }, (_, n) => [
    `n${String(n).padStart(4, "0")}`,
    n,
  ]);
  const turned = ages.map(([name, age]) => [age, name]);
  expect("turn", [...turn(new Map(ages))], turned);
}

/** The other side gives an entry for `a` twice, where it can. */
export function aKeyTwice() {
  expect("twice", [...twice()].sort(), [
    ["a", 3],
    ["b", 2],
  ]);
}
