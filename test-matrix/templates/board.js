const SVG = "http://www.w3.org/2000/svg";

function drawn(tag, attributes = {}, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

const th = (scope, ...children) => element("th", { scope }, ...children);

const view = { workload: "", caller: "", theme: "" };

// Shares of what ran: a class, and what it means.
const SHARES = [
  ["all", "all that ran passed"],
  ["most", "99 % and more"],
  ["some", "90 % and more"],
  ["few", "less"],
  ["none", "nothing ran"],
];

function classOf({ pass, ran }) {
  if (ran === 0) return "none";
  if (pass === ran) return "all";
  return pass / ran >= 0.99 ? "most" : pass / ran >= 0.9 ? "some" : "few";
}

function percent({ pass, ran }) {
  if (ran === 0) return "–";
  if (pass === ran) return "100 %";
  // Never rounded up to all of it.
  return `${(Math.floor((pass / ran) * 1000) / 10).toFixed(1)} %`;
}

function said({ pass, ran, aside }) {
  const more = aside > 0 ? `, ${aside} not called` : "";
  return ran > 0 ? `${pass} of ${ran} that ran passed${more}` : `nothing ran${more}`;
}

function time(nanoseconds) {
  const units = [
    ["ns", 1],
    ["µs", 1e3],
    ["ms", 1e6],
    ["s", 1e9],
  ];
  const [unit, size] = units.findLast(([, size]) => nanoseconds >= size) ?? units[0];
  return `${Number((nanoseconds / size).toPrecision(3))} ${unit}`;
}

const size = (bytes) => (bytes === null ? "–" : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`);
const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

function renderHeader() {
  const { machine } = BOARD;
  const packages = BOARD.wit.length > 12 ? [...BOARD.wit.slice(0, 12), "…"] : BOARD.wit;
  const facts = [
    `witloom ${BOARD.witloom}`,
    `${BOARD.cells} cells of ${day(BOARD.matrix_started)}, ${BOARD.vectors} calls per function, over ${packages.join(", ")}`,
    `figures of ${day(BOARD.bench_started)} on ${machine.os}, ${machine.architecture}, ${machine.cores} processors`,
  ];
  $("run").textContent = facts.join(" · ");
}

const waits = (name) => name.startsWith("async-") || name === "tasks" || name === "flows" || name === "streams";

function chips(language, wanted) {
  const items = BOARD.cases
    .filter((name) => language.support[name] && wanted(name))
    .map((name) => {
      const share = language.support[name];
      const text = share.pass === share.ran ? name : `${name} ${percent(share)}`;
      return element("li", { className: classOf(share), title: `${name}: ${said(share)}` }, text);
    });
  return element("ul", { className: "chips" }, ...items);
}

const same = (id) => BOARD.costs.find((row) => row.caller === id && row.callee === id);

function costOf(id, workload) {
  const cost = same(id)?.costs[workload];
  return cost ? time(cost.processor_ns.least) : "–";
}

function figure(title, text) {
  const cell = element("td", { className: "figure" }, text);
  cell.dataset.title = title;
  return cell;
}

function renderLanguages() {
  const titles = ["", "types", "async", "size (gzip)", "build", "start", "call", "async call"];
  const rows = BOARD.languages.map((language) => {
    const versions = Object.entries(language.tools ?? {}).map(([name, version]) => `${name} ${version.split("+")[0]}`);
    const start = same(language.id)?.app?.start_ns;
    return element(
      "tr",
      {},
      th("row", language.id, element("small", {}, versions.join(", "))),
      element(
        "td",
        {},
        chips(language, (name) => !waits(name)),
      ),
      element("td", {}, chips(language, waits)),
      figure(titles[3], `${size(language.bytes)} (${size(language.gzip_bytes)})`),
      figure(titles[4], language.build_s === null ? "–" : `${language.build_s.toFixed(1)} s`),
      figure(titles[5], start ? time(start) : "–"),
      figure(titles[6], costOf(language.id, "nothing")),
      figure(titles[7], costOf(language.id, "async-call")),
    );
  });
  const head = element("tr", {}, ...titles.map((title) => th("col", title)));
  $("languages").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
}

function renderPairs() {
  const ids = [...new Set(BOARD.pairs.flatMap((pair) => [pair.caller, pair.callee]))].sort();
  const cell = (caller, callee) => {
    const pair = BOARD.pairs.find((pair) => pair.caller === caller && pair.callee === callee);
    if (!pair) return element("td");
    const href = `matrix/index.html#${new URLSearchParams({ pair: `${caller} ${callee}` })}`;
    const link = element("a", { href, title: said(pair) }, percent(pair), " ", element("small", {}, pair.ran || ""));
    link.setAttribute("aria-label", `${caller} calls ${callee}: ${said(pair)}`);
    return element("td", { className: classOf(pair) }, link);
  };
  const row = (caller) => element("tr", {}, th("row", caller), ...ids.map((callee) => cell(caller, callee)));
  const head = element("tr", {}, element("td"), ...ids.map((id) => th("col", `→ ${id}`)));
  $("pairs").replaceChildren(element("thead", {}, head), element("tbody", {}, ...ids.map(row)));
  const here = SHARES.filter(([name]) => BOARD.pairs.some((pair) => classOf(pair) === name));
  const legend = here.map(([name, text]) => element("li", {}, element("span", { className: name }, "■"), ` ${text}`));
  $("shares").replaceChildren(...legend);
}

const KINDS = {
  pair: "two languages in one component",
  host: "the host calls",
  peer: "what one would use instead",
};

// What has a figure for a workload, the quickest first.
function rowsOf(workload) {
  const take = (rows, kind, pick) =>
    rows
      .filter((row) => row.costs[workload])
      .map((row) => ({
        name: row.name,
        kind,
        caller: row.caller,
        ...pick(row.costs[workload]),
      }));
  const costs = (kind, wanted) => take(BOARD.costs.filter(wanted), kind, (cost) => cost.processor_ns);
  const all = [
    ...costs("pair", (row) => row.caller !== "host" && (!view.caller || row.caller === view.caller)),
    ...costs("host", (row) => row.caller === "host" && (!view.caller || view.caller === "host")),
    ...take(BOARD.peers, "peer", (cost) => cost.wall_ns),
  ];
  return all.sort((a, b) => a.least - b.least);
}

const LINE = 22;
const LEFT = 150;
const RIGHT = 80;

function mark(kind, x, y) {
  if (kind === "pair") return drawn("circle", { class: kind, cx: x, cy: y, r: 5 });
  if (kind === "host")
    return drawn("rect", {
      class: kind,
      x: x - 4.5,
      y: y - 4.5,
      width: 9,
      height: 9,
    });
  return drawn("path", { class: kind, d: `M${x} ${y - 6}l6 6l-6 6l-6 -6z` });
}

function renderChart() {
  const rows = rowsOf(view.workload);
  const about = BOARD.workloads.find((workload) => workload.name === view.workload)?.about ?? "";
  // What stands between backticks is WIT.
  const parts = about.split("`").map((text, at) => (at % 2 === 1 ? element("code", {}, text) : text));
  $("about").replaceChildren(...parts, " (time of a call, logarithmic)");
  // A figure of nothing has no logarithm.
  const values = rows.flatMap(({ least, median }) => [least, median]).filter((value) => value > 0);
  if (values.length === 0) return $("chart").replaceChildren(element("p", {}, "Nothing was measured."));
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  const span = Math.max(high - low, 1);
  const width = Math.max($("chart").clientWidth, 340);
  const at = (value) => LEFT + ((Math.log10(Math.max(value, 10 ** low)) - low) / span) * (width - LEFT - RIGHT);
  const height = rows.length * LINE + 34;
  const chart = drawn("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${view.workload}: the time of a call`,
  });
  for (let power = low; power <= low + span; power += 1) {
    const x = at(10 ** power);
    chart.append(drawn("line", { class: "rule", x1: x, x2: x, y1: 4, y2: height - 24 }));
    chart.append(drawn("text", { class: "tick", x, y: height - 8, "text-anchor": "middle" }, time(10 ** power)));
  }
  rows.forEach(({ name, kind, least, median }, number) => {
    const y = number * LINE + 16;
    const group = drawn("g");
    group.append(drawn("title", {}, `${name}: ${time(least)}, median ${time(median)}`));
    group.append(drawn("text", { x: LEFT - 12, y: y + 4, "text-anchor": "end" }, name));
    group.append(
      drawn("line", {
        class: `spread ${kind}`,
        x1: at(least),
        x2: at(median),
        y1: y,
        y2: y,
      }),
    );
    group.append(mark(kind, at(least), y));
    group.append(drawn("text", { class: "tick", x: Math.max(at(least), at(median)) + 10, y: y + 4 }, time(least)));
    chart.append(group);
  });
  $("chart").replaceChildren(chart);
  const kinds = Object.entries(KINDS).filter(([kind]) => rows.some((row) => row.kind === kind));
  const legend = kinds.map(([kind, text]) => {
    const icon = drawn("svg", { viewBox: "0 0 16 14" });
    icon.append(mark(kind, 8, 7));
    return element("li", {}, icon, ` ${text}`);
  });
  $("marks").replaceChildren(...legend);
}

function renderFigures() {
  const names = BOARD.workloads.map((workload) => workload.name);
  const row = (row, pick) => {
    const texts = names.map((name) => (row.costs[name] ? time(pick(row.costs[name]).least) : "–"));
    return element("tr", {}, th("row", row.name), ...texts.map((text) => element("td", {}, text)));
  };
  const costs = BOARD.costs.map((one) => row(one, (cost) => cost.processor_ns));
  const peers = BOARD.peers.map((one) => row(one, (cost) => cost.wall_ns));
  const head = element("tr", {}, element("td"), ...names.map((name) => th("col", name)));
  $("figures").replaceChildren(element("thead", {}, head), element("tbody", {}, ...costs, ...peers));
}

function renderCounted() {
  const languages = Object.keys(BOARD.counted);
  $("instructions").hidden = languages.length === 0;
  const names = BOARD.workloads
    .map((workload) => workload.name)
    .filter((name) => languages.some((id) => BOARD.counted[id][name] !== undefined));
  const cell = (id, name) => element("td", {}, BOARD.counted[id][name]?.toLocaleString("en") ?? "–");
  const rows = names.map((name) => element("tr", {}, th("row", name), ...languages.map((id) => cell(id, name))));
  const head = element("tr", {}, element("td"), ...languages.map((id) => th("col", id)));
  $("counted").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
}

function fill(select, options) {
  select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
}

function render() {
  if (view.theme) document.documentElement.dataset.theme = view.theme;
  $("workload").value = view.workload;
  $("caller").value = view.caller;
  renderChart();
}

readAddress();
fill(
  $("workload"),
  BOARD.workloads.map(({ name }) => [name, name]),
);
fill($("caller"), [["", "all"], ...[...new Set(BOARD.costs.map((row) => row.caller))].map((id) => [id, id])]);
if (!BOARD.workloads.some(({ name }) => name === view.workload)) view.workload = BOARD.workloads[0]?.name ?? "";
$("workload").addEventListener("change", (event) => show({ workload: event.target.value }));
$("caller").addEventListener("change", (event) => show({ caller: event.target.value }));
addEventListener("resize", renderChart);
renderHeader();
renderLanguages();
renderPairs();
renderFigures();
renderCounted();
render();
