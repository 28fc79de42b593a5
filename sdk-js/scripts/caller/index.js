import { ComponentError } from "witloom";
import { reset } from "matrix:scripts/ledger";
import * as errors from "./errors.js";
import * as homes from "./homes.js";
import { Difference } from "./play.js";
import * as relay from "./relay.js";
import * as resources from "./resources.js";
import * as tables from "./tables.js";

/** `own-is-passed` is played by `ownIsPassed`. */
const camelCase = (name) =>
  name.replace(/-./g, (dash) => dash[1].toUpperCase());

export const scenarios = {
  play(scenario) {
    const plays = { ...resources, ...homes, ...relay, ...tables, ...errors };
    const play = plays[camelCase(scenario)];
    if (play === undefined)
      throw new ComponentError(`unknown scenario \`${scenario}\``);
    reset();
    try {
      play();
    } catch (error) {
      const said =
        error instanceof Difference
          ? error.message
          : `${error}\n${error.stack}`;
      throw new ComponentError(said);
    }
  },
};
