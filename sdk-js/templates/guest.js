// The call that comes next, what was wrong with it, and how values are compared.

export const script = { function: 0, vector: 0, complaint: undefined };

/** Notes a difference of a value that came in; the first one of a call stands. */
export function check(where, got, want) {
  script.complaint ??= compare(where, got, want);
}

/** What differs, if anything. */
export function compare(where, got, want) {
  if (!same(got, want)) return `${where}: expected ${show(want)}, got ${show(got)}`;
}

/** Calls, and compares what is returned or thrown, at once or later. */
export function expect(call, want) {
  const returned = (value) => compare("result", { ok: value }, want);
  const thrown = (error) => {
    if (!(error instanceof Error && "payload" in error)) throw error;
    return compare("result", { err: error.payload }, want);
  };
  let value;
  try {
    value = call();
  } catch (error) {
    return thrown(error);
  }
  return value instanceof Promise ? value.then(returned, thrown) : returned(value);
}

/** The same where what comes has streams and futures in it. */
export async function expectSettled(call, want) {
  let got;
  try {
    got = { ok: await call() };
  } catch (error) {
    if (!(error instanceof Error && "payload" in error)) throw error;
    got = { err: error.payload };
  }
  return compare("result", ...(await settle(got, want)));
}

/** What a stream had in it. */
export class Flow {
  constructor(items) {
    this.items = items instanceof Uint8Array ? items : Array.from(items);
  }
}

/** What a future became. */
export class Later {
  constructor(value) {
    this.value = value;
  }
}

/** A stream that is given, in pieces of a size with pauses between them. */
export async function* flow(items, size) {
  for (let at = 0; at < items.length; at += size) {
    await undefined;
    const piece = items.slice(at, at + size);
    if (piece instanceof Uint8Array) yield piece;
    else yield* piece;
  }
}

/** A future that is given. */
export async function later(value) {
  await undefined;
  return value;
}

/** A value with what its streams and futures had in them, as far as the wanted one has such; and the wanted one. */
export async function settle(got, want) {
  return [await settled(got, want), want];
}

async function settled(got, want) {
  if (want instanceof Flow) return new Flow(await gather(got, want.items));
  if (want instanceof Later) return new Later(await settled(await got, want.value));
  if (typeof want !== "object" || typeof got !== "object" || want === null || got === null) return got;
  if (Array.isArray(want)) return Array.isArray(got) ? all(got, want) : got;
  if (Object.getPrototypeOf(want) !== Object.prototype) return got;
  const keys = Object.keys(got);
  const values = await all(
    keys.map((key) => got[key]),
    keys.map((key) => want[key]),
  );
  return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
}

async function all(got, want) {
  const found = [];
  for (let i = 0; i < got.length; i++) found.push(await settled(got[i], want[i]));
  return found;
}

/** Reads a stream to its end. */
async function gather(stream, want) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return want instanceof Uint8Array ? joined(parts) : all(parts, want);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A list of numbers of a kind that repeats a short one. */
export function repeatTyped(unit, count) {
  const list = new unit.constructor(unit.length * count);
  for (let i = 0; i < count; i++) list.set(unit, i * unit.length);
  return list;
}

export function repeat(unit, count) {
  return Array.from({ length: unit.length * count }, (_, i) => unit[i % unit.length]);
}

/** Deep equality: every NaN is the same, -0 is not 0, an absent property is an undefined one. */
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b) || Array.isArray(a) || Array.isArray(b)) return sameList(a, b);
  if (a instanceof Map || b instanceof Map) return sameMap(a, b);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

/** Whatever the order of entries. */
function sameMap(a, b) {
  if (!(a instanceof Map) || !(b instanceof Map) || a.size !== b.size) return false;
  return [...a].every(([key, value]) => b.has(key) && same(value, b.get(key)));
}

function sameList(a, b) {
  const kind = (list) => (Array.isArray(list) ? "Array" : list.constructor.name);
  if (kind(a) !== kind(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
  return true;
}

/** A value as a person would write it, and not more of it than one reads. */
function show(value) {
  const plain = (_, v) => {
    if (typeof v === "bigint") return `${v}n`;
    if (typeof v === "number" && (Object.is(v, -0) || !Number.isFinite(v))) return Object.is(v, -0) ? "-0" : `${v}`;
    if (v instanceof Map) return { Map: [...v] };
    return ArrayBuffer.isView(v) ? { [v.constructor.name]: Array.from(v.subarray(0, 100)) } : v;
  };
  const text = JSON.stringify(value, plain) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text;
}
