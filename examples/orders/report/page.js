// The report as a page of its own: no scripts, no other files.

import { euros, grouped, percent } from "./format.js";

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { padding: 0.3rem 0.6rem; text-align: right; border-bottom: 1px solid #8884; }
  th:first-child, td:first-child { text-align: left; }
  .bar { display: inline-block; height: 0.7rem; background: #2a7; border-radius: 2px; }
  .note { color: #888; }
`;

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const row = (tag, cells) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;

function table(head, rows) {
  return `<table><thead>${row("th", head)}</thead><tbody>${rows.map((cells) => row("td", cells)).join("")}</tbody></table>`;
}

function bar(part, whole) {
  const width = ((Number(part) / Number(whole)) * 10).toFixed(2);
  return `<span class="bar" style="width:${width}rem"></span> ${percent(part, whole)}`;
}

function countrySection(country) {
  const { mean, median, deviation, lowest, highest } = country.values;
  const products = country.bestProducts.map((p) => [escape(p.product), grouped(p.pieces), euros(p.revenue)]);
  const outliers = country.outliers.map((o) => [o.number, escape(o.customer), euros(o.value), o.score.toFixed(1)]);
  return [
    `<h2>${escape(country.country)}</h2>`,
    `<p>An order is worth ${euros(mean)} on average (median ${euros(median)}, deviation ${euros(deviation)},`,
    `from ${euros(lowest)} to ${euros(highest)}).</p>`,
    table(["product", "pieces", "revenue"], products),
    outliers.length > 0 ? table(["far from the others", "customer", "value", "deviations"], outliers) : "",
  ].join("\n");
}

function campaignSection({ discounts, gross, tax, total }) {
  return table(
    ["campaign", "orders", "amount"],
    [
      ["orders as they are", "", euros(gross)],
      ...discounts.map(({ rule, orders, amount }) => [escape(rule), grouped(orders), `−${euros(amount)}`]),
      ["value added tax", "", euros(tax)],
      ["to pay", "", euros(total)],
    ],
  );
}

export function renderPage(summary, campaign, files) {
  const countries = summary.countries.map((c) => [
    escape(c.country),
    grouped(c.orders),
    euros(c.revenue),
    bar(c.revenue, summary.revenue),
  ]);
  const skipped = files.flatMap((f) => f.skipped.map((s) => [`${escape(f.name)}:${s.line}`, escape(s.reason)]));
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<title>Orders ${summary.firstDay} to ${summary.lastDay}</title><style>${STYLE}</style>`,
    `<h1>Orders from ${summary.firstDay} to ${summary.lastDay}</h1>`,
    `<p>${grouped(summary.orders)} orders, ${euros(summary.revenue)}.</p>`,
    table(["country", "orders", "revenue", "share"], countries),
    ...summary.countries.map(countrySection),
    `<h2>With the campaign</h2>${campaignSection(campaign)}`,
    skipped.length > 0 ? `<h2>Skipped rows</h2>${table(["row", "reason"], skipped)}` : "",
    `<p class="note">Read by Go, computed by Python, priced by Java, letters by Ruby, rendered by JavaScript, in one WebAssembly component.</p>`,
    "</html>\n",
  ].join("\n");
}
