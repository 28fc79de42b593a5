// Makes one module of the user's modules and the packages that they import. It is called with one argument, a JSON
// file: { "package", "source", "entry", "modules", "http", "world", "concurrent", "release", "out" }. `modules` are what the component itself
// provides: they stay imports; `http` is null unless the component answers requests or sends some, else { "types", "client",
// "handler", "incoming" }: the module with the types of WASI 0.3, the one with the client, whether it answers by 0.3, and the module
// with 0.2's types if it answers by that; null for each that isn't there.
// In a `concurrent` world the promises of async functions are made by the runtime, which looks after rejections.
//
// Writes bundle.js, places.json, which leads from a place in bundle.js back to the user's file, outside.json, the
// files out of the component's folder that went into it, and imports.json, what it imports beyond `modules`. What is the user's to mend goes to stdout as one JSON line
// { "complaints": [{ file, line, column, text, hint }] } with exit code 3.
import { readFile, writeFile, mkdir } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { entryOf, web } from "./http.mjs";
import { LOCALE, withLocale } from "./locale.mjs";
import { nodeModules, whereabouts } from "./node.mjs";
import { TIMERS, withTimers } from "./timers.mjs";
import {
  PLACE,
  WITHOUT_PROPERTIES,
  namesProperties,
  withProperties,
} from "./unicode.mjs";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(join(job.package, "package.json"));
const esbuild = require("esbuild");

/** Namespaces of modules that no file holds. */
const PROVIDED = "witloom-provided";
const META = "witloom-meta";

const DIGITS =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** How a bundle calls the engine's `fetch`. */
const FETCH = "globalThis.fetch";

const LOADERS = {
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
};

const posix = (path) => path.replaceAll("\\", "/");

/** What the component provides, and `import.meta`, which the engine lacks. */
const plugin = {
  name: "witloom",
  setup(build) {
    const provided = new Set(job.modules);
    build.onResolve({ filter: /.*/ }, ({ path, kind, namespace }) => {
      if (provided.has(path)) {
        const isStatic = kind === "import-statement";
        return isStatic
          ? { path, external: true }
          : { path, namespace: PROVIDED };
      }
      return path.startsWith(`${META}:`) && namespace === "file"
        ? { path: path.slice(META.length + 1), namespace: META }
        : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: PROVIDED }, ({ path }) => ({
      contents: `export * from ${JSON.stringify(path)};`,
    }));
    build.onLoad({ filter: /.*/, namespace: META }, ({ path }) => ({
      contents: `export const meta = { url: ${JSON.stringify(new URL(path, "file:///").href)} };`,
    }));
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const isModule = !/\bmodule\.exports\b|\brequire\(/.test(text);
      if (!isModule || !/\bimport\s*\.\s*meta\b/.test(text)) return undefined;
      const name = JSON.stringify(
        `${META}:${posix(relative(job.source, path))}`,
      );
      return {
        contents: `${text}\nimport { meta as $importMeta } from ${name};\n`,
        loader: LOADERS[path.slice(path.lastIndexOf("."))],
      };
    });
  },
};

const options = {
  absWorkingDir: job.source,
  entryPoints: [entryOf(job)],
  bundle: true,
  write: false,
  outfile: join(job.out, "bundle.js"),
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["module"],
  target: "es2024",
  charset: "utf8",
  legalComments: "none",
  sourcemap: "external",
  sourcesContent: false,
  metafile: true,
  logLevel: "silent",
  // The engine can't load anything once the component is made: what can't be bundled rejects.
  supported: {
    "dynamic-import": false,
    ...(job.concurrent && {
      "async-await": false,
      "async-generator": false,
      "for-await": false,
    }),
  },
  logOverride: { "unsupported-dynamic-import": "warning" },
  define: {
    "import.meta": "$importMeta",
    "process.env.NODE_ENV": JSON.stringify(
      job.release ? "production" : "development",
    ),
    global: "globalThis",
    // The one that isn't the user's own.
    fetch: FETCH,
    "self.fetch": FETCH,
    "window.fetch": FETCH,
  },
  banner: { js: PLACE + LOCALE + (job.concurrent ? "" : TIMERS) },
  plugins: [web(job), plugin, nodeModules(job)],
};

let result = await bundled(options);
if (result.outputFiles.some(({ text }) => namesProperties(text))) {
  const supported = { ...options.supported, ...WITHOUT_PROPERTIES };
  result = await bundled({ ...options, supported });
}
const fromUser = ({ id, location }) =>
  id === "unsupported-dynamic-import" &&
  location !== null &&
  !location.file.includes("node_modules/");
complain(result.warnings.filter(fromUser).map(complaint));
if (job.concurrent && !job.http?.client) complain(fetches(result.outputFiles));
await mkdir(job.out, { recursive: true });
await writeFile(
  join(job.out, "outside.json"),
  JSON.stringify(outside(result.metafile.inputs)),
);
await writeFile(
  join(job.out, "imports.json"),
  JSON.stringify(further(result.metafile.outputs)),
);
for (const file of result.outputFiles) {
  if (file.path.endsWith(".map")) {
    await writeFile(join(job.out, "places.json"), places(file.text));
  } else {
    const text = observed(rejecting(file.text));
    const additions = [withProperties, withLocale, withTimers];
    const whole = additions.reduce((text, add) => add(text, esbuild), text);
    await writeFile(file.path, whole);
  }
}

async function bundled(wanted) {
  return esbuild.build(wanted).catch((failure) => {
    if (failure.errors === undefined) throw failure;
    complain(failure.errors.map(complaint));
  });
}

/** `import()` of a template rejects when no module fits; the bundler's helper throws. */
function rejecting(text) {
  const globs = /^(var globImport_\w+ = )__glob\(/gm;
  if (!globs.test(text)) return text;
  return `${text.replace(globs, "$1__globImport(")}
function __globImport(modules) {
  const load = __glob(modules);
  return async (path) => load(path);
}
`;
}

/** The bundler's helper for async functions makes a promise, and waits for others; no line moves. */
function observed(text) {
  return text
    .replace(
      /^(var __async = .*\n\s*return new )Promise\(/m,
      "$1__witloomPromise(",
    )
    .replace(
      /^(\s*var step = .* : )Promise\.resolve\(/m,
      "$1__witloomResolve(",
    );
}

function complain(complaints) {
  if (complaints.length === 0) return;
  process.stdout.write(`${JSON.stringify({ complaints })}\n`);
  process.exit(3);
}

function complaint({ id, text, location }) {
  const missing = /^Could not resolve "(.*)"$/.exec(text)?.[1];
  const place = location && {
    file: location.file,
    line: location.line,
    column: location.column + 1,
  };
  if (id === "unsupported-dynamic-import") {
    return {
      ...place,
      text: "`import()` of what is no string literal can't be bundled",
      hint: 'name the module: `import("./part.js")`, or a template whose start and end are fixed: `import(`./parts/${name}.js`)`',
    };
  }
  return missing === undefined
    ? { ...place, text }
    : {
        ...place,
        text: `cannot load the module \`${missing}\``,
        hint: whereabouts(missing, job.source),
      };
}

/** Files out of the component's folder, with what tells of the packages among them: what changes there matters too. */
function outside(inputs) {
  const tools = posix(relative(job.source, job.package));
  const files = Object.keys(inputs).filter(
    (file) => file.startsWith("../") && !file.startsWith(`${tools}/`),
  );
  const manifests = files.flatMap((file) => {
    const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file) ?? [];
    return folder === undefined ? [] : [`${folder}/package.json`];
  });
  const all = new Set([...files, ...manifests]);
  return [...all].map((file) => resolve(job.source, file));
}

/** What the modules of Node.js import, which the component's world does not. */
function further(outputs) {
  const all = Object.values(outputs).flatMap(({ imports }) => imports);
  const paths = all.filter(({ external }) => external).map(({ path }) => path);
  return [...new Set(paths)].filter((path) => !job.modules.includes(path));
}

/** Where the user's files call the engine's `fetch`, which can't wait beside others: ours needs an import. */
function fetches(files) {
  const code = files.find(({ path }) => !path.endsWith(".map")).text;
  const map = JSON.parse(files.find(({ path }) => path.endsWith(".map")).text);
  const places = segments(map);
  return code.split("\n").flatMap((text, i) =>
    columns(text).flatMap((call) => {
      const found = places[i]?.findLast(([at]) => at <= call);
      if (found === undefined) return [];
      const [, source, line, column] = found;
      return called(map.sources[source], line + 1, column + 1);
    }),
  );
}

function called(source, line, column) {
  if (source.startsWith("witloom")) return [];
  const file = shown(resolve(job.out, source));
  if (file.includes("node_modules/")) return [];
  const text =
    "`fetch` needs `wasi:http/client` in the world, which doesn't import it";
  const hint = `add \`import wasi:http/client@0.3.0;\` to the world \`${job.world}\``;
  return [{ file, line, column, text, hint }];
}

/** `globalThis.fetch(…)`, or `(0, globalThis.fetch)(…)` as the bundler writes it. */
function columns(line) {
  const calls = line.matchAll(/\bglobalThis\.fetch\)?\(/g);
  return Array.from(calls, ({ index }) => index);
}

/** Per line of the bundle: columns, and the sources with lines and columns behind them, all counted from 0. */
function segments({ mappings }) {
  let [source, line, column] = [0, 0, 0];
  return mappings.split(";").map((list) => {
    let generated = 0;
    return list.split(",").flatMap((segment) => {
      const fields = decode(segment);
      generated += fields[0] ?? 0;
      if (fields.length < 4) return [];
      source += fields[1];
      line += fields[2];
      column += fields[3];
      return [[generated, source, line, column]];
    });
  });
}

/** The source map as lines of their own, so that one place is found without reading all of them. */
function places(text) {
  const map = JSON.parse(text);
  const files = map.sources.map((source) =>
    source.startsWith("witloom") ? "" : shown(resolve(job.out, source)),
  );
  const lines = segments(map).map((own) => {
    let at = [0, 0, 0, 0];
    const steps = own.map((now) => {
      const step = now.map((value, i) => value - at[i]);
      at = now;
      return step.map(encode).join("");
    });
    return steps.join(",");
  });
  return JSON.stringify({ files, lines });
}

/** A file as its stacks call it: those of the toolchain by their packages. */
function shown(file) {
  const inTools = posix(relative(job.package, file));
  return inTools.startsWith("node_modules/")
    ? inTools
    : posix(relative(job.source, file));
}

/** Base 64 VLQ, as source maps have it. */
function decode(segment) {
  const fields = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    fields.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return fields;
}

function encode(value) {
  let [rest, text] = [value < 0 ? (-value << 1) | 1 : value << 1, ""];
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}
