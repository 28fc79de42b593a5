// Each state as a word, a glyph, a colour class and what it means, good ones first.
const STATES = {
  pass: ["✓", "good", "both sides saw the right values"],
  "known-fail": ["≈", "warn", "fails as an expectation says"],
  unsupported: ["∅", "calm", "can't be called; the detail says why"],
  "not-run": ["–", "calm", "a toolchain is missing"],
  "unexpected-pass": ["!", "warn", "an expectation says that it fails"],
  fail: ["✗", "bad", "a side saw another value, or the pair can't be linked"],
  trap: ["⚡", "bad", "a guest trapped, or hit the memory limit"],
  timeout: ["⏱", "bad", "a call took too long"],
  "build-failed": ["⚒", "bad", "a guest could not be built"],
};
const ORDER = Object.keys(STATES);
// What never was a call says nothing about a pair.
const SET_ASIDE = new Set(["unsupported", "not-run"]);
const UNEXPECTED = new Set(ORDER.slice(ORDER.indexOf("unexpected-pass")));

function badge(state, text = state) {
  const [glyph, colour] = STATES[state];
  return element("span", { className: `state ${colour}` }, `${glyph} ${text}`);
}

const idOf = (cell) => [cell.case, cell.function, cell.caller, cell.callee].join(" ");
const byId = new Map(RESULTS.cells.map((cell) => [idOf(cell), cell]));

const view = { q: "", pair: "", cell: "", theme: "" };

// `lists caller:go state:fail`: every word must fit, a word with a key in that field alone.
function matcher(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (cell) =>
    words.every((word) => {
      const [key, value] = word.split(":", 2);
      if (value !== undefined && typeof cell[key] === "string") return cell[key].toLowerCase().includes(value);
      return `${idOf(cell)} ${cell.state} ${cell.detail}`.toLowerCase().includes(word);
    });
}

function worst(cells) {
  return cells.reduce((state, cell) => (ORDER.indexOf(cell.state) > ORDER.indexOf(state) ? cell.state : state), ORDER[0]);
}

function renderHeader(cells) {
  // What follows a "+" is the hash of a package's lock files.
  const releases = Object.entries(RESULTS.tools).map(([name, version]) => [name, version.split("+")[0]]);
  const versions = releases.filter(([, release]) => release.includes("."));
  $("tools").textContent = versions.map((tool) => tool.join(" ")).join(" · ");
  const names = RESULTS.wit ?? [];
  const called = names.length > 0 ? names : [...new Set(RESULTS.cells.map((cell) => cell.case))];
  const date = RESULTS.started ? new Date(RESULTS.started * 1000).toISOString().slice(0, 16).replace("T", " ") : "";
  const facts = [date && `${date} UTC`, called.join(", "), `seed ${RESULTS.seed}`, `${RESULTS.vectors} calls per function`];
  $("run").textContent = facts.filter(Boolean).join(" · ");
  const counts = ORDER.map((state) => [state, cells.filter((cell) => cell.state === state).length]);
  $("totals").replaceChildren(
    ...counts.filter(([, count]) => count > 0).map(([state, count]) => {
      const item = element("li", {}, badge(state, `${count} ${state}`));
      item.dataset.state = state;
      item.dataset.count = count;
      return item;
    }),
  );
  $("count").textContent = `${cells.length} of ${RESULTS.cells.length} cells`;
}

function renderGrid(cells) {
  const ids = [...new Set(RESULTS.cells.flatMap((cell) => [cell.caller, cell.callee]))].sort();
  const head = element("tr", {}, element("td"), ...ids.map((id) => element("th", { scope: "col" }, `→ ${id}`)));
  const rows = ids.map((caller) =>
    element("tr", {}, element("th", { scope: "row" }, caller), ...ids.map((callee) => gridCell(cells, caller, callee))),
  );
  $("grid").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
}

function gridCell(cells, caller, callee) {
  const here = cells.filter((cell) => cell.caller === caller && cell.callee === callee);
  if (here.length === 0) return element("td");
  const ran = here.filter((cell) => !SET_ASIDE.has(cell.state));
  const aside = here.filter((cell) => SET_ASIDE.has(cell.state));
  const state = worst(ran.length > 0 ? ran : aside);
  const passed = ran.filter((cell) => cell.state === "pass").length;
  const pair = `${caller} ${callee}`;
  const button = element("button", { type: "button", className: STATES[state][1] });
  button.append(`${STATES[state][0]} ${ran.length > 0 ? `${passed}/${ran.length}` : state}`);
  if (ran.length > 0) {
    button.append(element("meter", { min: 0, max: ran.length, value: passed, ariaHidden: "true" }));
    if (aside.length > 0) button.append(element("small", {}, ` ${STATES[worst(aside)][0]} ${aside.length}`));
  }
  const said = ran.length > 0 ? `${passed} of ${ran.length} that ran pass, worst ${state}` : `nothing ran, ${state}`;
  const more = ran.length > 0 && aside.length > 0 ? `, ${aside.length} not called` : "";
  button.setAttribute("aria-label", `${caller} calls ${callee}: ${said}${more}`);
  button.setAttribute("aria-pressed", String(view.pair === pair));
  button.addEventListener("click", () => show({ pair: view.pair === pair ? "" : pair, cell: "" }));
  return element("td", {}, button);
}

function renderLegend() {
  const here = ORDER.filter((state) => RESULTS.cells.some((cell) => cell.state === state));
  const rows = here.flatMap((state) => [element("dt", {}, badge(state)), element("dd", {}, STATES[state][2])]);
  $("legend").replaceChildren(...rows);
}

function renderPair(cells) {
  // Without a pair, a search lists what it found.
  const [caller, callee] = view.pair.split(" ");
  const here = view.pair ? cells.filter((cell) => cell.caller === caller && cell.callee === callee) : cells;
  $("pair").hidden = !view.pair && !view.q;
  if ($("pair").hidden) return;
  $("pair-title").textContent = view.pair ? `${caller} calls ${callee}` : "Found";
  const rows = here.slice(0, 1000).map((cell) => functionRow(cell));
  const titles = ["case", "function", ...(view.pair ? [] : ["pair"]), "state", "calls", "ms", "message"];
  const figures = new Set(["calls", "ms"]);
  const title = (text) => element("th", { scope: "col", className: figures.has(text) ? "figure" : "" }, text);
  const head = element("tr", {}, ...titles.map(title));
  $("functions").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
}

function functionRow(cell) {
  const id = idOf(cell);
  const row = element("tr", { tabIndex: 0 });
  row.setAttribute("aria-selected", String(view.cell === id));
  const texts = [cell.case, cell.function, ...(view.pair ? [] : [`${cell.caller} → ${cell.callee}`])];
  row.append(...texts.map((text) => element("td", {}, text)), element("td", {}, badge(cell.state)));
  const figure = (text) => element("td", { className: "figure" }, text);
  row.append(figure(String(cell.vectors)), figure(cell.duration_ms.toFixed(1)));
  row.append(element("td", { className: "message" }, cell.detail.split("\n", 1)[0]));
  row.addEventListener("click", () => show({ cell: id }));
  row.addEventListener("keydown", (event) => {
    if (event.key === "Enter") show({ cell: id });
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  });
  return row;
}

function renderCell() {
  const cell = byId.get(view.cell);
  $("cell").hidden = !cell;
  if (!cell) return;
  $("cell-title").textContent = `${cell.case} ${cell.function}: ${cell.caller} → ${cell.callee}`;
  const facts = [["state", badge(cell.state)], ["phase", cell.phase], ["link", cell.link], ["blame", cell.blame]];
  const before = BASELINE?.cells.find((earlier) => idOf(earlier) === view.cell);
  if (BASELINE) facts.push(["before", before ? badge(before.state) : "not there"]);
  facts.push(["calls", String(cell.vectors)], ["took", `${cell.duration_ms} ms`]);
  const known = facts.filter(([, value]) => value);
  $("cell-facts").replaceChildren(...known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  $("cell-detail").hidden = !cell.detail;
  $("cell-detail").textContent = cell.detail;
}

function renderChanges() {
  if (!BASELINE) return;
  const bad = new Set(BASELINE.cells.filter((cell) => UNEXPECTED.has(cell.state)).map(idOf));
  const worse = RESULTS.cells.filter((cell) => UNEXPECTED.has(cell.state) && !bad.has(idOf(cell)));
  const better = RESULTS.cells.filter((cell) => !UNEXPECTED.has(cell.state) && bad.has(idOf(cell)));
  $("changes").hidden = false;
  for (const [place, word, cells] of [["regressions", "regressed", worse], ["fixes", "fixed", better]]) {
    const items = cells.slice(0, 200).map((cell) => {
      const link = element("a", { href: `#${new URLSearchParams({ cell: idOf(cell) })}` }, idOf(cell));
      return element("li", {}, badge(cell.state), " ", link);
    });
    $(place).replaceChildren(element("h3", {}, `${cells.length} ${word}`), element("ul", {}, ...items));
  }
}

function render() {
  if (view.theme) document.documentElement.dataset.theme = view.theme;
  const cells = RESULTS.cells.filter(matcher(view.q));
  renderHeader(cells);
  renderGrid(cells);
  renderPair(cells);
  renderCell();
  if ($("query").value !== view.q) $("query").value = view.q;
}

function moveInGrid(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  const row = $("grid").rows[cell.parentElement.rowIndex + step[1]];
  const next = row?.cells[cell.cellIndex + step[0]]?.querySelector("button");
  if (next) {
    next.focus();
    event.preventDefault();
  }
}

$("query").addEventListener("input", () => show({ q: $("query").value }));
$("search").addEventListener("submit", (event) => event.preventDefault());
$("grid").addEventListener("keydown", moveInGrid);
addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== $("query")) {
    $("query").focus();
    event.preventDefault();
  }
  if (event.key === "Escape") show(view.cell ? { cell: "" } : view.pair ? { pair: "" } : { q: "" });
});
readAddress();
renderLegend();
renderChanges();
render();
