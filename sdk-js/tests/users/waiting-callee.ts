import type { World } from "./gen/exports";
import { ComponentError } from "witloom";

let givenUp = 0;

export const tasks: Pick<
  World["tasks"],
  "now" | "nap" | "half" | "double" | "givenUp"
> = {
  now: (name) => `${name} now`,
  async nap(name, ms, { signal }) {
    signal.addEventListener("abort", () => givenUp++);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return `${name} after ${ms}`;
  },
  async half(n) {
    if (n % 2) throw new ComponentError(`${n} is odd`);
    return n / 2;
  },
  double: (n) => n * 2,
  givenUp: () => givenUp,
};
