// The modules of Node.js that make sense in a component, and what to do without the others. Some are a package's, whose
// files are the same for every user; the rest lies beside this file, in node/.
import { readFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OURS = join(dirname(fileURLToPath(import.meta.url)), "node");
const NAMESPACE = "witloom-node";

/** Modules that lie in node/. */
const OWN = {
  buffer: "buffer.js",
  crypto: "crypto.js",
  fs: "fs.js",
  "fs/promises": "fs-promises.js",
  os: "os.js",
  process: "process.js",
  timers: "timers.js",
  "timers/promises": "timers-promises.js",
  url: "url.js",
  util: "util.js",
};

/** Modules of the package. */
const LENT = [
  "assert",
  "assert/strict",
  "events",
  "path",
  "path/posix",
  "punycode",
  "querystring",
  "string_decoder",
  "util/types",
];

const INSTEAD = {
  child_process: "a component can't start processes: call another component",
  dgram: "import `wasi:sockets` in the world",
  dns: "import `wasi:sockets/ip-name-lookup` in the world",
  http: "use `fetch`, or export `wasi:http/incoming-handler`",
  https: "use `fetch`",
  net: "import `wasi:sockets/tcp` in the world",
  stream:
    "use the web's `ReadableStream`, `WritableStream` and `TransformStream`",
  tls: "use `fetch`",
  worker_threads: "a component has one thread: use another component",
  zlib: "use the web's `CompressionStream` and `DecompressionStream`",
};

/** What packages look for when they are loaded, and what the engine lacks. */
const ABSENT = [
  {
    filter: /@jspm[/\\]core[/\\]nodelibs/,
    from: "navigator.language",
    to: '"C"',
  },
  {
    filter: /node-inspect-extracted[/\\]dist/,
    from: '["Atomics","JSON"',
    to: '["JSON"',
  },
];

const bare = (path) => path.replace(/^node:/, "");

/** Resolves `node:` modules, and their old names where no package has them. */
export function nodeModules(job) {
  const lent = join(job.package, "node_modules/@jspm/core/nodelibs/browser");
  const place = (name) => {
    if (Object.hasOwn(OWN, name)) return { path: name, namespace: NAMESPACE };
    return LENT.includes(name) ? { path: join(lent, `${name}.js`) } : undefined;
  };
  return {
    name: "node",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (asked) => {
        const { path, pluginData, resolveDir, importer, kind, namespace } =
          asked;
        if (namespace === NAMESPACE && path.startsWith("wasi:")) {
          return { path, external: true, sideEffects: false };
        }
        if (namespace === NAMESPACE && path.startsWith("./")) {
          return { path: path.slice(2, -".js".length), namespace };
        }
        if (path.startsWith(`${NAMESPACE}:`)) {
          return { path: join(lent, `${path.slice(NAMESPACE.length + 1)}.js`) };
        }
        const found = place(bare(path));
        if (
          found === undefined ||
          !isBuiltin(path) ||
          pluginData === NAMESPACE
        ) {
          return undefined;
        }
        if (path === bare(path) && namespace === "file") {
          const options = { resolveDir, importer, kind, namespace };
          const installed = await build.resolve(path, {
            ...options,
            pluginData: NAMESPACE,
          });
          if (installed.errors.length === 0) return installed;
        }
        return found;
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path }) => {
        const file = OWN[path] ?? `${path}.js`;
        const contents = await readFile(join(OURS, file), "utf8");
        return { contents, loader: "js", resolveDir: job.package };
      });
      for (const { filter, from, to } of ABSENT) {
        build.onLoad({ filter }, async ({ path }) => ({
          contents: (await readFile(path, "utf8")).replaceAll(from, to),
          loader: "js",
        }));
      }
    },
  };
}

/** What to do about a module that isn't found. */
export function whereabouts(module, source) {
  if (module.startsWith("."))
    return "paths are relative to the module that imports them, with their extension";
  if (isBuiltin(module)) {
    const top = bare(module).split("/")[0];
    const there = [...Object.keys(OWN), ...LENT]
      .filter((name) => !name.includes("/"))
      .sort();
    return (
      INSTEAD[top] ??
      `the engine is no Node.js; of its modules a component has ${there.map((name) => `\`${name}\``).join(", ")}`
    );
  }
  const [first, second] = module.split("/");
  const name = first.startsWith("@") ? `${first}/${second}` : first;
  const folder = dependent(source, name);
  if (folder !== undefined)
    return `\`package.json\` lists \`${name}\`: run \`npm ci\` in \`${folder}\``;
  return "modules are imported by relative path, by the id of a WIT interface, as `witloom`, or from `node_modules` after `npm install`";
}

/** The folder whose `package.json` asks for a package. */
function dependent(source, name) {
  for (let folder = source; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    try {
      const { dependencies, devDependencies } = existsSync(file)
        ? JSON.parse(readFileSync(file, "utf8"))
        : {};
      if (Object.hasOwn({ ...dependencies, ...devDependencies }, name))
        return folder;
    } catch {
      // The bundler says what is wrong with it.
    }
    if (folder === dirname(folder)) return undefined;
  }
}
