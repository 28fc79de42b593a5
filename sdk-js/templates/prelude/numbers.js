// Casts between core types, and lists of numbers.

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

/**
 * Stores a list of numbers: a typed array of `Kind` as one block, anything else by `check`ed elements. The address is
 * even: lists of bytes may cross as strings of latin1+utf16, which are aligned to two.
 */
function $putNumbers(list, Kind, view, align, check) {
  let p;
  if (list instanceof Kind) {
    $len = list.length;
    p = $alloc($len * align, align === 1 ? 2 : align);
    view().set(list, p / align);
    return p;
  }
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) $bad();
  const n = list.length;
  if (n === undefined) $bad();
  p = $alloc(n * align, align === 1 ? 2 : align);
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

/** Whether a value is a list of so many numbers, for all that its own kind says. */
const $isNumbers = (list, count) =>
  (Array.isArray(list) || ArrayBuffer.isView(list)) && list.length === count;

/** Stores exactly so many numbers from an element of a view on, each one `check`ed. */
function $storeNumbers(list, count, view, first, check) {
  if (!$isNumbers(list, count)) $bad();
  if (list.constructor === view.constructor) {
    view.set(list, first);
    return;
  }
  for (let i = 0; i < count; i++) {
    const x = list[i];
    if (!check(x)) $bad();
    view[first + i] = x;
  }
}

/** Reads a list of numbers out of a view as a typed array of its own, and frees it. */
function $takeNumbers(view, p, n, align) {
  if (n === 0) return new view.constructor(0);
  // There is less memory behind it: see $putNumbers.
  if (n < 0) throw new RangeError("a list of 2^31 elements or more");
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
