import type { World, Counters } from "./gen/exports";
import { File, all, keep, lend } from "test:objects/files";

class Gate implements Counters.Gate {
  constructor(open: boolean) {
    if (!open) throw new Error("locked");
  }
  close() {
    return "closed";
  }
}

export const counters: Pick<
  World["counters"],
  "Gate" | "views" | "swap" | "giveBack"
> = {
  Gate,
  async views(views) {
    let sum = 0;
    for (const { of } of views) sum += await of.add(0);
    return sum;
  },
  swap: ({ first, second }) => ({ first: second ?? first, second: first }),
  giveBack: () => undefined,
};

export const uses: World["uses"] = {
  run: (what) => keep({ first: new File(what), others: [undefined] }),
  borrowed: (f) => lend(f),
  owned: (f) =>
    all([f])
      .map((file) => file.handle())
      .join(),
};
