// The runtime that generated glue stands on: memory, strings, lists, handles, errors and promises.
//
// The build puts this text and a world's glue into one function, which runs once while the component is
// snapshotted. Its parameters:
//
// - $bindings: the engine's memory, realloc, dealloc and core imports, in the order of $importNames
// - $importNames: pairs of module and name
// - $define: publishes a module that user code can import
// - $heap: start and end of a block of linear memory that belongs to the glue for good
//
// Invariants: names with `$` belong to the glue, so names from WIT never clash with them. Memory never
// shrinks, so an old view stays right for the addresses it covers. No call enters the component while
// another one is running, so the heap block can be handed out from its start by every call.
"use strict";

const [$memory, $realloc, $dealloc] = $bindings;
const $imports = new Map(
  $importNames.map(([module, name], i) => [
    `${module}#${name}`,
    $bindings[3 + i],
  ]),
);
const $bind = (module, name) => $imports.get(`${module}#${name}`);

/** Exported functions by the name of their core export; each takes core values and returns a promise. */
const $exported = Object.create(null);

// ---- memory

let $buffer, $u8, $s8, $u16, $s16, $u32, $s32, $u64, $s64, $f32, $f64;

function $refresh() {
  $buffer = $memory.buffer;
  $u8 = new Uint8Array($buffer);
  $s8 = new Int8Array($buffer);
  $u16 = new Uint16Array($buffer);
  $s16 = new Int16Array($buffer);
  $u32 = new Uint32Array($buffer);
  $s32 = new Int32Array($buffer);
  $u64 = new BigUint64Array($buffer);
  $s64 = new BigInt64Array($buffer);
  $f32 = new Float32Array($buffer);
  $f64 = new Float64Array($buffer);
}
$refresh();

const $stageSize = 8192;
const $heapStart = $heap.start;
const $heapEnd = $heap.end - $stageSize;
const $stageStart = $heapEnd;
const $stage = $u8.subarray($stageStart, $heap.end);
const $head = $u8.subarray($heapStart, $heapEnd);

/** The next free byte of the heap block; exports start it anew, imports put it back. */
let $sp = $heapStart;
/** Blocks that did not fit: they live until `$release`, or until the current export has returned. */
const $blocks = [];

function $alloc(size, align) {
  const p = ($sp + align - 1) & -align;
  if (p + size <= $heapEnd) {
    $sp = p + size;
    return p;
  }
  const block = $realloc(0, 0, align, size);
  if (block + size > $buffer.byteLength) $refresh();
  $blocks.push(block);
  return block;
}

/** Gives back what was allocated since the heap stood at `mark` and there were `held` blocks. */
function $release(mark, held) {
  $sp = mark;
  while ($blocks.length > held) $dealloc($blocks.pop());
}

/** Starts an export: the engine has freed the blocks of the one before. */
function $enter() {
  $sp = $heapStart;
  $blocks.length = 0;
  if ($memory.buffer !== $buffer) $refresh();
}

// ---- strings

const $encoder = new TextEncoder();
const $decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const $bytesDecoder = new TextDecoder("latin1");

/** Length in bytes or elements of what the last `$put…` function stored. */
let $len = 0;

/** Stores a string and returns its address; a lone surrogate becomes U+FFFD. */
function $putString(s) {
  if (typeof s !== "string") $bad();
  const units = s.length;
  if (units * 3 <= $stageSize) {
    if ($sp === $heapStart) {
      $len = $encoder.encodeInto(s, $head).written | 0;
      $sp = $heapStart + $len;
      return $heapStart;
    }
    const n = $encoder.encodeInto(s, $stage).written | 0;
    const p = $alloc(n, 1);
    $u8.copyWithin(p, $stageStart, $stageStart + n);
    $len = n;
    return p;
  }
  return $putLongString(s, units);
}

function $putLongString(s, units) {
  let size = units;
  let p = $alloc(size, 1);
  let done = $encoder.encodeInto(s, $u8.subarray(p, p + size));
  if (done.read < units) {
    size = units * 3;
    p = $alloc(size, 1);
    done = $encoder.encodeInto(s, $u8.subarray(p, p + size));
  }
  $len = done.written | 0;
  return p;
}

/** Reads a string and frees it. */
function $takeString(p, n) {
  if (n === 0) return "";
  const s = $decoder.decode($u8.subarray(p, p + n));
  $dealloc(p, n, 1);
  return s;
}

/** Stores a list of strings: all of them in one go when they are ASCII. */
function $putStrings(list) {
  if (!Array.isArray(list)) $bad();
  const n = list.length;
  const p = $alloc(n * 8, 4);
  for (let i = 0; i < n; i++) if (typeof list[i] !== "string") $bad();
  const all = list.join("");
  let text = $putString(all);
  let q = p >>> 2;
  if ($len === all.length) {
    for (let i = 0; i < n; i++, q += 2) {
      const size = list[i].length;
      $s32[q] = text;
      $s32[q + 1] = size;
      text += size;
    }
  } else {
    for (let i = 0; i < n; i++, q += 2) {
      $s32[q] = $putString(list[i]);
      $s32[q + 1] = $len;
    }
  }
  $len = n;
  return p;
}

const $notAscii = /[^\x00-\x7f]/;

/** Reads a list of strings and frees it: all of them in one go when they are ASCII and lie close together. */
function $takeStrings(p, n) {
  if (n === 0) return [];
  const list = new Array(n);
  let low = 0x7fffffff;
  let high = 0;
  let total = 0;
  let q = p >>> 2;
  for (let i = 0; i < n; i++, q += 2) {
    const at = $s32[q];
    const size = $s32[q + 1];
    if (size === 0) continue;
    total += size;
    if (at < low) low = at;
    if (at + size > high) high = at + size;
  }
  const span =
    high - low <= total * 2 + n * 32
      ? $bytesDecoder.decode($u8.subarray(low, high))
      : "";
  q = p >>> 2;
  if (span !== "" && !$notAscii.test(span)) {
    for (let i = 0; i < n; i++, q += 2) {
      const at = $s32[q];
      const size = $s32[q + 1];
      list[i] = size === 0 ? "" : span.substring(at - low, at - low + size);
      if (size !== 0) $dealloc(at, size, 1);
    }
  } else {
    for (let i = 0; i < n; i++, q += 2)
      list[i] = $takeString($s32[q], $s32[q + 1]);
  }
  $dealloc(p, n * 8, 4);
  return list;
}

// ---- numbers

const $castF32 = new Float32Array(2);
const $castF64 = new Float64Array($castF32.buffer);
const $castS32 = new Int32Array($castF32.buffer);
const $castU64 = new BigUint64Array($castF32.buffer);

const $s32OfF32 = (x) => (($castF32[0] = x), $castS32[0]);
const $f32OfS32 = (x) => (($castS32[0] = x), $castF32[0]);
const $u64OfF64 = (x) => (($castF64[0] = x), $castU64[0]);
const $f64OfU64 = (x) => (($castU64[0] = x), $castF64[0]);
const $u64OfF32 = (x) => BigInt($s32OfF32(x) >>> 0);
const $f32OfU64 = (x) => $f32OfS32($s32OfU64(x));
const $u64OfS32 = (x) => BigInt(x >>> 0);
const $s32OfU64 = (x) => (($castU64[0] = x), $castS32[0]);

/** The code point of a `char`. */
function $codeOf(s) {
  if (typeof s !== "string") $bad();
  const code = s.codePointAt(0);
  if (code === undefined || s.length !== (code > 0xffff ? 2 : 1)) $bad();
  if (code >= 0xd800 && code <= 0xdfff) $bad();
  return code | 0;
}

// ---- lists of numbers

/** Stores a list of numbers: a typed array of `Kind` as one block, anything else by `check`ed elements. */
function $putNumbers(list, Kind, view, align, check) {
  let p;
  if (list instanceof Kind) {
    $len = list.length;
    p = $alloc($len * align, align);
    view().set(list, p / align);
    return p;
  }
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) $bad();
  const n = list.length;
  if (n === undefined) $bad();
  p = $alloc(n * align, align);
  const to = view();
  const first = p / align;
  for (let i = 0; i < n; i++) {
    const x = list[i];
    if (!check(x)) $bad();
    to[first + i] = x;
  }
  $len = n;
  return p;
}

const $isU8 = (x) => typeof x === "number" && (x & 0xff) === x;
const $isS8 = (x) => typeof x === "number" && (x << 24) >> 24 === x;
const $isU16 = (x) => typeof x === "number" && (x & 0xffff) === x;
const $isS16 = (x) => typeof x === "number" && (x << 16) >> 16 === x;
const $isU32 = (x) => typeof x === "number" && x >>> 0 === x;
const $isS32 = (x) => typeof x === "number" && (x | 0) === x;
const $isU64 = (x) => typeof x === "bigint" && BigInt.asUintN(64, x) === x;
const $isS64 = (x) => typeof x === "bigint" && BigInt.asIntN(64, x) === x;
const $isFloat = (x) => typeof x === "number";

const $putU8s = (list) => $putNumbers(list, Uint8Array, () => $u8, 1, $isU8);
const $putS8s = (list) => $putNumbers(list, Int8Array, () => $s8, 1, $isS8);
const $putU16s = (list) =>
  $putNumbers(list, Uint16Array, () => $u16, 2, $isU16);
const $putS16s = (list) => $putNumbers(list, Int16Array, () => $s16, 2, $isS16);
const $putU32s = (list) =>
  $putNumbers(list, Uint32Array, () => $u32, 4, $isU32);
const $putS32s = (list) => $putNumbers(list, Int32Array, () => $s32, 4, $isS32);
const $putU64s = (list) =>
  $putNumbers(list, BigUint64Array, () => $u64, 8, $isU64);
const $putS64s = (list) =>
  $putNumbers(list, BigInt64Array, () => $s64, 8, $isS64);
const $putF32s = (list) =>
  $putNumbers(list, Float32Array, () => $f32, 4, $isFloat);
const $putF64s = (list) =>
  $putNumbers(list, Float64Array, () => $f64, 8, $isFloat);

/** Reads a list of numbers out of a view as a typed array of its own, and frees it. */
function $takeNumbers(view, p, n, align) {
  if (n === 0) return new view.constructor(0);
  const list = view.slice(p / align, p / align + n);
  $dealloc(p, n * align, align);
  return list;
}

const $takeU8s = (p, n) => $takeNumbers($u8, p, n, 1);
const $takeS8s = (p, n) => $takeNumbers($s8, p, n, 1);
const $takeU16s = (p, n) => $takeNumbers($u16, p, n, 2);
const $takeS16s = (p, n) => $takeNumbers($s16, p, n, 2);
const $takeU32s = (p, n) => $takeNumbers($u32, p, n, 4);
const $takeS32s = (p, n) => $takeNumbers($s32, p, n, 4);
const $takeU64s = (p, n) => $takeNumbers($u64, p, n, 8);
const $takeS64s = (p, n) => $takeNumbers($s64, p, n, 8);
const $takeF32s = (p, n) => $takeNumbers($f32, p, n, 4);
const $takeF64s = (p, n) => $takeNumbers($f64, p, n, 8);

// ---- imported resources

/** The property of a wrapper that holds its handle; 0 when the handle was closed or has moved away. */
const $handle = Symbol("handle");

class $Imported {
  constructor(name, drop) {
    this.name = name;
    this.drop = drop;
    this.type = undefined;
    this.registry = new FinalizationRegistry(drop);
  }

  /** An object for a handle that we own. */
  own(handle) {
    return this.fill(Object.create(this.type.prototype), handle);
  }

  fill(object, handle) {
    object[$handle] = handle;
    this.registry.register(object, handle, object);
    return object;
  }

  /** An object for a handle that is lent for the current call; `$borrowed` remembers it. */
  borrow(handle) {
    const object = Object.create(this.type.prototype);
    object[$handle] = handle;
    $borrowed.push(this, object);
    return object;
  }

  /** The handle of an object, to lend it. */
  lend(object) {
    if (!(object instanceof this.type)) $bad();
    const handle = object[$handle];
    if (handle === 0) $bad();
    return handle;
  }

  /** Takes the handle out of an object, to give it away. */
  move(object) {
    const handle = this.lend(object);
    object[$handle] = 0;
    $moved.push(this, object, handle);
    return handle;
  }

  close(object) {
    const handle = object[$handle];
    if (handle === 0 || handle === undefined) return;
    object[$handle] = 0;
    this.registry.unregister(object);
    this.drop(handle);
  }

  self(object, where) {
    const handle = object?.[$handle];
    if (handle !== 0 && object instanceof this.type) return handle;
    const state =
      handle === 0
        ? `this ${this.name} was closed or given away`
        : `\`this\` is not a ${this.name}`;
    throw new TypeError(`${where}: ${state}`);
  }
}

const $borrowed = [];
const $moved = [];

/** Ends the borrows of the current export. */
function $dropBorrowed() {
  while ($borrowed.length !== 0) {
    const object = $borrowed.pop();
    const resource = $borrowed.pop();
    const handle = object[$handle];
    object[$handle] = 0;
    if (handle !== 0) resource.drop(handle);
  }
}

/** The callee owns the moved handles now. */
function $settleMoved() {
  for (let i = 0; i < $moved.length; i += 3)
    $moved[i].registry.unregister($moved[i + 1]);
  $moved.length = 0;
}

/** The call did not happen: the handles go back to their objects. */
function $restoreMoved() {
  for (let i = 0; i < $moved.length; i += 3)
    $moved[i + 1][$handle] = $moved[i + 2];
  $moved.length = 0;
}

// ---- exported resources

// A handle that comes back is kept for the next object: dropping it would run its destructor, and the engine
// can't be entered a second time during a call.
class $Exported {
  constructor(name, create, rep) {
    this.name = name;
    this.create = create;
    this.rep = rep;
    this.type = undefined;
    this.objects = [undefined];
    this.free = [];
    this.idle = [];
    this.count = new Map();
  }

  /** A handle for an object that is given away. */
  give(object) {
    if (!(object instanceof this.type)) $bad();
    const count = this.count;
    count.set(object, (count.get(object) ?? 0) + 1);
    if (this.idle.length !== 0) {
      const handle = this.idle.pop();
      this.objects[this.idle.pop()] = object;
      return handle;
    }
    const rep = this.free.pop() ?? this.objects.length;
    this.objects[rep] = object;
    return this.create(rep);
  }

  /** The object of a handle that came back to us for good. */
  reclaim(handle) {
    const rep = this.rep(handle);
    const object = this.objects[rep];
    this.objects[rep] = undefined;
    this.idle.push(rep, handle);
    this.forget(object);
    return object;
  }

  /** The object behind a representation. */
  at(rep) {
    return this.objects[rep];
  }

  forget(object) {
    const left = this.count.get(object) - 1;
    if (left === 0) this.count.delete(object);
    else this.count.set(object, left);
    return left;
  }

  /** The last owner has dropped the handle. */
  destroy(rep) {
    const object = this.objects[rep];
    this.objects[rep] = undefined;
    this.free.push(rep);
    if (this.forget(object) === 0) object[Symbol.dispose]?.();
  }
}

// ---- checks

/** Thrown by a failed check; `$wrong` and `$wrongResult` then look for the place. */
const $mismatch = new Error("a value changed while it was read");

function $bad() {
  throw $mismatch;
}

/** Words and checks for types without parts. */
const $simple = {
  bool: ["a boolean", (x) => typeof x === "boolean"],
  u8: ["a u8 (0 to 255)", $isU8],
  s8: ["an s8 (-128 to 127)", $isS8],
  u16: ["a u16 (0 to 65535)", $isU16],
  s16: ["an s16 (-32768 to 32767)", $isS16],
  u32: ["a u32 (0 to 4294967295)", $isU32],
  s32: ["an s32 (-2147483648 to 2147483647)", $isS32],
  u64: ["a u64 (a bigint from 0n to 18446744073709551615n)", $isU64],
  s64: [
    "an s64 (a bigint from -9223372036854775808n to 9223372036854775807n)",
    $isS64,
  ],
  f32: ["a number", $isFloat],
  f64: ["a number", $isFloat],
  char: ["a string of one Unicode scalar value", $isChar],
  string: ["a string", (x) => typeof x === "string"],
};

function $isChar(x) {
  try {
    return $codeOf(x) >= 0;
  } catch {
    return false;
  }
}

/** What a value is, for messages. */
function $show(value) {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "bigint":
      return `the bigint ${value}n`;
    case "number":
    case "boolean":
      return `the ${typeof value} ${Object.is(value, -0) ? "-0" : value}`;
    case "symbol":
      return "a symbol";
    case "function":
      return `the function \`${value.name}\``;
    default:
      break;
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value.tag === "string")
    return `an object with the tag \`${value.tag}\``;
  const name = value.constructor?.name;
  return name === undefined || name === "Object"
    ? "an object"
    : `an instance of ${name}`;
}

const $misfit = (path, expected, value) => ({
  path,
  expected,
  actual: $show(value),
});

/** Finds the first part of a value that does not fit its type; `undefined` when all of it does. */
function $find(value, type, path) {
  if (typeof type === "string") {
    const [expected, check] = $simple[type];
    return check(value) ? undefined : $misfit(path, expected, value);
  }
  return $finders[type.kind](value, type, path);
}

const $finders = {
  list(value, type, path) {
    if (
      !Array.isArray(value) &&
      !(type.bulk && ArrayBuffer.isView(value) && value.length !== undefined)
    ) {
      return $misfit(
        path,
        type.bulk ? `an array or a ${type.bulk}` : "an array",
        value,
      );
    }
    for (let i = 0; i < value.length; i++) {
      const found = $find(value[i], type.of, `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  },
  option(value, type, path) {
    if (type.tagged)
      return $findCase(
        value,
        { some: type.of, none: undefined },
        "an option `{ tag, val }`",
        path,
      );
    return value === undefined || value === null
      ? undefined
      : $find(value, type.of, path);
  },
  result(value, type, path) {
    return $findCase(
      value,
      { ok: type.ok, err: type.err },
      "a result `{ tag, val }`",
      path,
    );
  },
  tuple(value, type, path) {
    const expected = `an array of ${type.of.length}`;
    if (!Array.isArray(value) || value.length !== type.of.length)
      return $misfit(path, expected, value);
    return $first(type.of, (part, i) => $find(value[i], part, `${path}[${i}]`));
  },
  record(value, type, path) {
    if (typeof value !== "object" || value === null)
      return $misfit(path, `a record \`${type.name}\``, value);
    return $first(Object.keys(type.of), (key) =>
      $find(value[key], type.of[key], `${path}.${key}`),
    );
  },
  variant(value, type, path) {
    return $findCase(value, type.of, `a variant \`${type.name}\``, path);
  },
  enum(value, type, path) {
    const names = [...type.of.keys()].map((name) => `"${name}"`).join(", ");
    return type.of.has(value)
      ? undefined
      : $misfit(path, `an enum \`${type.name}\` (${names})`, value);
  },
  flags(value, type, path) {
    if (typeof value !== "object" || value === null)
      return $misfit(path, `flags \`${type.name}\``, value);
    const fits = (flag) =>
      value[flag] === undefined || typeof value[flag] === "boolean";
    return $first(type.of, (flag) =>
      fits(flag)
        ? undefined
        : $misfit(`${path}.${flag}`, "a boolean", value[flag]),
    );
  },
  handle(value, type, path) {
    const resource = type.of;
    if (!(value instanceof resource.type))
      return $misfit(path, `an instance of ${resource.name}`, value);
    if (value[$handle] !== 0) return undefined;
    return {
      path,
      expected: `an open ${resource.name}`,
      actual: "one that was closed or given away",
    };
  },
};

function $findCase(value, cases, expected, path) {
  const tag = value?.tag;
  if (!Object.hasOwn(cases, tag)) {
    const names = Object.keys(cases).map((name) => `"${name}"`);
    return $misfit(path, `${expected} (tag ${names.join(", ")})`, value);
  }
  return cases[tag] === undefined
    ? undefined
    : $find(value.val, cases[tag], `${path}.val`);
}

function $first(items, find) {
  for (let i = 0; i < items.length; i++) {
    const found = find(items[i], i);
    if (found) return found;
  }
  return undefined;
}

/** The error for arguments of an import, given as names, values and types: names the function, the place, what is expected and what was given. */
function $wrong(error, where, ...args) {
  $restoreMoved();
  let found;
  for (let i = 0; i < args.length && found === undefined; i += 3) {
    found = $find(args[i + 1], args[i + 2], args[i]);
  }
  if (found === undefined)
    return error === $mismatch ? $movedTwice(where) : error;
  return new TypeError(
    `${where}: argument \`${found.path}\` must be ${found.expected}, not ${found.actual}`,
  );
}

const $movedTwice = (where) =>
  new TypeError(`${where}: an object is given away twice in one call`);

/** The error for what an export returned or threw. */
function $wrongResult(error, value, type, what) {
  const found = $find(value, type, "value");
  if (found === undefined) return error;
  const place =
    found.path === "value"
      ? `what the function ${what}`
      : `\`${found.path}\` of what the function ${what}`;
  return new TypeError(
    `${place} must be ${found.expected}, not ${found.actual}`,
  );
}

// ---- results

/** The value that an error stands for in the `err` case; throws the error again when it stands for none. */
function $payload(error, type) {
  const isError = error instanceof Error;
  if (error instanceof ComponentError || (!isError && $hasPayload(error)))
    return error.payload;
  if (type === undefined) {
    if (isError) console.error($stackOf(error));
    return undefined;
  }
  if ($find(error, type, "error") === undefined) return error;
  if (isError && type === "string") return error.message;
  throw error;
}

const $hasPayload = (error) =>
  typeof error === "object" &&
  error !== null &&
  Object.hasOwn(error, "payload");

/** Turns the `err` case of an import into an exception. */
function $unwrap(failed, value) {
  if (failed) throw new ComponentError(value);
  return value;
}

// ---- answers of exports

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
    .filter((frame) => frame !== "" && !frame.includes("witloom/glue.js"));
  return [String(error), ...frames.map((frame) => `    at ${frame}`)].join(
    "\n",
  );
}

/** An export that failed for good: says so on stderr, then traps. */
function $trap(where, error) {
  console.error(`witloom: js export \`${where}\` failed: ${$stackOf(error)}`);
  throw error;
}

/** Core values of a result that is lowered in parts. */
const $f = [0];

// ---- the user's module

/** What the user's module lacks: pairs of a place and what belongs there. */
const $missing = [];

function $expectFunction(holder, name, place) {
  if (typeof holder?.[name] !== "function")
    $missing.push([place, "a function"]);
}

/** The functions that the world exports itself; a reserved word may have `_` behind it. */
function $findFunctions(module, names) {
  const found = Object.create(null);
  for (const name of names) {
    found[name] = module[name] ?? module[`${name}_`];
    $expectFunction(found, name, name);
  }
  return found;
}

/** The object with an interface's functions, under any of its names. */
function $findInterface(module, names, functions) {
  const name = names.find((name) => module[name] !== undefined);
  const found = module[name];
  if (typeof found !== "object" && typeof found !== "function") {
    $missing.push([names[0], `an object for the interface \`${names[1]}\``]);
    return {};
  }
  for (const member of functions)
    $expectFunction(found, member, `${names[0]}.${member}`);
  return found;
}

/** The class of an exported resource. A method may also be a field that the constructor sets. */
function $findClass(type, place, methods, statics) {
  if (typeof type !== "function") {
    $missing.push([place, "a class"]);
    return class {};
  }
  const text = String(type);
  for (const name of methods) {
    if (!(name in type.prototype) && !text.includes(name))
      $missing.push([`${place}.prototype.${name}`, "a method"]);
  }
  for (const name of statics) $expectFunction(type, name, `${place}.${name}`);
  return type;
}
