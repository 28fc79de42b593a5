// The part of `node:process` that a component has. `getEnvironment` and `getArguments` are those of
// `wasi:cli/environment` where the world imports it; without, no variable is set.
/* global getEnvironment, getArguments, environmentIsThere */

const variables = () => Object.fromEntries(getEnvironment());
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
export const exitCode = undefined;
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

const writer = (print) => ({
  isTTY: false,
  write: (text) =>
    missing(
      "stdout.write",
      `use \`${print}\`, or \`wasi:cli/stdout\` (for ${JSON.stringify(String(text).slice(0, 20))})`,
    ),
});
export const stdout = writer("console.log");
export const stderr = writer("console.error");

export const exit = () =>
  missing("exit", "return from the exported function, or throw");
export const abort = () => missing("abort", "throw an error");
export const chdir = () => missing("chdir", "there is no working folder");
/** Nothing sends events to a component. */
export const on = () => process;
export const once = on;

const process = {
  abort,
  arch,
  get argv() {
    return ["node", ...getArguments()];
  },
  chdir,
  cwd,
  emitWarning,
  env,
  execArgv,
  exit,
  exitCode,
  hrtime,
  nextTick,
  on,
  once,
  pid,
  platform,
  stderr,
  stdout,
  title,
  uptime,
  version,
  versions,
};

export default process;
