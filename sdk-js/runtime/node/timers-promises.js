// `node:timers/promises` over the web's timers.
function wait(delay, value, { signal } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = globalThis.setTimeout(() => resolve(value), delay);
    signal?.addEventListener("abort", () => {
      globalThis.clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

export { wait as setTimeout };
export const setImmediate = (value, options) => wait(0, value, options);

export async function* setInterval(delay, value, options) {
  for (;;) yield await wait(delay, value, options);
}

export const scheduler = {
  wait: (delay, options) => wait(delay, undefined, options),
  yield: () => wait(0),
};

export default { scheduler, setImmediate, setInterval, setTimeout: wait };
