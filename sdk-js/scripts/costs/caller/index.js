import * as work from "matrix:costs/work";

const KINDS = ["small", "medium", "large"];

function check(right, name) {
  if (!right) throw new Error(`${name}: a wrong answer`);
}

const build = (count, element) =>
  Array.from({ length: count }, (_, i) => element(i));

const point = (i) => ({
  id: i,
  x: i / 2,
  y: 0 - i,
  on: i % 3 === 0,
  kind: KINDS[i % 3],
});

const item = (i) => ({
  id: i,
  name: `item ${i}`,
  tags: ["new", `tag ${i % 10}`],
});

function shape(i) {
  switch (i % 5) {
    case 0:
      return { tag: "empty" };
    case 1:
      return { tag: "circle", val: { tag: "pixels", val: i } };
    case 2:
      return {
        tag: "frame",
        val: { width: { tag: "auto" }, height: { tag: "share", val: i / 2 } },
      };
    case 3:
      return { tag: "label", val: `shape ${i}` };
    default:
      return { tag: "label", val: undefined };
  }
}

const sameNumbers = (a, b) =>
  a.length === b.length && a.every((number, i) => number === b[i]);

const sameValues = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function one() {
  const counter = new work.Counter(7);
  const number = counter.next();
  counter[Symbol.dispose]();
  return number;
}

function refused() {
  try {
    work.refuse(7);
  } catch (problem) {
    return problem.payload;
  }
  throw new Error("refuse: no error");
}

export const load = {
  nothing(times) {
    work.nothing();
    for (let i = 0; i < times; i++) work.nothing();
  },
  add(times) {
    check(work.add(20, -62) === -42, "add");
    for (let i = 0; i < times; i++) work.add(20, -62);
  },
  text(times, unit, count) {
    const text = unit.repeat(count);
    check(work.text(text) === text, "text");
    for (let i = 0; i < times; i++) work.text(text);
  },
  bytes(times, count) {
    const list = new Uint8Array(count).map((_, i) => i % 251);
    for (const part of [list, list.subarray(1), list.subarray(0, 0)]) {
      check(sameNumbers(work.bytes(part), part), "bytes");
    }
    for (let i = 0; i < times; i++) work.bytes(list);
  },
  integers(times, count) {
    const list = new Uint32Array(count).map((_, i) => i * 4000);
    check(sameNumbers(work.integers(list), list), "integers");
    for (let i = 0; i < times; i++) work.integers(list);
  },
  floats(times, count) {
    const list = new Float64Array(count).map((_, i) => i / 2);
    check(sameNumbers(work.floats(list), list), "floats");
    for (let i = 0; i < times; i++) work.floats(list);
  },
  points(times, count) {
    const list = build(count, point);
    check(sameValues(work.points(list), list), "points");
    for (let i = 0; i < times; i++) work.points(list);
  },
  items(times, count) {
    const list = build(count, item);
    check(sameValues(work.items(list), list), "items");
    for (let i = 0; i < times; i++) work.items(list);
  },
  shapes(times, count) {
    const list = build(count, shape);
    check(sameValues(work.shapes(list), list), "shapes");
    for (let i = 0; i < times; i++) work.shapes(list);
  },
  counter(times) {
    check(one() === 7, "counter");
    for (let i = 0; i < times; i++) one();
  },
  refuse(times) {
    check(sameValues(refused(), { code: 7, reason: "refused" }), "refuse");
    for (let i = 0; i < times; i++) refused();
  },
};
