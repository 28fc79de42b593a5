import type { World } from "./gen/exports";
import { ComponentError, err, ok } from "witloom";
import {
  divide,
  echoResultInList,
  echoShape,
  type CalcError,
} from "test:types/types";

export const check: World["check"] = () => {
  const shape = echoShape({ tag: "rect", val: [1, 2] });
  const sides = shape.tag === "rect" ? shape.val.length : 0;
  const [first] = echoResultInList([
    ok(sides),
    err<CalcError>({ tag: "code", val: 3 }),
  ]);
  return first?.tag === "err" ? [first.val.tag] : [];
};

export const wrong: World["wrong"] = async () => {
  try {
    divide(1, 0);
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    const payload: CalcError = error.payload;
    return [payload.tag];
  }
  return [];
};

export const bench: World["bench"] = (kind, n) => kind.length + n;

// @ts-expect-error there is no such shape
echoShape({ tag: "square", val: 1 });
