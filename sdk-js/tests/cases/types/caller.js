import { ComponentError } from "witloom";
import * as types from "test:types/types@0.1.0";
import { person } from "./person.js";

/** A value as text; typed arrays and bigints stay recognisable. */
function show(v) {
  if (typeof v === "bigint") return `${v}n`;
  if (typeof v === "number") return Object.is(v, -0) ? "-0" : String(v);
  if (v === undefined) return "undefined";
  if (ArrayBuffer.isView(v))
    return `${v.constructor.name}[${Array.from(v, show)}]`;
  if (Array.isArray(v)) return `[${v.map(show)}]`;
  if (typeof v === "object" && v !== null) {
    const fields = Object.keys(v).filter((k) => v[k] !== undefined);
    return `{${fields.sort().map((k) => `${k}:${show(v[k])}`)}}`;
  }
  return JSON.stringify(v);
}

const outcome = (f) => {
  try {
    return show(f());
  } catch (e) {
    return e instanceof ComponentError
      ? `err ${show(e.payload)} (${e.message})`
      : `${e.name}: ${e.message}`;
  }
};

const failures = [];
const equal = (name, f, want) => {
  const got = outcome(f);
  const wanted =
    typeof want === "string" && /^(err |TypeError)/.test(want)
      ? want
      : show(want);
  if (got !== wanted) failures.push(`${name}: got ${got}, want ${wanted}`);
};
const same = (name, ...values) => {
  for (const value of values) equal(name, () => types[name](value), value);
};

const flags = (...on) => {
  const all = [
    "read",
    "write",
    "exec",
    "delete",
    "listAll",
    "admin",
    "share",
    "lock",
    "audit",
    "sign",
  ];
  return Object.fromEntries(all.map((flag) => [flag, on.includes(flag)]));
};
const back = () => ({ ...person(), perms: flags("read", "delete") });

export function check() {
  equal("ping", () => types.ping(), undefined);
  same("echoBool", true, false);
  same("echoU8", 0, 255);
  same("echoS8", -128, 127);
  same("echoU16", 0, 65535);
  same("echoS16", -32768, 32767);
  same("echoU32", 0, 2147483648, 4294967295, 10 / 2);
  same("echoS32", -2147483648, 2147483647);
  same("echoU64", 0n, 9007199254740993n, 2n ** 64n - 1n);
  same("echoS64", -(2n ** 63n), -5n, 2n ** 63n - 1n);
  same("echoF32", 1.5, -0, NaN, Infinity, 7);
  same("echoF64", 0.1, 5e-324, -0, NaN, -Infinity, 7);
  same("echoChar", "x", "\0", "😀");
  same(
    "echoString",
    "",
    "a\0b",
    "\ufeffbom",
    "héllo 😀",
    "x".repeat(1 << 20),
    "é".repeat(100_000),
  );
  equal(
    "lone surrogates",
    () => types.echoString("a\ud800b\udc00"),
    "a\ufffdb\ufffd",
  );
  same(
    "echoBytes",
    new Uint8Array([0, 255, 3]),
    new Uint8Array(0),
    new Uint8Array(1 << 20).fill(7),
  );
  equal(
    "array of bytes",
    () => types.echoBytes([1, 2]),
    new Uint8Array([1, 2]),
  );
  equal(
    "other view",
    () => types.echoBytes(new Uint16Array([1, 255])),
    new Uint8Array([1, 255]),
  );
  same("echoS8s", new Int8Array([-128, 127]));
  same("echoU16s", new Uint16Array([0, 65535]));
  same("echoS16s", new Int16Array([-32768, 32767]));
  same("echoU32s", new Uint32Array([0, 4294967295]));
  same("echoS32s", new Int32Array([-2147483648]));
  same("echoU64s", new BigUint64Array([0n, 2n ** 64n - 1n]));
  same("echoS64s", new BigInt64Array([-(2n ** 63n)]));
  same("echoF32s", new Float32Array([1.5, NaN]));
  same("echoF64s", new Float64Array([0.1, -Infinity]));
  same("echoBools", [true, false], []);
  same("echoChars", ["a", "😀"]);
  same(
    "echoStrings",
    ["a", "", "ñ😀"],
    [],
    ["a", "b", ""],
    Array.from({ length: 3000 }, (_, i) => `s${i}`),
  );
  same(
    "echoPoints",
    [{ x: 1, y: -2 }],
    [],
    Array.from({ length: 9000 }, (_, i) => ({ x: i, y: 0 - i })),
  );
  same("echoNestedList", [["a"], [], ["b", "c"]]);
  equal("person", () => types.echoPerson(person()), back());
  equal("nick", () => types.echoPerson({ ...person(), nick: "" }), {
    ...back(),
    nick: "",
  });
  same("echoTuple", [1, "a", 2.5]);
  same("echoTuple1", ["a"]);
  const shapes = [
    { tag: "none" },
    { tag: "circle", val: 1.25 },
    { tag: "rect", val: [1, 4294967295] },
    { tag: "labeled", val: back() },
    { tag: "many", val: [{ x: 1, y: 2 }] },
    { tag: "small", val: 1.5 },
    { tag: "long", val: -(2n ** 63n) },
  ];
  same("echoShape", ...shapes);
  same("echoShapes", shapes);
  same("echoColor", "red", "green", "light-blue");
  same("echoPerms", flags(), flags("read", "sign"));
  same("echoOption", undefined, "", "x");
  equal("null", () => types.echoOption(null), undefined);
  same("echoOptionPoint", undefined, { x: 1, y: 2 });
  const options = [{ tag: "none" }, { tag: "some" }, { tag: "some", val: 3 }];
  same("echoOptionOption", ...options);
  same("echoOptionList", [{ tag: "none" }, { tag: "some", val: "q" }]);
  same("echoResultInList", [
    { tag: "ok", val: 3 },
    { tag: "err", val: { tag: "overflow", val: "x" } },
  ]);
  equal("multi", () => types.multi(1, "b", true, [1, 2, 3]), ["1btrue", 6]);
  const many = [
    1,
    "two",
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    2n ** 60n,
    15,
    [1, 2],
    17,
    18,
    19,
    20,
  ];
  equal("many", () => types.manyParams(...many), 2n ** 60n + 183n);
  equal("divide", () => types.divide(-7, 2), -3);
  equal(
    "divide 0",
    () => types.divide(1, 0),
    'err {tag:"divide-by-zero"} (divide-by-zero)',
  );
  equal(
    "divide -1",
    () => types.divide(1, -1),
    'err {tag:"overflow",val:"ovf"} (overflow: ovf)',
  );
  equal("onlyErr", () => types.onlyErr(3), 'err "component" (component)');
  equal("onlyOk", () => types.onlyOk(true), "err undefined (the call failed)");
  equal(
    "bareResult",
    () => types.bareResult(true),
    "err undefined (the call failed)",
  );
  equal("bareResult ok", () => types.bareResult(false), undefined);
  equal(
    "resultEnum",
    () => types.resultEnum(true),
    'err "light-blue" (light-blue)',
  );
  equal("resultInResult", () => types.resultInResult(1), {
    tag: "err",
    val: "inner",
  });
  equal("later", () => types.later(8), 8);
  const kinds = [
    types.echoBytes([1]),
    types.echoStrings(["a"]),
    types.echoPoints([{ x: 1, y: 2 }])[0],
  ];
  const plain = [Uint8Array, Array, Object].map(
    (kind, i) => Object.getPrototypeOf(kinds[i]) === kind.prototype,
  );
  equal("realm", () => plain, [true, true, true]);
  return failures.splice(0);
}

export const wrong = () => [
  outcome(() => types.echoU8(300)),
  outcome(() => types.echoU8(-1)),
  outcome(() => types.echoU8(1.5)),
  outcome(() => types.echoU8("5")),
  outcome(() => types.echoU8(5n)),
  outcome(() => types.echoU8()),
  outcome(() => types.echoU8(NaN)),
  outcome(() => types.echoS8(128)),
  outcome(() => types.echoU32(2 ** 32)),
  outcome(() => types.echoS32(2 ** 31)),
  outcome(() => types.echoU64(5)),
  outcome(() => types.echoU64(-1n)),
  outcome(() => types.echoS64(2n ** 63n)),
  outcome(() => types.echoF64("1")),
  outcome(() => types.echoBool(1)),
  outcome(() => types.echoChar("ab")),
  outcome(() => types.echoChar("\ud800")),
  outcome(() => types.echoString(42)),
  outcome(() => types.echoBytes([1, 256])),
  outcome(() => types.echoBytes("abc")),
  outcome(() => types.echoStrings("abc")),
  outcome(() => types.echoStrings(["a", null])),
  outcome(() => types.echoPoints([{ x: 1, y: 2 }, { x: 1 }])),
  outcome(() => types.echoPerson({ name: "x" })),
  outcome(() => types.echoPerson(7)),
  outcome(() => types.echoTuple([1, "a"])),
  outcome(() => types.echoShape({ tag: "nope" })),
  outcome(() => types.echoShape({ tag: "rect", val: [1, -1] })),
  outcome(() => types.echoShape()),
  outcome(() => types.echoColor("purple")),
  outcome(() => types.echoPerms({ read: 1 })),
  outcome(() => types.echoOption(5)),
  outcome(() => types.echoOptionOption({ tag: "some", val: "x" })),
  outcome(() => types.echoOptionOption(5)),
  outcome(() => types.echoResultInList([{ tag: "ok", val: -1 }])),
  outcome(() => types.multi(1, "b", true)),
  outcome(() => types.manyParams(1, 2)),
];

const s1k = "x".repeat(1024);
const bytes = new Uint8Array(1 << 20);
const points = Array.from({ length: 10_000 }, (_, i) => ({ x: i, y: 0 - i }));
const strings = Array.from({ length: 1000 }, (_, i) => `string number ${i}`);
const someone = person();

const benches = {
  none: () => 0,
  ping: () => types.ping(),
  u32: () => types.echoU32(5),
  string: () => types.echoString(s1k),
  strings: () => types.echoStrings(strings),
  bytes: () => types.echoBytes(bytes),
  points: () => types.echoPoints(points),
  person: () => types.echoPerson(someone),
};

export function bench(kind, n) {
  const f = benches[kind];
  for (let i = 0; i < n; i++) f();
  return n;
}
