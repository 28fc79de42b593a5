import type { World, Reports } from "./gen/exports";
import { find } from "test:reports/prices";

async function* rows(
  csv: AsyncIterable<Uint8Array>,
): AsyncGenerator<Reports.Row> {
  for await (const piece of csv) {
    const name = new TextDecoder().decode(piece);
    yield { name, cents: await find(name) };
  }
}

export const reports: World["reports"] = {
  parse: (csv) => rows(csv),
  async total(given) {
    let sum = 0n;
    for await (const { cents } of given) sum += cents;
    return sum;
  },
  async best(names, { signal }) {
    const prices = await Promise.all(
      names.map((name) => find(name, { signal })),
    );
    return { name: names[0] ?? "", cents: prices[0] ?? 0n };
  },
};
