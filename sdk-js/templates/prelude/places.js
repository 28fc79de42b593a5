// Leads from places in the bundle back to the user's files: in stacks, and in errors that are printed.

/** The table that the build made, read when the first error is looked at. */
let $placeTable;

const $placeDigits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Where a line and column of the bundle come from; `undefined` for what the build added. */
function $placeOf(line, column) {
  $placeTable ??= JSON.parse($places);
  const { files, lines } = $placeTable;
  const at = [0, 0, 0, 0];
  let found;
  for (const segment of (lines[line - 1] ?? "").split(",")) {
    let field = 0;
    let value = 0;
    let shift = 0;
    for (const digit of segment) {
      const bits = $placeDigits.indexOf(digit);
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits & 32) continue;
      at[field++] += value & 1 ? -(value >>> 1) : value >>> 1;
      value = shift = 0;
    }
    if (segment === "" || at[0] > column - 1) break;
    found = { file: files[at[1]], line: at[2] + 1, column: at[3] + 1 };
  }
  return found?.file ? found : undefined;
}

const $placed = (text) =>
  text.replace(/\bbundle\.js:(\d+):(\d+)/g, (whole, line, column) => {
    const place = $placeOf(Number(line), Number(column));
    return place ? `${place.file}:${place.line}:${place.column}` : whole;
  });

/** Makes `error.stack` name the user's files. */
function $placeStacks() {
  const own = Object.getOwnPropertyDescriptor(Error.prototype, "stack");
  if (own?.get === undefined) return;
  Object.defineProperty(Error.prototype, "stack", {
    ...own,
    get() {
      const stack = own.get.call(this);
      return typeof stack === "string" ? $placed(stack) : stack;
    },
  });
}

/** Prints errors as they read elsewhere: with their stacks. */
function $placeErrors() {
  const shown = (arg) => (arg instanceof Error ? $stackOf(arg) : arg);
  for (const method of ["debug", "error", "info", "log", "trace", "warn"]) {
    const print = console[method];
    if (typeof print === "function")
      console[method] = (...args) => print.apply(console, args.map(shown));
  }
}

if (typeof $places === "string") {
  $placeStacks();
  $placeErrors();
}
