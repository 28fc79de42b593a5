// The report as text.

import { euros, grouped, percent } from "./format.js";

/** Lines of text with columns that line up. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const cell = (text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]));
  return rows.map((row) => row.map(cell).join("   ").trimEnd()).join("\n");
}

/** How many letters of each kind there are, and what they give away. */
function renderLetters(letters) {
  const counts = new Map();
  for (const { subject } of letters) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const vouchers = letters.reduce((sum, { voucher }) => sum + voucher, 0n);
  const kinds = [...counts].map(([subject, count]) => `${count} ${subject}`);
  return `Drafted ${letters.length} letters: ${kinds.join(", ")}; vouchers of ${euros(vouchers)}`;
}

function campaignRows({ discounts, gross, tax, total }) {
  return [
    ["  orders as they are", "", euros(gross)],
    ...discounts.map(({ rule, orders, amount }) => [`  ${rule}`, `${grouped(orders)} orders`, `−${euros(amount)}`]),
    ["  value added tax", "", euros(tax)],
    ["  to pay", "", euros(total)],
  ];
}

export function renderSummary(summary, campaign, large, letters, files) {
  const rows = summary.countries.map((country) => [
    country.country,
    grouped(country.orders),
    euros(country.revenue),
    percent(country.revenue, summary.revenue),
    euros(country.values.median),
    country.bestProducts[0].product,
  ]);
  const outliers = large
    .slice(0, 5)
    .map((o) => [`  ${o.number}`, o.country, o.customer, euros(o.value), `${o.score.toFixed(1)} deviations`]);
  const skipped = files.flatMap((file) => file.skipped.map((row) => `  ${file.name}:${row.line}: ${row.reason}`));
  return [
    `Orders from ${summary.firstDay} to ${summary.lastDay}`,
    `${grouped(summary.orders)} orders, ${euros(summary.revenue)}, ${files.map((f) => grouped(f.rows)).join(" + ")} rows`,
    "",
    table([["country", "orders", "revenue", "share", "median", "best product"], ...rows]),
    "",
    "Far from the others",
    outliers.length > 0 ? table(outliers) : "  none",
    "",
    renderLetters(letters),
    "",
    "With the campaign",
    table(campaignRows(campaign)),
    "",
    skipped.length > 0 ? `Skipped ${skipped.length} rows` : "No row was skipped",
    ...skipped,
  ].join("\n");
}
