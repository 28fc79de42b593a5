// Rejections that nobody takes end the component.
//
// The engine says nothing of them once the component runs, and has no hook. So the promises of async functions, of
// imports and of what is derived from them are watched one by one: a rejected one that has no reaction when all
// microtasks of an entry are done was forgotten. That shows at the next entry, and the host is asked for one.

/** Rejected promises without a reaction, and why they were rejected. */
const $rejected = new Map();
const $then = Promise.prototype.then;

/** Watches a promise, and what comes of it. */
function $observe(promise) {
  let isSeen = false;
  Object.defineProperty(promise, "then", {
    configurable: true,
    writable: true,
    value(fulfilled, rejected) {
      isSeen = true;
      $rejected.delete(promise);
      return $observe($then.call(promise, fulfilled, rejected));
    },
  });
  $then.call(promise, undefined, (error) => {
    if (isSeen) return;
    $rejected.set(promise, error);
    $current?.comeBack();
  });
  return promise;
}

/** What the bundler makes the promise of an async function with. */
Object.defineProperty(globalThis, "__witloomPromise", {
  value: function (executor) {
    return $observe(new Promise(executor));
  },
});

for (const name of ["all", "any", "race", "reject"]) {
  const make = Promise[name];
  Object.defineProperty(Promise, name, {
    configurable: true,
    writable: true,
    value(...args) {
      return $observe(make.apply(this, args));
    },
  });
}

/** Ends the component over a rejection that has stayed alone. */
function $checkRejected(where) {
  for (const error of $rejected.values()) $die(where, error);
}
