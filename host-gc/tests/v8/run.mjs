// Runs transpiled components in V8 and compares values. Usage: node run.mjs FOLDER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
let passed = 0;

/** Instantiates a component that jco transpiled in instantiation mode. */
async function load(name, imports) {
  const module = await import(pathToFileURL(join(folder, name, `${name}.js`)));
  const core = (file) => WebAssembly.compile(readFileSync(join(folder, name, file)));
  return module.instantiate(core, imports);
}

function same(actual, expected, what) {
  assert.deepEqual(actual, expected, what);
  passed += 1;
}

async function shapes(name) {
  const log = [];
  const guest = await load(name, {
    log: { default: (text) => log.push(text) },
    ask: { default: (question, at) => `[${question} ${at.x} ${at.y}]` },
  });
  same(guest.greet("Ann 😀"), "Hi Ann 😀[Ann 😀 1.5 -2]", "greet");
  same(log, ["Hi Ann 😀"], "log");
  const long = "héllo 漢字 𝄞 ".repeat(6000);
  for (const text of ["", "x", long]) same(guest.echo(text), text, "echo");
  same(guest.scale({ x: 1, y: -0.5 }, 4), { x: 4, y: -2 }, "scale");
  same(guest.sum(new Uint32Array([1, 2, 4294967295])), 4294967298n, "sum");
  const numbers = Uint32Array.from({ length: 1001 }, (_, n) => n);
  same([...guest.doubled(numbers)], [...numbers].map((n) => 2 * n), "doubled");
  const people = [
    { name: "Ann", age: 30, at: { x: 1, y: 2 } },
    { name: "Bob", age: 200, at: { x: 3, y: 4 } },
  ];
  same(guest.oldest([]), undefined, "oldest of none");
  same(guest.oldest(people), people[1], "oldest");
  same(guest.twice({ tag: "circle", val: 2.5 }, "red"), { tag: "circle", val: 5 }, "twice");
  assert.throws(() => guest.twice({ tag: "named", val: "x" }, "blue"), (error) => error.payload === "x");
  same(guest.add(4294967295, 2), 1, "add");
}

async function everyType() {
  const identity = new Proxy({}, { get: () => (value) => value, has: () => true });
  const name = "test:every-type/relay";
  const guest = await load("every-type", { [name]: identity });
  const relay = guest.relay ?? guest[name];
  const small = { a: true, b: 255, c: -1, d: 65535, e: -2, f: "é" };
  const big = { a: 4294967295, b: -1, c: 18446744073709551615n, d: -(2n ** 63n), e: 1.5, f: -2.25, g: "h€", h: small };
  const mixed = [
    { tag: "nil" },
    { tag: "a", val: 255 },
    { tag: "b", val: 1.5 },
    { tag: "c", val: -0.25 },
    { tag: "d", val: "text" },
    { tag: "e", val: [18446744073709551615n, true] },
    { tag: "g", val: "green" },
  ];
  const values = {
    bools: [true, false],
    s8S: [-128, 127],
    chars: ["a", "😀"],
    u64S: [18446744073709551615n],
    colors: ["blue"],
    smalls: [small],
    bigs: [big],
    mixeds: mixed,
    options: [{ tag: "none" }, { tag: "some", val: undefined }, { tag: "some", val: 7 }],
    tuples: [[1, "b", 2.5]],
    boolLists: [[], Array.from({ length: 37 }, (_, n) => n % 3 === 0)],
    charLists: [["a", "é", "漢", "😀"]],
    stringLists: [[], ["", "a", "漢字 and a tail that is long"]],
    colorLists: [["blue", "red"]],
    bigLists: [[], [big, big, big]],
    mixedLists: [mixed],
  };
  for (const [method, list] of Object.entries(values)) {
    const call = relay[method] ?? relay[method.replace("S", "s")];
    assert(call, `no function ${method} in ${Object.keys(relay)}`);
    for (const value of list) same(call(value), value, method);
  }
  const numbers = Float64Array.from({ length: 21 }, (_, n) => n * 1.5);
  same([...relay.f64Lists(numbers)], [...numbers], "f64 lists");
  const bytes = Int8Array.from({ length: 100 }, (_, n) => n * 13);
  same([...relay.s8Lists(bytes)], [...bytes], "s8 lists");
}

async function immutable() {
  const guest = await load("immutable", { show: { default: (text) => `${text}!` } });
  same(guest.echo("some text that is longer than a turn"), "some text that is longer than a turn!", "echo");
  same(guest.toldApart("x"), true, "told apart");
}

async function nulls() {
  const traps = ["text", "pointOf", "numbers", "maybe", "inner", "send", "foreignCase"];
  for (const name of traps) {
    const guest = await load("nulls", { log: { default: () => assert.fail("null went out") } });
    assert.throws(() => guest[name](), WebAssembly.RuntimeError, name);
    passed += 1;
  }
  const guest = await load("nulls", { log: { default: () => {} } });
  same(guest.fine(), "😀", "fine");
}

async function ownParts() {
  const guest = await load("own-parts", { log: { default: (text) => (text === "hi" ? 21 : 0) } });
  same(guest.started(), 42, "started");
  same([...guest.next()], [1, 3], "next");
  same(guest.nth(0), "hi", "nth");
}

async function wide() {
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const stored = [];
  const guest = await load("wide", {
    store: { default: (...args) => stored.push(args) && [0, 0, 0, 0, 0, 0, 0, 0, 1] },
    odd: { default: (...args) => stored.push(args) },
  });
  const args = [nine, [9, 8, 7, 6, 5, 4, 3, 2, 255], true, "green", "wide"];
  same(guest.relay(...args), [0, 0, 0, 0, 0, 0, 0, 0, 1], "relay");
  same(stored.pop(), args, "store");
  same(guest.truth(), [1, 255, 0, 1, 2, 3, 4, 5, 6], "truth");
}

async function manifest() {
  const guest = await load("manifest", {});
  same(guest.swap({ tag: "circle", val: 1.5 }), { tag: "square", val: 1.5 }, "circle");
  same(guest.swap({ tag: "square", val: 2 }), { tag: "circle", val: 2 }, "square");
  same(guest.swap({ tag: "nothing" }), { tag: "nothing" }, "nothing");
}

async function resources() {
  const dropped = [];
  class Item {
    constructor(n) {
      this.n = n;
    }
    value() {
      return this.n;
    }
    [Symbol.for("dispose")]() {
      dropped.push(this.n);
    }
  }
  const guest = await load("resources", { "test:resources/items": { Item, take: (item) => item.n } });
  const { Thing, Ticket, redeem } = guest.things ?? guest["test:resources/things"];
  same(new Thing("grüße").text(), "grüße", "text of a thing");
  same(Thing.join(new Thing("a"), new Thing("b")).text(), "ab", "join");
  same(new Ticket(7).number(), 7, "ticket");
  same(redeem(new Ticket(8)), 8, "redeem");
  const item = guest.make(5);
  same(item.value(), 5, "an item of the guest's making");
  same(guest.peek(new Item(9)), 9, "peek");
  same(guest.relay(new Item(3)).value(), 3, "relay");
  same(guest.consume(new Item(4)), 4, "consume");
}

/** A guest that throws and catches, as every Java component does. */
async function exceptions() {
  const guest = await load("exceptions", {});
  same(guest.measure("even"), 4, "nothing thrown");
  same(guest.measure("odd"), 1003, "thrown and caught");
}

/** A component that was written with the `gc` option and lowered. */
async function lowered() {
  const guest = await load("lowered", {});
  same(guest.echo("grüße, 漢字"), "grüße, 漢字", "echo");
  same(guest.mirror([[1, 2], [-0.5, 4]]), [[2, 1], [4, -0.5]], "mirror");
  same(guest.judge({ tag: "ok", val: "fine" }), "fine", "judge");
}

await shapes("shapes");
await shapes("shapes-utf16");
await everyType();
await immutable();
await nulls();
await ownParts();
await wide();
await manifest();
await resources();
await exceptions();
await lowered();
console.log(`node ${process.version}, V8 ${process.versions.v8}: ${passed} values agree`);
