// What of JavaScript's built-in objects and of Node.js's modules works: their names, and one use of each that has a
// result to compare.
//
// `tell` gives the version, and a line per object and module: `names of OBJECT = …`, and `OBJECT = what came` or `OBJECT ! the exception`.
import * as assert from "node:assert";
import * as assertStrict from "node:assert/strict";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import * as events from "node:events";
import * as fs from "node:fs";
import * as fsPromises from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as pathPosix from "node:path/posix";
import * as process from "node:process";
import * as querystring from "node:querystring";
import * as stringDecoder from "node:string_decoder";
import * as timers from "node:timers";
import * as timersPromises from "node:timers/promises";
import * as url from "node:url";
import * as util from "node:util";
import * as utilTypes from "node:util/types";

const MODULES = {
  assert,
  "assert/strict": assertStrict,
  buffer,
  crypto,
  events,
  fs,
  "fs/promises": fsPromises,
  os,
  path,
  "path/posix": pathPosix,
  process,
  querystring,
  string_decoder: stringDecoder,
  timers,
  "timers/promises": timersPromises,
  url,
  util,
  "util/types": utilTypes,
};

export async function tell() {
  const lines = [engine(), ...names()];
  for (const [name, use] of Object.entries(USES)) {
    lines.push(await line(name, use));
  }
  return lines;
}

function engine() {
  return process.default.versions.v8
    ? `Node.js ${process.default.versions.node}`
    : "StarlingMonkey";
}

function* names() {
  for (const [name, module] of Object.entries(MODULES)) {
    const exported = Object.keys(module).filter(
      (name) => !name.startsWith("_"),
    );
    yield `names of node:${name} = ${exported.sort().join(" ")}`;
  }
  const own = (object) =>
    Object.getOwnPropertyNames(object).filter((name) => !name.startsWith("_"));
  const globals = own(globalThis).sort();
  yield `names of globalThis = ${globals.join(" ")}`;
  for (const name of globals.filter((name) => /^[A-Z]/.test(name))) {
    const object = globalThis[name];
    if (typeof object !== "function" && typeof object !== "object") continue;
    const statics = own(object).filter(
      (name) =>
        !["length", "name", "prototype", "arguments", "caller"].includes(name),
    );
    const members = object.prototype ? own(object.prototype) : [];
    const all = [...statics, ...members.map((member) => `#${member}`)];
    yield `names of ${name} = ${all.sort().join(" ")}`;
  }
}

async function line(name, use) {
  try {
    return `${name} = ${text(await use())}`;
  } catch (error) {
    return `${name} ! ${error?.name}: ${error?.message}`.replaceAll("\n", "|");
  }
}

function text(value) {
  const plain = (_, inner) => {
    if (typeof inner === "bigint") return `${inner}n`;
    if (typeof inner === "number" && !Number.isFinite(inner)) return `${inner}`;
    if (inner instanceof Map || inner instanceof Set) return [...inner];
    return inner === undefined ? "undefined" : inner;
  };
  return JSON.stringify(value, plain);
}

async function body(stream) {
  return await new Response(stream).text();
}

async function squeezed(format) {
  const through = (bytes, by) => new Blob([bytes]).stream().pipeThrough(by);
  const packed = await new Response(
    through("x".repeat(1000), new CompressionStream(format)),
  ).arrayBuffer();
  return body(through(packed, new DecompressionStream(format)));
}

async function signed(algorithm, parameters) {
  const { subtle } = globalThis.crypto;
  const data = new TextEncoder().encode("abc");
  const keys = await subtle.generateKey(parameters, true, ["sign", "verify"]);
  const [secret, open] = [keys.privateKey ?? keys, keys.publicKey ?? keys];
  const signature = await subtle.sign(algorithm, secret, data);
  return subtle.verify(algorithm, open, signature, data);
}

async function encrypted(algorithm, parameters) {
  const { subtle } = globalThis.crypto;
  const key = await subtle.generateKey(parameters, true, [
    "encrypt",
    "decrypt",
  ]);
  const data = new TextEncoder().encode("abc");
  return new TextDecoder().decode(
    await subtle.decrypt(
      algorithm,
      key,
      await subtle.encrypt(algorithm, key, data),
    ),
  );
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const { Buffer } = buffer;
const day = () => new Date(Date.UTC(2024, 1, 29, 12, 5, 9, 7));

const USES = {
  AbortController: () => {
    const control = new AbortController();
    control.abort(new Error("gone"));
    return [control.signal.aborted, control.signal.reason.message];
  },
  Array: () => [
    [3, 1, 10].toSorted(),
    [1, [2, [3]]].flat(Infinity),
    [5, 1, 4].findLast((x) => x > 4),
    [1, 2, 3].with(0, 9).at(-1),
    Array.from("é€😀", (c) => c.codePointAt(0)),
    [1, 2, 3, 4].copyWithin(0, 2),
    [..."abc"].toSpliced(1, 1, "x", "y"),
  ],
  ArrayBuffer: () => [
    new ArrayBuffer(8).slice(2).byteLength,
    ArrayBuffer.isView(new Uint8Array()),
  ],
  "ArrayBuffer.resize": () => {
    const room = new ArrayBuffer(2, { maxByteLength: 8 });
    room.resize(4);
    return [room.byteLength, room.resizable];
  },
  Atomics: () => Atomics.add(new Int32Array(1), 0, 3),
  BigInt: () => [
    2n ** 100n % 97n,
    BigInt.asIntN(8, 255n),
    BigInt("0xff"),
    -7n / 2n,
  ],
  BigInt64Array: () => [...new BigInt64Array([-1n, 2n ** 63n])],
  Blob: async () => {
    const blob = new Blob(["ab", new Uint8Array([99])], { type: "text/plain" });
    return [
      blob.size,
      blob.type,
      await blob.text(),
      await blob.slice(1).text(),
    ];
  },
  CompressionStream: async () => [
    (await squeezed("gzip")).length,
    (await squeezed("deflate")).length,
    (await squeezed("deflate-raw")).length,
  ],
  DOMException: () => {
    const error = new DOMException("gone", "AbortError");
    return [error.code, `${error}`, error instanceof Error];
  },
  DataView: () => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat32(0, 1.5, true);
    view.setInt16(4, -2);
    return [view.getUint32(0), view.getUint8(5)];
  },
  Date: () => [
    day().toISOString(),
    `${day()}`,
    day().toUTCString(),
    Date.parse("2024-02-29T12:00:00+02:00"),
    Date.parse("29 Feb 2024"),
    new Date(2024, 0, 31).getTimezoneOffset(),
    new Date(NaN).getTime(),
    day().toJSON(),
  ],
  "Date.toLocaleString": () => [
    day().toLocaleString("en-US", { timeZone: "UTC" }),
    day().toLocaleDateString("en-US"),
    day().toLocaleTimeString("en-US"),
  ],
  Error: () => {
    const error = new TypeError("a", { cause: new RangeError("b") });
    return [`${error}`, `${error.cause}`, new AggregateError([1], "c").errors];
  },
  Event: () => {
    const target = new EventTarget();
    const seen = [];
    target.addEventListener("a", (event) => seen.push(event.type), {
      once: true,
    });
    target.dispatchEvent(new Event("a"));
    target.dispatchEvent(new Event("a"));
    return seen;
  },
  CustomEvent: () => new CustomEvent("a", { detail: 3 }).detail,
  File: async () => {
    const file = new File(["ab"], "a.txt", { type: "text/plain" });
    return [file.name, file.size, await file.text()];
  },
  FormData: () => {
    const form = new FormData();
    form.append("a", "1");
    form.append("a", "2");
    return [form.getAll("a"), [...form.keys()]];
  },
  Function: () => [
    ((a, b = 1, ...c) => [a, b, c])(1, undefined, 3),
    function f() {}.name,
  ],
  "Function.prototype.constructor": () => new Function("a", "return a + 1")(2),
  Headers: () => {
    const headers = new Headers({ "X-A": "1", b: "2" });
    headers.append("x-a", "3");
    headers.append("set-cookie", "x");
    return [[...headers], headers.getSetCookie()];
  },
  Intl: () => new Intl.NumberFormat("de-DE").format(1234567.8),
  "Intl.DateTimeFormat": () =>
    new Intl.DateTimeFormat("en-US", { timeZone: "UTC" }).format(day()),
  Iterator: () => {
    const counted = (function* () {
      yield* [1, 2, 3];
    })();
    return [...counted];
  },
  JSON: () => [
    JSON.stringify({ a: [1e21, -0, "\u2028é\ud800"], b: undefined }, null, 1),
    JSON.parse('{"a":[1,2,{"b":null}],"__proto__":1}', (key, value) =>
      key === "b" ? 7 : value,
    ),
  ],
  Map: () => [
    new Map([
      ["a", 1],
      [NaN, 2],
    ]),
    new Map([[NaN, 2]]).get(NaN),
    Object.fromEntries(
      Map.groupBy?.([1, 2, 3], (x) => (x % 2 ? "odd" : "even")) ?? [
        ["odd", [1, 3]],
        ["even", [2]],
      ],
    ),
  ],
  Math: () => [
    Math.hypot(3, 4),
    Math.fround(5.05),
    Math.clz32(1),
    Math.imul(0xffffffff, 5),
    Math.sign(-0),
    Math.trunc(-1.5),
    Math.cbrt(27),
    Math.log1p(1e-10),
    Math.expm1(1e-10),
    Math.sinh(1),
    Math.pow(2, 0.5),
    Math.tan(1e10),
    Math.round(-0.5),
  ],
  MessageChannel: async () => {
    const { port1, port2 } = new MessageChannel();
    const got = new Promise((resolve) => {
      port2.onmessage = (event) => resolve(event.data);
    });
    port1.postMessage(3);
    const answer = await got;
    port1.close();
    return answer;
  },
  Number: () => [
    (0.1 + 0.2).toString(),
    (1234.5678).toFixed(2),
    (255).toString(36),
    (1e21).toString(),
    (0.000001234).toPrecision(2),
    (123456).toExponential(2),
    Number.parseFloat("3.14abc"),
    Number("0b101"),
    (2 ** 53).toString(),
    5e-324,
    (0.1).toString(3),
  ],
  "Number.toLocaleString": () => [
    (1234567.891).toLocaleString("en-US"),
    (12n ** 9n).toLocaleString("en-US"),
  ],
  Object: () => [
    Object.entries({ b: 1, 2: 2, a: 3 }),
    Object.isFrozen(Object.freeze({})),
    Object.fromEntries([["a", 1]]),
    Object.hasOwn({ a: 1 }, "a"),
    { ...{ a: 1 }, b: 2 },
  ],
  Promise: async () => [
    await Promise.allSettled([Promise.resolve(1), Promise.reject(2)]),
    await Promise.any([Promise.reject(1), 3]),
    await Promise.race([new Promise(() => {}), 4]),
  ],
  Proxy: () => new Proxy({}, { get: (_, name) => `got ${String(name)}` }).x,
  Reflect: () => [
    Reflect.ownKeys({ a: 1, [Symbol.iterator]: 2 }).length,
    Reflect.has({ a: 1 }, "a"),
  ],
  RegExp: () => [
    "2024-02-29".replace(/(?<y>\d+)-(?<m>\d+)/u, "$<m>/$<y>"),
    "aBc".match(/(?<=a)b/i).index,
    [..."a1b22".matchAll(/\d+/g)].map((match) => match.index),
    /^.$/u.test("😀"),
    /^.$/su.test("\n"),
    "a-b_c".split(/[-_]/),
    /[\p{L}--[a-z]]/v.test("a"),
    /\p{Lu}/u.test("É"),
    /(?:)/y.sticky,
  ],
  ReadableStream: async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (const part of ["a", "b"]) {
          controller.enqueue(new TextEncoder().encode(part));
        }
        controller.close();
      },
    });
    const [one, two] = stream.tee();
    return [await body(one), await body(two)];
  },
  Request: async () => {
    const request = new Request("http://a.b/c?d", {
      method: "POST",
      body: "x",
    });
    return [request.method, request.url, await request.text()];
  },
  Response: async () => {
    const response = Response.json({ a: 1 }, { status: 201 });
    return [response.status, response.ok, await response.json()];
  },
  Set: () => [new Set([1, 1, NaN, NaN]).size, [...new Set("hello")].join("")],
  SharedArrayBuffer: () => new SharedArrayBuffer(4).byteLength,
  String: () => [
    "ß".toUpperCase(),
    "İ".toLowerCase().length,
    "abc".at(-1),
    "a".padStart(3, "xy"),
    "a-b-a".replaceAll("a", "$&$&"),
    "é😀".length,
    [..."é😀"].length,
    String.raw`\n${1}`,
    "\ud800".isWellFormed?.() ?? false,
    " \u00a0x\ufeff".trim(),
    "abc".substring(2, 0),
  ],
  "String.localeCompare": () => [
    "a".localeCompare("b"),
    ["b", "a", "C"].sort((a, b) => a.localeCompare(b)),
  ],
  "String.localeCompare beyond ASCII": () =>
    ["é", "z", "a", "f"].sort((a, b) => a.localeCompare(b)),
  "String.localeCompare of numbers": () =>
    ["a10", "a9", "A1"].sort((a, b) =>
      a.localeCompare(b, "en", { numeric: true, sensitivity: "base" }),
    ),
  "String.localeCompare in Swedish": () => "ö".localeCompare("z", "sv"),
  "Number.toLocaleString in German": () => (1234.5).toLocaleString("de-DE"),
  "Date.toLocaleString with options": () =>
    day().toLocaleString("en-US", { dateStyle: "full" }),
  "String.normalize": () => "e\u0301".normalize("NFC").length,
  "String.toLocaleUpperCase": () => [
    "abc".toLocaleUpperCase(),
    "i".toLocaleUpperCase("tr"),
  ],
  Symbol: () => [Symbol("a").description, Symbol.for("b") === Symbol.for("b")],
  TextDecoder: () => [
    new TextDecoder().decode(new Uint8Array([0xc3, 0xa9, 0xff])),
    new TextDecoder("utf-16le").decode(new Uint8Array([0x61, 0])),
    new TextDecoder("utf-8", { ignoreBOM: false }).decode(
      new Uint8Array([0xef, 0xbb, 0xbf, 0x61]),
    ),
  ],
  "TextDecoder of latin1": () =>
    new TextDecoder("latin1").decode(new Uint8Array([0xe9, 0x80])),
  "TextDecoder that is fatal": () => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(
        new Uint8Array([0xff]),
      );
    } catch (error) {
      return error.name;
    }
  },
  TextEncoder: () => [...new TextEncoder().encode("é\ud800")],
  TransformStream: async () => {
    const upper = new TransformStream({
      transform: (chunk, to) => to.enqueue(chunk.toUpperCase()),
    });
    const writer = upper.writable.getWriter();
    writer.write("a");
    writer.close();
    return (await upper.readable.getReader().read()).value;
  },
  "URL.canParse": () => URL.canParse("x:"),
  URL: () => {
    const made = new URL("../d?x=1&y=é#z", "http://a.b:80/c/e");
    return [made.href, made.searchParams.get("y"), made.origin];
  },
  "URL of names beyond ASCII": () => new URL("http://münchen.de/ü").href,
  URLSearchParams: () =>
    `${new URLSearchParams([
      ["a b", "é&"],
      ["c", ""],
    ])}`,
  Uint8Array: () => [
    [...Uint8Array.from([1, 256, -1])],
    [...new Uint8ClampedArray([300, -5, 1.5])],
    [...new Float64Array([1.5, NaN]).toReversed()],
    [...new Uint8Array([3, 1, 2]).toSorted()],
    new Int16Array([1, 2, 3]).subarray(1).length,
  ],
  WeakMap: () => {
    const key = {};
    return [new WeakMap([[key, 1]]).get(key), new WeakRef(key).deref() === key];
  },
  WebAssembly: () =>
    WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  atob: () =>
    [atob("/4A="), btoa("\u00ffa")].map((text) =>
      hex(Buffer.from(text, "latin1")),
    ),
  "crypto.subtle digest": async () => [
    hex(
      await globalThis.crypto.subtle.digest(
        "SHA-256",
        new TextEncoder().encode("abc"),
      ),
    ),
    hex(
      await globalThis.crypto.subtle.digest("SHA-512", new Uint8Array()),
    ).slice(0, 8),
  ],
  "crypto.subtle HMAC": () => signed("HMAC", { name: "HMAC", hash: "SHA-256" }),
  "crypto.subtle ECDSA": () =>
    signed(
      { name: "ECDSA", hash: "SHA-256" },
      { name: "ECDSA", namedCurve: "P-256" },
    ),
  "crypto.subtle AES": () =>
    encrypted(
      { name: "AES-GCM", iv: new Uint8Array(12) },
      { name: "AES-GCM", length: 256 },
    ),
  decodeURIComponent: () => [
    encodeURIComponent("é&/"),
    decodeURIComponent("%C3%A9"),
    encodeURI("a b?é"),
  ],
  eval: () => (0, eval)("1 + 2"),
  performance: () => [performance.now() >= 0, typeof performance.timeOrigin],
  queueMicrotask: () =>
    new Promise((resolve) => queueMicrotask(() => resolve(1))),
  setTimeout: async () => {
    const seen = [];
    await new Promise((resolve) => {
      setTimeout(() => resolve(seen.push("late")), 60);
      setTimeout((word) => seen.push(word), 0, "soon");
    });
    return seen;
  },
  structuredClone: () =>
    structuredClone({
      a: new Date(0),
      b: [new Map([[1, new Set([2])]])],
      c: 1n,
    }),
  "node:assert": () => {
    assert.deepStrictEqual(
      { a: [1, new Map([[1, 2]])] },
      { a: [1, new Map([[1, 2]])] },
    );
    try {
      assert.strictEqual(1, 2);
    } catch (error) {
      return [error.name, error.code, error.message];
    }
    return [];
  },
  "node:buffer": () => [
    Buffer.from("é€").toString("base64url"),
    Buffer.from("00ff", "hex").readUInt16BE(),
    Buffer.concat([Buffer.from("a"), Buffer.alloc(2, "b")]).toString(),
    Buffer.from([1, 2, 3]).indexOf(3),
    Buffer.from("abc").equals(Buffer.from("abc")),
    Buffer.byteLength("é"),
    Buffer.from("abc").toJSON(),
  ],
  "node:crypto": () => [
    crypto.createHash("sha256").update("a").update("bc").digest("hex"),
    crypto.createHmac("sha1", "k").update("abc").digest("base64"),
    crypto.createHash("md5").update("").digest("hex"),
    crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("a")),
    crypto.randomUUID().length,
  ],
  "node:events": async () => {
    const emitter = new events.EventEmitter();
    const seen = [];
    emitter.once("a", (value) => seen.push(value));
    emitter.emit("a", 1);
    emitter.emit("a", 2);
    setTimeout(() => emitter.emit("b", 3), 0);
    return [seen, await events.once(emitter, "b"), emitter.listenerCount("a")];
  },
  "node:path": () => [
    path.join("a", "..", "b", "./c"),
    path.relative("/a/b", "/a/c/d"),
    path.parse("/x/y.tar.gz"),
    path.normalize("/a//b/../c/"),
    path.isAbsolute("a"),
  ],
  "node:querystring": () => [
    querystring.stringify({ a: ["1", "é"], b: "" }),
    { ...querystring.parse("a=1&a=2&b=%20") },
  ],
  "node:string_decoder": () => {
    const decoder = new stringDecoder.StringDecoder("utf8");
    return [
      decoder.write(Buffer.from([0xe2, 0x82])),
      decoder.write(Buffer.from([0xac])),
      decoder.end(),
    ];
  },
  "node:timers/promises": async () =>
    await timersPromises.setTimeout(1, "value"),
  "node:url": () => [
    url.fileURLToPath("file:///a%20b/c"),
    url.pathToFileURL("/a b/ü").href,
    url.parse("http://u:p@a.b:8/c?d=e#f").host,
    url.format({ protocol: "http", host: "a.b", pathname: "/c" }),
  ],
  "node:util": async () => [
    util.format("%s %d %j %o %%", "a", 1.5, { b: 1 }, [1]),
    util.inspect({
      a: [1, { b: new Map([["c", new Set([1])]]) }],
      f() {},
      d: new Date(0),
    }),
    util.isDeepStrictEqual([1], [1]),
    await util.promisify((value, done) => done(null, value + 1))(1),
    util.types.isRegExp(/a/),
  ],
};
