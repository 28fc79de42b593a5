import type { World } from "./gen/exports";
import * as far from "t:names/objects";

export const promise: World["promise"] = { then: () => 1 };

const one: far.Promise = new far.Promise(1);
const named: number = one.constructor_() + one.new() + far.Promise.name();
far.delete(one, new far.Option());

export const constructor: World["constructor"] = () =>
  far.default(undefined) + named;

export const world: World["world"] = { await: (thing) => thing };
