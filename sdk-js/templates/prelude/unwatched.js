// In worlds without async functions, streams and futures nothing comes later that could forget a rejection.

const $Promise = Promise;
const $observe = (promise) => promise;
