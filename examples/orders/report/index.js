// Renders the report: a summary on standard output, a page in /out.

import { draft } from "shop:orders/letters";
import { price } from "shop:orders/pricing";
import { OrderReader } from "shop:orders/reader";
import { Analysis } from "shop:orders/statistics";

import { renderPage } from "./page.js";
import { renderSummary } from "./summary.js";
import { writeFile } from "./files.js";

const THRESHOLD = 6;
const LETTER_END = `\n${"-".repeat(72)}\n\n`;

/** The campaign that the report prices, as if it had run all the time. */
const CAMPAIGN = [
  { tag: "bundle", val: { product: "filter paper, 100", pieces: 3, paid: 2 } },
  { tag: "product", val: { product: "hand grinder", percent: "12.5" } },
  { tag: "volume", val: { above: 25000n, percent: "3" } },
];

/** Says what an error of one of the other components means. */
function explain(error) {
  const { tag, val } = error.payload ?? {};
  switch (tag) {
    case "no-files":
    case "broken":
      return val;
    case "missing-columns":
      return `${val[0]} lacks the columns ${val[1].join(", ")}`;
    case "no-orders":
      return "there are no orders";
    case "bad-threshold":
      return `${val} is not a threshold`;
    case "no-rule":
      return `no rule says what to write to ${val}`;
    case "no-template":
      return `there is no template ${val}`;
    case "unknown-country":
      return `no tax rate is known for ${val}`;
    case "bad-rule":
      return `${val} is no discount`;
    case "reading":
      return explain({ payload: val });
    default:
      return String(error.stack ?? error);
  }
}

/** The orders far from the others, the farthest first. */
function largeOrders(summary) {
  return summary.countries
    .flatMap(({ country, outliers }) => outliers.map((outlier) => ({ ...outlier, country })))
    .sort((a, b) => b.score - a.score);
}

/** @type {import("./gen/exports").World["run"]} */
export const run = {
  run() {
    try {
      const reader = OrderReader.open("/data");
      const summary = new Analysis(THRESHOLD).run(reader);
      const files = reader.files();
      const large = largeOrders(summary);
      const letters = draft(large);
      const campaign = price(OrderReader.open("/data"), CAMPAIGN);
      writeFile("/out", "report.html", renderPage(summary, campaign, files));
      writeFile("/out", "letters.txt", letters.map(({ text }) => text).join(LETTER_END));
      console.log(renderSummary(summary, campaign, large, letters, files));
      console.log("\nThe page is in out/report.html, the letters are in out/letters.txt");
    } catch (error) {
      console.error(`no report: ${explain(error)}`);
      throw undefined;
    }
  },
};
