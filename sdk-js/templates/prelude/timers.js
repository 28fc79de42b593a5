// Timers over the clock of WASI 0.3. The engine's own never fire while tasks wait, since the host has the turn then.

const $waitFor = $imports.get(
  "wasi:clocks/monotonic-clock@0.3.0#[async-lower]wait-for",
);

/** Calls `done` after some milliseconds; the function that it gives prevents that. */
function $sleep(milliseconds, done, keeps) {
  if ($waitFor === undefined)
    throw new Error("timers need the feature `clocks` of this component");
  // As in Node.js: at least 1 ms, so that other tasks get their turn.
  const delay = Math.min(Math.max(1, Number(milliseconds) || 0), 2 ** 31 - 1);
  const status = $waitFor(BigInt(Math.ceil(delay * 1_000_000)));
  const handle = status >>> 4;
  let isOpen = true;
  const end = () => {
    isOpen = false;
    if (handle !== 0) $dropSubtask(handle);
  };
  if (handle === 0) {
    $Promise.resolve().then(() => isOpen && (end(), done()));
    return end;
  }
  $watch(
    handle,
    (state) => {
      if (state < $returned) return;
      $unwatch(handle);
      end();
      done();
    },
    keeps,
  );
  return () => {
    if (!isOpen) return;
    $unwatch(handle);
    $cancelSubtask(handle);
    end();
  };
}

const $timers = new Map();
let $lastTimer = 0;

function $startTimer(where, action, milliseconds, repeats, args) {
  if (typeof action !== "function")
    throw new TypeError(`${where}: the first argument must be a function`);
  const id = ++$lastTimer;
  const starter = $running();
  const arm = () => {
    $timers.set(
      id,
      $sleep(milliseconds, () => {
        $timers.delete(id);
        if (repeats) arm();
        try {
          action(...args);
        } catch (error) {
          $trap(starter, error, `${where} of`);
        }
      }),
    );
  };
  arm();
  return id;
}

function $stopTimer(id) {
  const stop = $timers.get(Number(id));
  $timers.delete(Number(id));
  stop?.();
}

const $globals = {
  setTimeout: (action, milliseconds, ...args) =>
    $startTimer("setTimeout", action, milliseconds, false, args),
  setInterval: (action, milliseconds, ...args) =>
    $startTimer("setInterval", action, milliseconds, true, args),
  clearTimeout: $stopTimer,
  clearInterval: $stopTimer,
  fetch() {
    throw new TypeError(
      "`fetch` does not work in worlds with async functions, streams or futures",
    );
  },
};

for (const [name, value] of Object.entries($globals))
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });

/** A signal that has fired; the engine's own wants a reason. */
AbortSignal.abort = (...reason) => {
  const controller = new AbortController();
  controller.abort(...reason);
  return controller.signal;
};

/** A signal that fires after some milliseconds. Nothing waits for it alone. */
AbortSignal.timeout = (milliseconds) => {
  const controller = new AbortController();
  const fire = () =>
    controller.abort(new DOMException("the time is up", "TimeoutError"));
  $sleep(milliseconds, fire, false);
  return controller.signal;
};
