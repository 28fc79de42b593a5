// The entry of a component that answers requests or sends some: what it exports by `export default { fetch }` is made a
// handler of wasi:http, and the global `fetch` sends by it. The runtime's modules lie beside this file, in http/.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OURS = join(dirname(fileURLToPath(import.meta.url)), "http");
const NAMESPACE = "witloom-http";

/** The module that the bundle starts with. */
export const entryOf = (job) =>
  job.http === null ? `./${job.entry}` : `${NAMESPACE}:entry`;

/** Resolves the entry, and the runtime's modules. */
export function web(job) {
  return {
    name: "http",
    setup(build) {
      build.onResolve({ filter: /^witloom-http:/ }, ({ path }) => ({
        path: path.slice(NAMESPACE.length + 1),
        namespace: NAMESPACE,
      }));
      build.onResolve(
        { filter: /^\.\/\w+\.js$/, namespace: NAMESPACE },
        ({ path, importer }) =>
          importer === "entry"
            ? undefined
            : { path: path.slice(2), namespace: NAMESPACE },
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: path === "entry" ? entry(job) : runtime(job, path),
        resolveDir: job.source,
        loader: "js",
      }));
    },
  };
}

/** What the user exports, the handler unless that is among it, and before all `fetch`. */
function entry({ entry, http }) {
  const user = JSON.stringify(`./${entry}`);
  const lines = [`export * from ${user};`];
  if (http.client !== null) lines.unshift(`import "${NAMESPACE}:client.js";`);
  if (http.handler) lines.push(...handler("handler", "server.js", user));
  if (http.incoming !== null)
    lines.push(...handler("incomingHandler", "incoming.js", user));
  return lines.join("\n");
}

const handler = (name, file, user) => [
  `import { handlerOf } from "${NAMESPACE}:${file}";`,
  `import * as user from ${user};`,
  `export const ${name} = user.${name} ?? handlerOf(user.default);`,
];

function runtime({ http }, path) {
  const text = readFileSync(join(OURS, path), "utf8");
  const types = path === "incoming.js" ? http.incoming : http.types;
  return text
    .replaceAll('"wasi:http/types"', JSON.stringify(types))
    .replaceAll('"wasi:http/client"', JSON.stringify(http.client));
}
