// Drives the JavaScript engine's packages for witloom. It is called with one argument, a JSON file:
//
//   { "command": "splice", "package", "wit", "world", "names", "features", "out" }
//       Splices the core imports and exports of a world into the engine. Writes spliced.wasm, stubbed.wasm (the
//       same without the WASI features that are off), upstream.js (the package's own glue) and splice.json. `names` has
//       the real names of functions that the world has by number.
//   { "command": "snapshot", "module", "splice", "glue", "runtime", "source", "entry", "places", "features", "out",
//     "upstream" }
//       Runs the instrumented module until the user's code is loaded. Writes memory.bin and globals.json. `places` leads
//       from the entry, a bundle, to the user's files.
//
// A failure that is the user's goes to stdout as one JSON line { "error", "output" } with exit code 3; what the
// user's code prints while it loads goes to stderr.
import { readFile, writeFile, mkdir } from "node:fs/promises";
import crypto from "node:crypto";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WASI } from "node:wasi";

const PAGE = 65536;
/** Pages of linear memory that belong to the glue. */
const HEAP_PAGES = 2;
/**
 * What the engine's collector starts with, in the order of its memory. The first is how many bytes all objects may
 * take: 32 MiB, beyond which the engine gives up ("out of memory").
 */
const COLLECTOR = [32, 0.25, 64, 27, 100, 500].map((size) => size * 1048576);
/** Memory has its own limit: the host's. */
const NO_LIMIT = 0xffffffff;
const INIT = "componentize.wizer";
const CORE_MARK = "componentize.wizer";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const commands = { splice, snapshot };
await commands[job.command](job);

async function splice({
  package: folder,
  wit,
  world,
  names: real,
  features,
  out,
}) {
  const lib = join(
    folder,
    "node_modules/@bytecodealliance/componentize-js/lib",
  );
  makeReproducible();
  const { splicer } = await import(
    pathToFileURL(join(lib, "spidermonkey-embedding-splicer.js")).href
  );
  const engine = await readFile(join(lib, "starlingmonkey_embedding.wasm"));
  const spliced = splicer.spliceBindings(
    engine,
    features,
    wit,
    undefined,
    world,
    false,
  );
  const stubbed = splicer.stubWasi(
    spliced.wasm,
    features,
    wit,
    undefined,
    world,
  );
  const names = WebAssembly.Module.exports(
    await WebAssembly.compile(spliced.wasm),
  ).map(({ name }) => name);
  const added = names
    .slice(names.indexOf(CORE_MARK) + 1)
    .filter((name) => !name.startsWith("cabi_post_"));
  if (added.length !== spliced.exports.length) {
    throw new Error(
      `the engine has ${added.length} exports for ${spliced.exports.length} functions`,
    );
  }
  const exports = spliced.exports.map(([upstream, core], i) => ({
    name: added[i],
    upstream,
    ...core,
    ...real?.exports[added[i]],
  }));
  const imports = spliced.imports.map(([module, name, count]) =>
    module === real?.module && Object.hasOwn(real.imports, name)
      ? [...real.imports[name], count]
      : [module, name, count],
  );
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "spliced.wasm"), spliced.wasm);
  await writeFile(join(out, "stubbed.wasm"), stubbed);
  await writeFile(join(out, "upstream.js"), spliced.jsBindings);
  await writeFile(
    join(out, "splice.json"),
    JSON.stringify({ exports, imports }, null, 2),
  );
}

/** The splicer seeds hash tables, and writes the time into stubs: constants give the same module every time. */
function makeReproducible() {
  crypto.randomBytes = (size) => Buffer.alloc(size, 0x5a);
  syncBuiltinESMExports();
  Date.now = () => 0;
}

async function snapshot({
  module,
  splice: spliceFile,
  glue,
  runtime,
  source,
  entry,
  places,
  features,
  out,
  upstream,
}) {
  const { exports, imports } = JSON.parse(readFileSync(spliceFile, "utf8"));
  await mkdir(out, { recursive: true });
  const script = join(out, "initializer.js");
  const stdin = join(out, "arguments.txt");
  writeFileSync(
    stdin,
    `--initializer-script-path /witloom/initializer.js --strip-path-prefix /source/ /source/${entry}`,
  );
  const input = openSync(stdin);
  const output = { stdout: "", stderr: "" };
  const wasi = new WASI({
    version: "preview1",
    env: environment(exports, imports, features, entry, upstream),
    preopens: { "/witloom": out, "/source": source },
    stdin: input,
    returnOnExit: true,
  });
  const compiled = await WebAssembly.compile(await readFile(module));
  const lifted = { done: false };
  const instance = await WebAssembly.instantiate(
    compiled,
    importObject(compiled, wasi, output, () => instance, lifted),
  );
  wasi.initialize(instance);
  const memory = instance.exports.memory;
  const heap = {
    start: memory.grow(HEAP_PAGES) * PAGE,
    end: memory.buffer.byteLength,
  };
  const text = readFileSync(glue, "utf8");
  const table = readFileSync(places, "utf8");
  writeFileSync(
    script,
    upstream
      ? publishRuntime(runtime) + text
      : initializer(text, imports, exports, heap, table),
  );
  run(instance, output, (text) => placed(text, table));
  closeSync(input);
  if (!lifted.done) throw new Error("the engine's collector was not found");
  await writeFile(join(out, "memory.bin"), new Uint8Array(memory.buffer));
  await writeFile(join(out, "globals.json"), JSON.stringify(globals(instance)));
  process.stderr.write(output.stdout + output.stderr);
}

function run(instance, output, placed) {
  try {
    instance.exports[INIT]();
    const status = instance.exports.check_init();
    if (status === 0) return;
    fail(`the engine refused the module with status ${status}`, output, placed);
  } catch (error) {
    fail(String(error?.message ?? error), output, placed);
  }
}

function fail(error, output, placed) {
  const text = placed(output.stdout + output.stderr);
  process.stdout.write(`${JSON.stringify({ error, output: text })}\n`);
  process.exit(3);
}

/** A text in which places in the bundle are those in the user's files. */
function placed(text, table) {
  const code = readFileSync(job.lookup, "utf8");
  return new Function("$places", "text", `${code}; return $placed(text);`)(
    table,
    text,
  );
}

/** What the engine's initializer reads: the shapes of exports, names of imports. */
function environment(exports, imports, features, entry, upstream) {
  const env = {
    DEBUG: "",
    SOURCE_NAME: entry,
    EXPORT_CNT: String(exports.length),
    IMPORT_CNT: String(imports.length),
    FEATURE_CLOCKS: features.includes("clocks") ? "1" : "",
  };
  exports.forEach(
    ({ upstream: name, params, ret, retptr, retsize, paramptr }, i) => {
      env[`EXPORT${i}_NAME`] = upstream ? name : `export${i}`;
      env[`EXPORT${i}_ARGS`] = (paramptr ? "*" : "") + params.join(",");
      env[`EXPORT${i}_RET`] = (retptr ? "*" : "") + (ret ?? "");
      env[`EXPORT${i}_RETSIZE`] = String(retsize);
    },
  );
  imports.forEach(([, name, count], i) => {
    env[`IMPORT${i}_NAME`] = name;
    env[`IMPORT${i}_ARGCNT`] = String(count);
  });
  return env;
}

/**
 * WASI for the time of the snapshot. Clocks, random numbers, inodes and times of
 * files are constants, so that the same sources give the
 * same bytes; output is caught; everything of the component itself can't be called yet.
 */
function importObject(compiled, wasi, output, instance, lifted) {
  const memory = () => new DataView(instance().exports.memory.buffer);
  const decoders = { 1: new TextDecoder(), 2: new TextDecoder() };
  let now = 1_000_000_000n;
  const preview1 = {
    ...wasi.wasiImport,
    fd_write(fd, iovs, count, written) {
      if (fd !== 1 && fd !== 2)
        return wasi.wasiImport.fd_write(fd, iovs, count, written);
      const view = memory();
      let total = 0;
      for (let i = 0; i < count; i++) {
        const size = view.getUint32(iovs + i * 8 + 4, true);
        const bytes = new Uint8Array(
          view.buffer,
          view.getUint32(iovs + i * 8, true),
          size,
        );
        output[fd === 1 ? "stdout" : "stderr"] += decoders[fd].decode(bytes, {
          stream: true,
        });
        total += size;
      }
      view.setUint32(written, total, true);
      return 0;
    },
    // The engine has begun when it opens the first script.
    path_open(...args) {
      lifted.done ||= liftLimit(instance().exports.memory);
      return wasi.wasiImport.path_open(...args);
    },
    path_filestat_get(fd, flags, path, size, result) {
      const status = wasi.wasiImport.path_filestat_get(
        fd,
        flags,
        path,
        size,
        result,
      );
      const view = memory();
      for (const field of [0, 8, 40, 48, 56]) {
        view.setBigUint64(result + field, 0n, true);
      }
      return status;
    },
    clock_time_get(_id, _precision, result) {
      memory().setBigUint64(result, (now += 1000n), true);
      return 0;
    },
    random_get(pointer, size) {
      new Uint8Array(instance().exports.memory.buffer, pointer, size).fill(
        0x5a,
      );
      return 0;
    },
  };
  const all = { wasi_snapshot_preview1: preview1 };
  const constants = {
    "get-random-u64": () => 0x5a5a5a5a5a5a5a5an,
    now: () => (now += 1000n),
  };
  for (const { module, name } of WebAssembly.Module.imports(compiled)) {
    all[module] ??= {};
    const isConstant =
      /^wasi:(random|clocks)\//.test(module) && Object.hasOwn(constants, name);
    all[module][name] ??= isConstant ? constants[name] : refuse(module, name);
  }
  return all;
}

/** Lets objects take all of the memory; says whether it found where that stands. */
function liftLimit(memory) {
  const words = new Uint32Array(memory.buffer);
  for (let at = words.indexOf(COLLECTOR[0]); at !== -1; ) {
    if (COLLECTOR.every((value, i) => words[at + i] === value)) {
      words[at] = NO_LIMIT;
      return true;
    }
    at = words.indexOf(COLLECTOR[0], at + 1);
  }
  return false;
}

function refuse(module, name) {
  return () => {
    throw new Error(
      `\`${module}#${name}\` was called while the module was loaded: imports work in functions only`,
    );
  };
}

/** The script that the engine runs before the user's module: the glue as one function of the user's realm. */
function initializer(glue, imports, exports, heap, places) {
  const text = `(function ($bindings, $importNames, $define, $heap, $places) {${glue}
$define("witloom", { ComponentError, some, none, ok, err });
return { exported: $exported, bind: $bindExports, missing: $missing };
})
//# sourceURL=witloom/glue.js`;
  const names = exports.map(({ name }) => name);
  return `{
const names = ${JSON.stringify(imports.map(([module, name]) => [module, name]))};
const heap = ${JSON.stringify(heap)};
const glue = contentGlobal.eval(${JSON.stringify(text)})($bindings, names, defineBuiltinModule, heap, ${JSON.stringify(places)});
globalThis.bindExports = () => {
  glue.bind($source_mod);
  if (glue.missing.length > 0) throw new Error("witloom-missing:" + JSON.stringify(glue.missing));
  ${JSON.stringify(names)}.forEach((name, i) => {
    if (glue.exported[name] === undefined) throw new Error("the glue does not define " + name);
    globalThis["export" + i] = glue.exported[name];
  });
};
}
delete globalThis.$bindings;
`;
}

/** For the package's own glue: the module `witloom`, which it knows nothing of. */
function publishRuntime(runtime) {
  const text = `(function ($define) {${runtime}
$define("witloom", { ComponentError, some, none, ok, err });
})`;
  return `contentGlobal.eval(${JSON.stringify(text)})(defineBuiltinModule);\n`;
}

/** Values of the globals that the instrumentation exported, as decimal strings. */
function globals(instance) {
  const found = {};
  for (const [name, value] of Object.entries(instance.exports)) {
    if (value instanceof WebAssembly.Global) found[name] = String(value.value);
  }
  return found;
}
