// What modules of Node.js make of examples, as lines.
import assert from "node:assert";
import strict from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as crypto from "node:crypto";
import { EventEmitter, once } from "node:events";
import path from "node:path";
import process, { nextTick } from "node:process";
import querystring from "node:querystring";
import { StringDecoder } from "node:string_decoder";
import { setImmediate } from "node:timers";
import { setTimeout as wait } from "node:timers/promises";
import {
  fileURLToPath,
  format as formatUrl,
  parse,
  pathToFileURL,
} from "node:url";
import util, { format, inspect, promisify, types } from "node:util";
import { createRequire as unused } from "./unused.cjs";

class Named {
  constructor(name) {
    this.name = name;
  }
}

function* paths() {
  yield path.join("/a", "..", "b", "./c.txt");
  yield path.relative("/a/b/c", "/a/d");
  yield JSON.stringify(path.parse("/home/x/file.tar.gz"));
  yield `${path.basename("/a/b.html", ".html")} ${path.extname("x.y.z")} ${path.isAbsolute("a")} ${path.sep}`;
  yield `${fileURLToPath("file:///a%20b/c")} ${pathToFileURL("/a b").href}`;
  yield formatUrl(new URL("http://user@host:8080/p?q=1#h"), {
    auth: false,
    fragment: false,
  });
  yield `${parse("http://host:81/p?a=1").port} ${querystring.stringify({ a: [1, "b c"], d: "" })}`;
  yield JSON.stringify(querystring.parse("a=1&a=2&b=%20"));
}

function* printing() {
  const deep = {
    a: [1, "two", { b: new Map([["k", new Set([1n])]]) }],
    s: Symbol("s"),
    f() {},
    u: undefined,
  };
  yield inspect(deep, { depth: 5 });
  yield format("%s is %d and %j %o%%", "x", 4.5, { a: 1 }, [1]);
  yield inspect(new Named("n"));
  yield inspect(Object.create(null));
  yield `${util.isDeepStrictEqual({ a: [1] }, { a: [1] })} ${types.isDate(new Date())} ${util.inspect([, 1])}`;
  yield `${inspect("it's")} ${inspect(new Uint8Array(3))} ${inspect(-0)}`;
}

function* bytes() {
  const text = Buffer.from("grüße €");
  yield `${text.toString("hex")} ${text.toString("base64url")} ${text.length} ${Buffer.byteLength("€")}`;
  yield `${Buffer.concat([Buffer.from([1, 2]), Buffer.alloc(2, 7)]).readUInt32BE(0)} ${Buffer.from("aGk", "base64")}`;
  yield JSON.stringify(Buffer.from("ab").subarray(1));
  const decoder = new StringDecoder("utf8");
  yield (
    decoder.write(Buffer.from([0xe2, 0x82])) +
    decoder.write(Buffer.from([0xac])) +
    decoder.end()
  );
}

function* digests() {
  for (const name of [
    "md5",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "sha512-256",
    "sha3-256",
    "ripemd160",
  ]) {
    yield `${name} ${crypto.createHash(name).update("a").update(Buffer.from("b")).digest("hex")}`;
  }
  const hmac = crypto.createHmac("sha256", "key").update("grüße");
  yield hmac.digest("base64");
  yield crypto.pbkdf2Sync("pass", "salt", 100, 20, "sha1").toString("hex");
  yield crypto.scryptSync("pass", "salt", 16, { N: 16 }).toString("hex");
  yield Buffer.from(
    crypto.hkdfSync("sha256", "key", "salt", "info", 9),
  ).toString("hex");
  const random = crypto.randomBytes(70000);
  yield `${random.length} ${new Set(random).size} ${crypto.randomInt(3, 4)} ${crypto.randomUUID().length}`;
  yield `${crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("a"))} ${crypto.createHash("sha256").copy().digest().length}`;
}

const failures = [
  () => assert.deepStrictEqual({ a: 1 }, { a: 1n }),
  () => strict.equal(1, 2, "not the same"),
  () => assert.throws(() => {}, TypeError),
  () => crypto.createHash("none"),
  () => crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("ab")),
  () => crypto.createHash("md5").update(7),
];

const outcome = (run) => {
  try {
    return String(run());
  } catch (error) {
    return `${error.name} ${error.code}`;
  }
};

export async function lines(word) {
  const order = [];
  nextTick((what) => order.push(what), "tick");
  await new Promise((resolve) => setImmediate(resolve));
  const emitter = new EventEmitter();
  setImmediate(() => emitter.emit("ready", word, 2));
  const [first] = await once(emitter, "ready");
  order.push(first, await wait(1, "waited"));
  emitter
    .on("data", (value) => order.push(value))
    .once("data", () => order.push("once"));
  emitter.emit("data", 1);
  emitter.emit("data", 2);
  order.push(
    await promisify((value, done) => done(null, value + 1))(1),
    emitter.listenerCount("data"),
  );
  order.push(
    typeof process.env.NOT_SET,
    typeof process.hrtime.bigint(),
    unused,
  );
  return [
    ...paths(),
    ...printing(),
    ...bytes(),
    ...digests(),
    ...failures.map(outcome),
    order.join(),
  ];
}
