// Finds the modules that a component provides: `witloom`, `witloom/test`, and one per imported interface, whose
// functions and classes are those of the test's mocks. TypeScript and JSX are read as a build reads them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const SCHEME = "witloom-import:";
const OWN = { witloom: "./witloom.mjs", "witloom/test": "./mocks.mjs" };
const mocks = new URL("./mocks.mjs", import.meta.url).href;
const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const table = json("./table.json");

/** What Node.js doesn't read, and what the bundler calls it. */
const LOADERS = {
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
  jsx: "jsx",
};
/** What an import may leave out, or spell as what it becomes. */
const ENDINGS = [".ts", ".tsx", ".jsx", ".js", "/index.ts", "/index.js"];

let bundler;
const esbuild = () =>
  (bundler ??= createRequire(json("./tools.json").package)("esbuild"));

export async function resolve(specifier, context, next) {
  if (Object.hasOwn(OWN, specifier)) {
    const { href } = new URL(OWN[specifier], import.meta.url);
    return { url: href, format: "module", shortCircuit: true };
  }
  if (Object.hasOwn(table, specifier)) {
    const url = SCHEME + encodeURIComponent(specifier);
    return { url, format: "module", shortCircuit: true };
  }
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!/^\.{0,2}\//.test(specifier)) throw error;
    for (const other of spellings(specifier)) {
      try {
        return await next(other, context);
      } catch {
        // The next one.
      }
    }
    throw error;
  }
}

/** Other names for a file, as TypeScript and bundlers have them. */
function spellings(specifier) {
  const source = specifier.replace(/\.(m?)js(x?)$/, ".$1ts$2");
  const jsx = specifier.replace(/\.js$/, ".tsx");
  return [source, jsx, ...ENDINGS.map((ending) => specifier + ending)];
}

export async function load(url, context, next) {
  if (!url.startsWith(SCHEME)) {
    const loader = LOADERS[/^file:.*\.(\w+)$/.exec(url)?.[1]];
    return loader ? compiled(url, loader) : next(url, context);
  }
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

function compiled(url, loader) {
  const sourcefile = fileURLToPath(url);
  const { code } = esbuild().transformSync(readFileSync(sourcefile, "utf8"), {
    loader,
    sourcefile,
    format: "esm",
    target: "node20",
    jsx: "automatic",
    sourcemap: "inline",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
  });
  return { format: "module", source: code, shortCircuit: true };
}
