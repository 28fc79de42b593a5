// Rejections that nobody takes end the component.
//
// The engine says nothing of them once the component runs, and has no hook. So the promises of async functions, of
// imports and of what is derived from them are watched one by one: a rejected one that has no reaction when all
// microtasks of an entry are done was forgotten. That shows at the next entry, and the host is asked for one.

/** Rejected promises without a reaction, and why they were rejected. */
const $rejected = new Map();
/** The engine's own: the runtime's promises are never rejected, or user code gets them. */
const $Promise = Promise;
const $then = $Promise.prototype.then;

/** Watches a promise, and what comes of it. */
function $observe(promise) {
  if (Object.hasOwn(promise, "then")) return promise;
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

/** What user code knows as `Promise`: a promise that it makes is watched, one that it asks for is the engine's. */
function $Watched(executor) {
  if (new.target === undefined) throw new TypeError("Promise needs `new`");
  if (new.target === $Watched) return $observe(new $Promise(executor));
  // What comes of a promise of a class of the user's is made by that class.
  return Reflect.construct($Promise, [executor], new.target);
}

/** Static functions whose promise may be rejected. */
const $mayReject = ["all", "any", "race", "reject", "resolve", "try"];

function $watchedStatic(name, { value, ...own }) {
  if (typeof value !== "function") return own;
  return {
    ...own,
    value(...args) {
      const made = value.apply(this === $Watched ? $Promise : this, args);
      if (name === "withResolvers") $observe(made.promise);
      return $mayReject.includes(name) ? $observe(made) : made;
    },
  };
}

for (const name of Reflect.ownKeys($Promise)) {
  const own = Reflect.getOwnPropertyDescriptor($Promise, name);
  const isFixed = name === "prototype" || name === "name" || name === "length";
  Object.defineProperty(
    $Watched,
    name,
    isFixed ? { value: own.value } : $watchedStatic(name, own),
  );
}

Object.defineProperties(globalThis, {
  Promise: { configurable: true, writable: true, value: $Watched },
  // What the bundler makes the promise of an async function with, and waits by.
  __witloomPromise: { value: $Watched },
  __witloomResolve: { value: $Promise.resolve.bind($Promise) },
});

/** Ends the component over a rejection that has stayed alone. */
function $checkRejected(where) {
  for (const error of $rejected.values()) $trap(where, error);
}
