// `\p{…}` in regular expressions, which the engine can't read: it has no tables of Unicode. Which properties a bundle names
// is known while it is made, and Node.js has the tables. So the bundle brings those it names, and a `RegExp` that
// puts ranges in their places. The bundler turns literals with properties into calls of `RegExp`.

import { inPlace } from "./place.mjs";

/** Where the tables go: one line, so that no other line moves. */
export const PLACE = "/* witloom: properties of characters */";

/** Makes the bundler write calls of `RegExp`; it doesn't see properties in classes, so that the flags have to do. */
export const WITHOUT_PROPERTIES = {
  "regexp-set-notation": false,
  "regexp-sticky-and-unicode-flags": false,
  "regexp-unicode-property-escapes": false,
};

const NAMED = /\\[pP]\{([\w=]+)\}/g;

export const namesProperties = (text) => /\\[pP]\{\w/.test(text);

/** The bundle with the tables that its patterns need. */
export function withProperties(text, esbuild) {
  const table = {};
  for (const [, name] of text.matchAll(NAMED)) {
    if (Object.hasOwn(table, name)) continue;
    const ranges = rangesOf(name);
    if (ranges !== undefined) table[name] = ranges;
  }
  if (Object.keys(table).length === 0) return text.replace(PLACE, "");
  return inPlace(text, PLACE, install, table, esbuild);
}

/** The characters with a property, as first and last ones. */
function rangesOf(name) {
  let pattern;
  try {
    pattern = new RegExp(`\\p{${name}}`, "u");
  } catch {
    return undefined; // no property of characters: the engine says so
  }
  const ranges = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    if (!pattern.test(String.fromCodePoint(point))) continue;
    if (ranges.at(-1) === point - 1) ranges[ranges.length - 1] = point;
    else ranges.push(point, point);
  }
  return ranges;
}

/** Runs in the component, before everything else. */
function install(table) {
  const Plain = globalThis.RegExp;
  const shown = (point) => `\\u{${point.toString(16)}}`;
  const inverse = (ranges) => {
    const all = [
      0,
      ...ranges.map((point, i) => (i % 2 ? point + 1 : point - 1)),
    ];
    return [...all, 0x10ffff];
  };
  const body = (ranges) => {
    let text = "";
    for (let i = 0; i < ranges.length; i += 2) {
      const [first, last] = [ranges[i], ranges[i + 1]];
      if (first > last) continue;
      text += first === last ? shown(first) : `${shown(first)}-${shown(last)}`;
    }
    return text;
  };
  const named = /^\\([pP])\{([\w=]+)\}/;
  const expand = (source, flags) => {
    let [text, depth] = ["", 0];
    for (let i = 0; i < source.length; i++) {
      const [, letter, name] = named.exec(source.slice(i, i + 80)) ?? [];
      if (name !== undefined && Object.hasOwn(table, name)) {
        const ranges = table[name];
        const inside = body(letter === "p" ? ranges : inverse(ranges));
        // With `v` a class may stand in a class, and has to where sets are subtracted.
        text += depth > 0 && !flags.includes("v") ? inside : `[${inside}]`;
        i += name.length + 3;
      } else if (source[i] === "\\") {
        text += source.slice(i, i + 2);
        i++;
      } else {
        if (source[i] === "[") depth = flags.includes("v") ? depth + 1 : 1;
        if (source[i] === "]") depth = Math.max(0, depth - 1);
        text += source[i];
      }
    }
    return text;
  };
  const changed = (args) => {
    const [source, flags = source instanceof Plain ? source.flags : ""] = args;
    const text = source instanceof Plain ? source.source : String(source ?? "");
    return /[uv]/.test(flags) && /\\[pP]\{/.test(text)
      ? [expand(text, flags), flags]
      : args;
  };
  const Wrapped = new Proxy(Plain, {
    apply: (_, self, args) => Reflect.apply(Plain, self, changed(args)),
    construct: (_, args, target) =>
      Reflect.construct(
        Plain,
        changed(args),
        target === Wrapped ? Plain : target,
      ),
  });
  Plain.prototype.constructor = Wrapped;
  globalThis.RegExp = Wrapped;
}
