// Strings and lists of strings.

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

/** Makes room for a list of strings, which are stored later: notes them, and where each of them belongs. */
function $noteStrings(list, texts, places) {
  if (!Array.isArray(list)) $bad();
  const n = list.length;
  const p = $alloc(n * 8, 4);
  let noted = texts.length;
  for (let i = 0, q = p >>> 2; i < n; i++, q += 2) {
    const text = list[i];
    if (typeof text !== "string") $bad();
    places[noted] = q;
    texts[noted++] = text;
  }
  $len = n;
  return p;
}

/** Stores strings where they belong: all of them in one go when they are ASCII. */
function $putNoted(texts, places) {
  const n = texts.length;
  const all = texts.join("");
  let at = $putString(all);
  if ($len === all.length) {
    for (let i = 0; i < n; i++) {
      const q = places[i];
      const size = texts[i].length;
      $s32[q] = at;
      $s32[q + 1] = size;
      at += size;
    }
  } else {
    for (let i = 0; i < n; i++) {
      const q = places[i];
      $s32[q] = $putString(texts[i]);
      $s32[q + 1] = $len;
    }
  }
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
