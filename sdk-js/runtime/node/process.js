// The part of `node:process` that a component has.
import { getArguments, getEnvironment } from "wasi:cli/environment@0.2.12";
import { exitWithCode } from "wasi:cli/exit@0.2.12";
import { Buffer } from "node:buffer";
import { input, print } from "./standard.js";

/** Nothing can be called while the component is built. */
function asked(get) {
  try {
    return get();
  } catch {
    return [];
  }
}

const variables = () => Object.fromEntries(asked(getEnvironment));
const set = new Map();

/** Asked anew each time: the build has no environment, and every instance has its own. */
export const env = new Proxy(
  {},
  {
    get: (_, name) => (set.has(name) ? set.get(name) : variables()[name]),
    has: (_, name) => set.get(name) !== undefined || name in variables(),
    set: (_, name, value) => set.set(name, String(value)) !== undefined,
    deleteProperty: (_, name) => set.set(name, undefined) !== undefined,
    ownKeys: () => {
      const names = new Set([...Object.keys(variables()), ...set.keys()]);
      return [...names].filter(
        (name) => !set.has(name) || set.get(name) !== undefined,
      );
    },
    getOwnPropertyDescriptor: (_, name) => {
      const value = set.has(name) ? set.get(name) : variables()[name];
      return value === undefined
        ? undefined
        : { value, writable: true, enumerable: true, configurable: true };
    },
  },
);

const missing = (what, instead) => {
  throw new Error(`a component has no \`process.${what}\`: ${instead}`);
};

export const arch = "wasm32";
export const platform = "wasi";
export const pid = 1;
export const title = "component";
export const versions = Object.freeze({});
export const version = "";
export const execArgv = [];
export const cwd = () => "/";
export const nextTick = (task, ...args) => queueMicrotask(() => task(...args));
export const uptime = () => performance.now() / 1000;
export const emitWarning = (warning) => console.warn(String(warning));

export function hrtime(before = [0, 0]) {
  const now =
    hrtime.bigint() - (BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]));
  return [Number(now / 1_000_000_000n), Number(now % 1_000_000_000n)];
}
hrtime.bigint = () => BigInt(Math.round(performance.now() * 1e6));

/** A standard stream to write to: what is written is out when the call returns. */
const writer = (fd) => ({
  fd,
  isTTY: false,
  writable: true,
  write(data, encoding, done) {
    print(
      fd,
      typeof data === "string" ? Buffer.from(data, encoding?.toString()) : data,
    );
    const then = typeof encoding === "function" ? encoding : done;
    if (then !== undefined) queueMicrotask(then);
    return true;
  },
  end(data, ...rest) {
    if (data !== undefined) this.write(data, ...rest);
  },
  on() {
    return this;
  },
  once() {
    return this;
  },
});
export const stdout = writer(1);
export const stderr = writer(2);

/** Standard input: to be iterated over, or heard by `data` and `end`. */
export const stdin = {
  fd: 0,
  isTTY: false,
  setEncoding(encoding) {
    this.encoding = encoding;
    return this;
  },
  resume: () => stdin,
  on(event, hear) {
    if (event === "data") {
      queueMicrotask(async () => {
        for await (const piece of this) hear(piece);
        this.ended?.();
      });
    }
    if (event === "end") this.ended = hear;
    return this;
  },
  async *[Symbol.asyncIterator]() {
    const decoder = this.encoding && new TextDecoder(this.encoding);
    for (let bytes; (bytes = input()).length > 0; ) {
      yield decoder
        ? decoder.decode(bytes, { stream: true })
        : Buffer.from(bytes);
    }
    const rest = decoder?.decode();
    if (rest) yield rest;
  },
};

/** Ends the component, with all that is under way in it. */
export function exit(code = 0) {
  exitWithCode(Number(code) & 0xff);
  throw new Error("`process.exit` has returned");
}
export const abort = () => missing("abort", "throw an error");
export const chdir = () => missing("chdir", "there is no working folder");
/** Nothing sends events to a component. */
export const on = () => process;
export const once = on;

/** As Node.js has them: the first two are its own. */
const argv = () => {
  const [name = "component", ...rest] = asked(getArguments);
  return ["node", name, ...rest];
};

const process = {
  abort,
  arch,
  get argv() {
    return argv();
  },
  chdir,
  cwd,
  emitWarning,
  env,
  execArgv,
  exit,
  get exitCode() {
    return undefined;
  },
  set exitCode(code) {
    if (code !== undefined)
      missing("exitCode", "end with `process.exit(code)`");
  },
  hrtime,
  nextTick,
  on,
  once,
  pid,
  platform,
  stderr,
  stdin,
  stdout,
  title,
  uptime,
  version,
  versions,
};

export default process;
