// Timers in the order of their times. The engine asks which timers are over and runs those in the order in which they were
// made, so that of two that are late the later one may come first. Worlds with async functions have timers of their own.
import { inPlace } from "./place.mjs";

/** Where it goes: one line, so that no other line moves. */
export const TIMERS = "/* witloom: timers */";

const USED = /\b(setTimeout|setInterval|setImmediate)\b/;

/** The bundle with the timers that it uses. */
export function withTimers(text, esbuild) {
  if (!USED.test(text)) return text.replace(TIMERS, "");
  return inPlace(text, TIMERS, install, undefined, esbuild);
}

/** Runs in the component, before everything else. */
function install() {
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  const now = () => performance.now();
  const waiting = new Map();
  let last = 0;

  // Each timer is one of the engine's, too; whichever of these is over, the earliest of ours runs.
  const run = () => {
    let first;
    for (const timer of waiting.values()) {
      if (first === undefined || timer.due < first.due) first = timer;
    }
    if (first === undefined || first.due > now() + 1) return;
    waiting.delete(first.id);
    if (first.repeats) arm(first);
    first.action(...first.args);
  };
  const arm = (timer) => {
    timer.due = now() + timer.delay;
    timer.engine = start(run, timer.delay);
    waiting.set(timer.id, timer);
  };
  const make =
    (name, repeats) =>
    (action, milliseconds, ...args) => {
      if (typeof action !== "function") {
        throw new TypeError(`${name}: the first argument must be a function`);
      }
      // As in Node.js: at least 1 ms, and 1 ms for what is too long to wait for.
      const wanted = Number(milliseconds);
      const delay = wanted >= 1 && wanted < 2 ** 31 ? wanted : 1;
      const id = ++last;
      arm({ id, action, args, delay, repeats });
      return id;
    };
  const clear = (id) => {
    const timer = waiting.get(Number(id));
    if (timer === undefined) return;
    waiting.delete(timer.id);
    stop(timer.engine);
  };
  const all = {
    setTimeout: make("setTimeout", false),
    setInterval: make("setInterval", true),
    clearTimeout: clear,
    clearInterval: clear,
  };
  for (const [name, value] of Object.entries(all)) {
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(globalThis, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}
