// How exports answer: results, the err case, promises, and the end of an export that failed.

const $abort = $bind("witloom:core/imports", "trap");

/**
 * The value that is thrown for the `err` case: of a ComponentError, of an object with a payload, or itself where it
 * fits. Throws everything else again, since nobody declared it.
 */
function $payload(error, type) {
  if (error instanceof ComponentError) return error.payload;
  if (error instanceof Error) throw error;
  if ($hasPayload(error)) return error.payload;
  const fits =
    type === undefined
      ? error === undefined
      : $find(error, type, "error") === undefined;
  if (!fits) throw error;
  return error;
}

const $hasPayload = (error) =>
  typeof error === "object" &&
  error !== null &&
  Object.hasOwn(error, "payload");

const $isErr = (tag) => tag === 1 || (tag !== 0 && $unknown());

/** Turns the `err` case of an import into an exception. */
function $unwrap(failed, value) {
  if (failed) throw new ComponentError(value);
  return value;
}

// The engine wants a promise from every export; making one costs more than the rest of a short call.
const $done = Promise.resolve();
const $small = Array.from({ length: 256 }, (_, i) => Promise.resolve(i));

const $answerInt = (x) => (x >= 0 && x < 256 ? $small[x] : Promise.resolve(x));

function $answerBool(value) {
  if (typeof value !== "boolean")
    throw $wrongResult($mismatch, value, "bool", "returned");
  return value ? $small[1] : $small[0];
}

function $answerChar(value) {
  if (!$isChar(value)) throw $wrongResult($mismatch, value, "char", "returned");
  return $answerInt($codeOf(value));
}

const $integerAnswer = (type, check) => (value) => {
  if (!check(value)) throw $wrongResult($mismatch, value, type, "returned");
  return $answerInt(value | 0);
};

const $answerU8 = $integerAnswer("u8", $isU8);
const $answerS8 = $integerAnswer("s8", $isS8);
const $answerU16 = $integerAnswer("u16", $isU16);
const $answerS16 = $integerAnswer("s16", $isS16);
const $answerU32 = $integerAnswer("u32", $isU32);
const $answerS32 = $integerAnswer("s32", $isS32);

const $wideAnswer = (type, check) => (value) => {
  if (!check(value)) throw $wrongResult($mismatch, value, type, "returned");
  return Promise.resolve(type === "s64" ? BigInt.asUintN(64, value) : value);
};

const $answerU64 = $wideAnswer("u64", $isU64);
const $answerS64 = $wideAnswer("s64", $isS64);
const $answerF32 = $wideAnswer("f32", $isFloat);
const $answerF64 = $wideAnswer("f64", $isFloat);

/** An export whose function returned a promise: answers when that settles. */
function $later(promise, answer, fail, where) {
  return promise.then(answer, fail).catch((error) => $trap(where, error));
}

function $stackOf(error) {
  if (!(error instanceof Error)) return `uncaught ${$show(error)}`;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter(
      (frame) => frame !== "" && !/@(witloom\/glue|bundle)\.js:/.test(frame),
    );
  return [String(error), ...frames.map((frame) => `    at ${frame}`)].join(
    "\n",
  );
}

/** An error that nobody can take: says so on stderr, then traps. `what` of the function failed, if not itself. */
function $trap(where, error, what = "export") {
  const failed = `js ${what} \`${where}\` failed`;
  console.error(`witloom: ${failed}: ${$stackOf(error)}`);
  $abort();
}

/** Core values of a result that is lowered in parts. */
const $f = [0];
