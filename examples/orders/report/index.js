// Renders the report: a summary on standard output, a page in /out.

import { OrderReader } from "shop:orders/reader";
import { Analysis } from "shop:orders/statistics";

import { renderPage } from "./page.js";
import { renderSummary } from "./summary.js";
import { writeFile } from "./files.js";

const THRESHOLD = 6;

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
    case "reading":
      return explain({ payload: val });
    default:
      return String(error.stack ?? error);
  }
}

/** @type {import("./gen/exports").World["run"]} */
export const run = {
  run() {
    try {
      const reader = OrderReader.open("/data");
      const summary = new Analysis(THRESHOLD).run(reader);
      const files = reader.files();
      writeFile("/out", "report.html", renderPage(summary, files));
      console.log(renderSummary(summary, files));
      console.log("\nThe page is in out/report.html");
    } catch (error) {
      console.error(`no report: ${explain(error)}`);
      throw undefined;
    }
  },
};
