import type { World, Types } from "./gen/exports";
import { ComponentError, err, ok, some, type Result } from "witloom";

const person: Types.Person = {
  name: "Zoë",
  age: 255,
  id: 1n,
  location: { x: 1, y: -1 },
  tags: ["a"],
  favorite: "light-blue",
  perms: { read: true },
};

const area = (shape: Types.Shape): number => {
  switch (shape.tag) {
    case "circle":
      return shape.val * shape.val;
    case "rect":
      return shape.val[0] * shape.val[1];
    case "many":
      return shape.val.reduce((sum, point) => sum + point.x, 0);
    case "none":
    case "labeled":
    case "small":
    case "long":
      return 0;
  }
};

const nested: Result<number, Types.CalcError>[] = [
  ok(1),
  err<Types.CalcError>({ tag: "divide-by-zero" }),
];

/** What a user writes: a part of the interface, with exact types. */
export const types: Pick<
  World["types"],
  | "echoPerson"
  | "echoBytes"
  | "echoU64"
  | "echoOptionOption"
  | "echoShape"
  | "echoResultInList"
  | "divide"
  | "later"
> = {
  echoPerson: (given) => ({ ...person, ...given, nick: undefined }),
  echoBytes: (bytes) => [...bytes.subarray(1)],
  echoU64: (n) => n + 1n,
  echoOptionOption: (value) => (value.tag === "none" ? some(undefined) : value),
  echoShape: (shape) => ({ tag: "circle", val: area(shape) }),
  echoResultInList: () => nested,
  divide(a, b) {
    if (b === 0)
      throw new ComponentError<Types.CalcError>({ tag: "divide-by-zero" });
    return a / b;
  },
  later: async (n) => n,
};

// @ts-expect-error a u64 is no number
types.echoU64(1);
// @ts-expect-error there is no such colour
person.favorite = "blue";
// @ts-expect-error a case with a payload needs one
area({ tag: "circle" });
