// `node:timers` over the web's timers: what a timer is called by is a number.
export const setTimeout = (...args) => globalThis.setTimeout(...args);
export const clearTimeout = (...args) => globalThis.clearTimeout(...args);
export const setInterval = (...args) => globalThis.setInterval(...args);
export const clearInterval = (...args) => globalThis.clearInterval(...args);
export const setImmediate = (task, ...args) =>
  globalThis.setTimeout(task, 0, ...args);
export const clearImmediate = clearTimeout;

export default {
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
};
