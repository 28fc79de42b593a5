// Makes the calls that it is told to on its input: `FUNCTION TIMES [UNIT] [COUNT]`.
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import grpc from "@grpc/grpc-js";
import { Work, problem } from "./service.js";

const KINDS = ["SMALL", "MEDIUM", "LARGE"];

const work = new Work(process.argv[4], grpc.credentials.createInsecure(), {
  "grpc.max_receive_message_length": -1,
});

const ask = (method, value) =>
  new Promise((resolve, reject) =>
    work[method](value, (error, got) => (error ? reject(error) : resolve(got))),
  );

/** Calls once, asks whether the answer is right, and calls so many times. */
async function play(times, call, right) {
  if (!right(await call())) throw new Error("a wrong answer");
  for (let i = 0; i < times; i++) await call();
}

/** Sends a value and gets it back, each time. */
const echo = (times, method, value) =>
  play(
    times,
    () => ask(method, value),
    (got) => isDeepStrictEqual(plain(got), plain(value)),
  );

/** A value without what the library adds: prototypes, names of cases, fields that aren't set. */
function plain(value) {
  return JSON.parse(
    JSON.stringify(value, (name, inner) =>
      name === "shape" ||
      name === "length" ||
      name === "_text" ||
      inner === null
        ? undefined
        : inner,
    ),
  );
}

const list = (count, element) =>
  Array.from({ length: count }, (_, i) => element(i));

const point = (i) => ({
  id: i,
  x: i / 2,
  y: -i,
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
      return { empty: {} };
    case 1:
      return { circle: { pixels: i } };
    case 2:
      return { frame: { width: { auto: {} }, height: { share: i / 2 } } };
    case 3:
      return { label: { text: `shape ${i}` } };
    default:
      return { label: {} };
  }
}

const refused = () => ask("refuse", { code: 7 }).catch(problem);

async function pull(count) {
  let got = 0;
  for await (const { bytes } of work.produce({
    bytes: count,
    piece: 1 << 20,
  })) {
    got += bytes.length;
  }
  if (got !== count) throw new Error("a wrong answer");
}

async function order(name, times, unit, count) {
  switch (name) {
    case "nothing":
      return echo(times, name, {});
    case "add":
      return play(
        times,
        () => ask("add", { a: 20, b: -62 }),
        (got) => got.sum === -42,
      );
    case "text":
      return echo(times, name, { text: unit.repeat(count) });
    case "bytes":
      return echo(times, name, {
        bytes: Buffer.from(list(count, (i) => i % 251)),
      });
    case "integers":
      return echo(times, name, { numbers: list(count, (i) => i * 4000) });
    case "floats":
      return echo(times, name, { numbers: list(count, (i) => i / 2) });
    case "points":
      return echo(times, name, { points: list(count, point) });
    case "items":
      return echo(times, name, { items: list(count, item) });
    case "shapes":
      return echo(times, name, { shapes: list(count, shape) });
    case "refuse":
      return play(times, refused, (got) => got.code === 7);
    case "produce":
      return pull(times * 2 ** 26);
    default:
      return "none";
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name, times, ...rest] = line.split(/\s+/);
  const count = rest.length ? Number(rest.at(-1)) : 0;
  const unit = rest.length > 1 ? rest[0] : "";
  try {
    console.log((await order(name, Number(times), unit, count)) ?? "ok");
  } catch (error) {
    console.log(`${error}`.replaceAll("\n", " "));
  }
}
process.exit(0);
