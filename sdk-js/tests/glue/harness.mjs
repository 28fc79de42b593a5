// Runs glue without its engine: every import of the world is answered by the export of the same name, and what
// crosses is held against the core types that the canonical ABI asks for.
//
// In the mode `corrupt`, bytes and core values that no value has are read instead, and have to be refused.
//
// Called with a JSON file: { glue, mode, exports, functions: [{ module, name, property, export, cores, result, values }] }. Prints what differs,
// one line each.
import { readFileSync } from "node:fs";

const PAGE = 65536;
const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const memory = new WebAssembly.Memory({ initial: 64 });
let top = 8 * PAGE;

function realloc(_old, _size, align, size) {
  const p = (top + align - 1) & -align;
  top = p + size;
  if (top > memory.buffer.byteLength) {
    memory.grow(Math.ceil((top - memory.buffer.byteLength) / PAGE));
  }
  return p;
}

const is = {
  i32: (x) => typeof x === "number" && (x | 0) === x && !Object.is(x, -0),
  i64: (x) => typeof x === "bigint" && BigInt.asUintN(64, x) === x,
  f32: (x) => typeof x === "number" && Object.is(Math.fround(x), x),
  f64: (x) => typeof x === "number",
};

const complaints = [];
let glue;

/** The core import of a function: checks its arguments and hands them to the export. */
function forward({ name, cores, result, export: core }) {
  return (...args) => {
    const wrong = cores.findIndex((core, i) => !is[core](args[i]));
    if (wrong >= 0 || args.length !== cores.length) {
      const values = args.map((x) => `${typeof x} ${String(x)}`);
      complaints.push(`${name}: (${values}) is not (${cores})`);
    }
    const area = result === 0 ? [] : [realloc(0, 0, 8, result)];
    if (job.mode === "corrupt") {
      new Uint8Array(memory.buffer, area[0], result).fill(77);
      return area[0];
    }
    glue.exported[core](...args, ...area);
    return area[0];
  };
}

/** What was said before a call ended. */
let said = "";

/** Ends a call for good. */
function trap() {
  throw new Error(said);
}

/** Deep equality: every NaN is the same, -0 is not 0, an absent property is an undefined one. */
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return false;
  if (a instanceof Map && b instanceof Map) return same([...a], [...b]);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const own = (object, key) =>
    Object.hasOwn(object, key) ? object[key] : undefined;
  return [...keys].every((key) => same(own(a, key), own(b, key)));
}

const show = (value) =>
  JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}n` : v));

const modules = {};
const make = (0, eval)(
  `(function ($bindings, $importNames, $define, $heap) {${job.glue}
return { exported: $exported, bind: $bindExports, missing: $missing };
})`,
);
glue = make(
  [memory, realloc, () => {}, trap, ...job.functions.map(forward)],
  [
    ["witloom:core/imports", "trap"],
    ...job.functions.map(({ module, name }) => [module, name]),
  ],
  (specifier, module) => (modules[specifier] = module),
  { start: 4 * PAGE, end: 6 * PAGE },
);

/** What came in last at the export. */
let received;
const user = new Proxy(
  {},
  {
    get: () => (value) => {
      received = value;
      return [value, 1];
    },
  },
);
glue.bind({ [job.exports]: user });

function echo({ module, property, values }) {
  for (const text of values) {
    const value = (0, eval)(`(${text})`);
    top = 8 * PAGE;
    received = undefined;
    try {
      const [back] = modules[module][property](value);
      if (!same(received, value))
        complaints.push(`${property}(${text}) arrived as ${show(received)}`);
      if (!same(back, value))
        complaints.push(`${property}(${text}) came back as ${show(back)}`);
    } catch (error) {
      complaints.push(`${property}(${text}) threw ${error}`);
    }
  }
}

/** Calls with what no value looks like, once as the one who reads a result, once as the one who reads a parameter. */
function corrupt({ module, property, cores, values, export: core }) {
  const attempt = (what, call) => {
    try {
      call();
      complaints.push(
        `${property}: the ${what} was taken for ${show(received)}`,
      );
    } catch (error) {
      if (!error.message.includes("does not have"))
        complaints.push(`${property}: ${error}`);
    }
  };
  const value = (0, eval)(`(${values[0]})`);
  attempt("result", () => modules[module][property](value));
  const args = cores.map((core) => (core === "i64" ? 77n : 77));
  attempt("parameter", () =>
    glue.exported[core](...args, realloc(0, 0, 8, 64)),
  );
}

console.error = (text) => void (said = text);
job.functions.forEach(job.mode === "corrupt" ? corrupt : echo);
console.log(complaints.join("\n"));
