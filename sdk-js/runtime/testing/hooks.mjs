// Finds the modules that a component provides: `witloom`, `witloom/test`, and one per imported interface, whose
// functions and classes are those of the test's mocks.

import { readFileSync } from "node:fs";

const SCHEME = "witloom-import:";
const OWN = { witloom: "./witloom.mjs", "witloom/test": "./mocks.mjs" };
const mocks = new URL("./mocks.mjs", import.meta.url).href;
const table = JSON.parse(
  readFileSync(new URL("./table.json", import.meta.url)),
);

export async function resolve(specifier, context, next) {
  if (Object.hasOwn(OWN, specifier)) {
    const { href } = new URL(OWN[specifier], import.meta.url);
    return { url: href, format: "module", shortCircuit: true };
  }
  if (Object.hasOwn(table, specifier)) {
    const url = SCHEME + encodeURIComponent(specifier);
    return { url, format: "module", shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith(SCHEME)) return next(url, context);
  const specifier = decodeURIComponent(url.slice(SCHEME.length));
  return {
    format: "module",
    source: source(table[specifier]),
    shortCircuit: true,
  };
}

/** A module whose exports look for mocks when they are called. */
function source({ interface: name, functions, classes }) {
  const lines = [`import { $class, $function } from ${JSON.stringify(mocks)};`];
  const add = (make, member) => {
    const local = `$${lines.length}`;
    const args = `${JSON.stringify(name)}, ${JSON.stringify(member)}`;
    lines.push(
      `const ${local} = ${make}(${args}); export { ${local} as ${JSON.stringify(member)} };`,
    );
  };
  for (const member of functions) add("$function", member);
  for (const member of classes) add("$class", member);
  return lines.join("\n");
}
