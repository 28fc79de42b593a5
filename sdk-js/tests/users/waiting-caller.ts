import type { World } from "./gen/exports";
import { double, half, nap } from "matrix:waiting/tasks";
import { ComponentError } from "witloom";

export const scenarios: World["scenarios"] = {
  async play(scenario) {
    const end = new AbortController();
    const napping = nap(scenario, double(5), { signal: end.signal });
    end.abort();
    await napping.catch(() => "given up");
    try {
      await half(3);
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      throw new ComponentError<string>(error.payload);
    }
  },
};
