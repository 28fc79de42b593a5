import type { World, Echo } from "./gen/exports";
import * as far from "test:values/echo";
import { useIt } from "test:values/types@1.0.0";
import { list } from "inline";

/** What is imported has all that an export must have. */
export const echo: World["echo"] = far;

export const types: World["types"] = { useIt };

export const json: World["json"] = {
  dumps: (v) => JSON.stringify([v, ...list()]),
};

export const lambda: World["lambda"] = ({ p, s }) => ({
  p: { ...p, x: s.length },
  s,
});

const odd: Echo.Odd = { from: 1, list: "a", int: { x: 1, y: 2 } };
far.odds({ ...odd, class: 7 }).class?.toFixed();
// @ts-expect-error a field of a type of its own
far.odds({ ...odd, int: 7 });
