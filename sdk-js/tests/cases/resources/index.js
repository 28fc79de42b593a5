import { ComponentError } from "witloom";
import {
  Blob,
  find,
  make,
  peek,
  take,
  takeAll,
} from "test:resources/host@1.2.0";
import * as unversioned from "test:resources/host";

const log = [];
let kept, held;

class Counter {
  constructor(start) {
    this.n = start;
  }
  increment(by) {
    return (this.n += by);
  }
  addOther(other) {
    return (this.n += other.n);
  }
  static zero() {
    return new Counter(0);
  }
  static tryNew(start) {
    if (start < 0) throw new ComponentError("negative start");
    return new Counter(start);
  }
  [Symbol.dispose]() {
    log.push(`dispose ${this.n}`);
  }
}

export const counters = {
  Counter,
  consume: (c) => c.n,
  peek: (c) => c.n,
  make: (n) => Array.from({ length: n }, (_, i) => new Counter(i)),
  keep(c) {
    kept = c;
  },
  giveBack: () => kept,
  same(n) {
    const c = new Counter(77);
    return Array.from({ length: n }, () => c);
  },
  swap: ({ left, right }) =>
    right === undefined ? { left } : { left: right, right: left },
  log: () => log.splice(0),
  wrong: () => ({ n: 1 }),
  useBlob: (b) => b.read(),
  holdBlob(b) {
    held = b;
  },
  useHeld: () => held.read(),
};

const message = (f) => {
  try {
    return `no error: ${f()}`;
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

/** Children whose parents nobody holds. */
const children = [];

const scripts = {
  forget() {
    for (let i = 0; i < 10_000; i++) new Blob(i + 1000);
    return "forgotten";
  },
  family() {
    for (let i = 0; i < 10; i++) children.push(new Blob(7).split());
    return "split";
  },
  children: () => children.map((child) => child.read()).join(","),
  lifecycle() {
    const a = new Blob(5);
    const value = a.read();
    a[Symbol.dispose]();
    a[Symbol.dispose]();
    return `${value} ${message(() => a.read())}`;
  },
  move() {
    const a = new Blob(9);
    take(a);
    return `${message(() => take(a))} | ${message(() => a.read())} | ${message(() => peek(a, 1))}`;
  },
  borrow() {
    const a = new Blob(1);
    const b = new Blob(2);
    const sum = [a.add(b), peek(b, 0), b.read()];
    a[Symbol.dispose]();
    b[Symbol.dispose]();
    return sum.join();
  },
  merge() {
    const b = new Blob(20);
    const c = Blob.merge(new Blob(10), b);
    const out = `${c.read()} ${c instanceof Blob} ${c.constructor === Blob} ${unversioned.Blob === Blob}`;
    c[Symbol.dispose]();
    b[Symbol.dispose]();
    return out;
  },
  list() {
    const blobs = make(3);
    const total = blobs.map((b) => b.read()).join();
    return `${total} ${takeAll(blobs.map((blob) => ({ blob, note: "n" })))}`;
  },
  restored() {
    const a = new Blob(3);
    const failed = message(() =>
      takeAll([
        { blob: a, note: "fine" },
        { blob: a, note: "twice" },
      ]),
    );
    const second = message(() => takeAll([{ blob: a, note: 5 }]));
    const after = a.read();
    a[Symbol.dispose]();
    return `${failed} | ${second} | ${after}`;
  },
  wrong() {
    return [
      message(() => take({})),
      message(() => take()),
      message(() => peek(new Blob(1), 300)),
      message(() => new Blob("x")),
      message(() => Blob.prototype.read.call({})),
      message(() => takeAll([{ note: "x" }])),
      message(() => takeAll("no")),
    ].join("\n");
  },
  find() {
    const b = find(4);
    const ok = b.read();
    b[Symbol.dispose]();
    return `${ok} ${message(() => find(0))}`;
  },
};

export const script = (name) => scripts[name]();
