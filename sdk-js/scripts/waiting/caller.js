import { ComponentError } from "witloom";
import * as flows from "matrix:waiting/flows";
import * as tasks from "matrix:waiting/tasks";

/** What a scenario throws when something differs. */
class Difference extends Error {}

/** Ends the scenario unless both are the same. */
function expect(what, got, want) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Difference(`${what}: expected ${b}, got ${a}`);
}

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const numbers = (count) => new Uint8Array(count).map((_, i) => i);

async function all(stream) {
  const values = [];
  for await (const value of stream) values.push(value);
  return values;
}

/** Every byte of a stream. */
async function bytes(stream) {
  const chunks = await all(stream);
  return chunks.flatMap((chunk) => [...chunk]);
}

/** Passes bytes through `bump` in pieces of a size. */
async function thereAndBack(data, size) {
  function* pieces() {
    for (let at = 0; at < data.length; at += size)
      yield data.subarray(at, at + size);
  }
  let at = 0;
  for await (const chunk of await flows.bump(pieces()))
    for (let i = 0; i < chunk.length; i++, at++)
      if (chunk[i] !== ((data[at] + 1) & 255))
        expect(`byte ${at}`, chunk[i], 0);
  expect("length", at, data.length);
}

const plays = {
  async returnsAtOnce() {
    expect("now", await tasks.now("a"), "a now");
  },
  async waits() {
    expect("nap", await tasks.nap("a", 20), "a after 20");
  },
  async twoAtOnce() {
    const ended = [];
    const nap = async (name, ms) => ended.push(await tasks.nap(name, ms));
    await Promise.all([nap("slow", 80), nap("fast", 10)]);
    expect("order", ended, ["fast after 10", "slow after 80"]);
  },
  async rendezvous() {
    const meeting = tasks.meet("first");
    await rest(10);
    await tasks.arrive("first", "word");
    expect("who waited", await meeting, "word");
    await tasks.arrive("second", "early");
    expect("who came later", await tasks.meet("second"), "early");
  },
  async declaredErrorAfterWaiting() {
    expect("half of 8", await tasks.half(8), 4);
    const error = await tasks.half(7).catch((error) => error);
    expect("half of 7", error.payload, "7 is odd");
  },
  async cancelledWhileItWaits() {
    const before = tasks.givenUp();
    const nap = tasks.nap("long", 60_000, { signal: AbortSignal.timeout(20) });
    const error = await nap.catch((error) => error);
    expect("error", error.name, "TimeoutError");
    expect("given up", tasks.givenUp(), before + 1);
  },
  async synchronousBeside() {
    const nap = tasks.nap("a", 20);
    expect("double", tasks.double(21), 42);
    expect("nap", await nap, "a after 20");
  },
  async aThousand() {
    const names = Array.from({ length: 1000 }, (_, i) => [`n${i}`, i % 10]);
    const naps = await Promise.all(names.map((nap) => tasks.nap(...nap)));
    const want = names.map(([name, ms]) => `${name} after ${ms}`);
    expect("all", naps, want);
  },
  async trapInOneOfMany() {
    const others = [1, 2, 3].map(() => tasks.nap("other", 1000));
    await Promise.all([...others, tasks.explode("third")]);
  },
  async bytesThereAndBack() {
    await thereAndBack(numbers(256), 7);
    expect("total", `${await flows.total(numbers(256))}`, "32640");
    expect("count", await bytes(await flows.count(300)), [...numbers(300)]);
  },
  async bytesOneByOne() {
    await thereAndBack(numbers(10), 1);
    const stream = await flows.count(5);
    const reader = stream.getReader({ mode: "byob" });
    const got = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(1));
      if (done) break;
      got.push(...value);
    }
    expect("read", got, [0, 1, 2, 3, 4]);
  },
  bytesByTheMegabyte: () => thereAndBack(numbers(2 << 20), 1 << 20),
  async nothingInAStream() {
    expect("bytes", await bytes(await flows.bump([])), []);
    expect("total", `${await flows.total([])}`, "0");
    expect("texts", await all(await flows.shout([])), []);
  },
  async texts() {
    const said = ["", "ä", "long".repeat(1000)];
    const want = said.map((text) => `${text}!`);
    expect("texts", await all(await flows.shout(said)), want);
  },
  async records() {
    const points = Array.from({ length: 500 }, (_, x) => ({
      x,
      name: `p${x}`,
    }));
    const want = points.map(({ x, name }) => ({ x: -x, name }));
    expect("points", await all(await flows.mirror(points)), want);
  },
  async handles() {
    const tokens = await all(await flows.tokens(5));
    const found = tokens.map((token) => token.number());
    expect("numbers", found, [0, 1, 2, 3, 4]);
    tokens.push(new flows.Token(100));
    expect("sum", await flows.collect(tokens), 110);
    let message = "nothing was thrown";
    try {
      tokens[0].number();
    } catch (error) {
      message = error.message;
    }
    expect(message, message.includes("given away"), true);
  },
  async theReaderLeaves() {
    const before = flows.left();
    for await (const number of await flows.endless()) if (number === 3) break;
    for (let i = 0; i < 100 && flows.left() === before; i++) await rest(5);
    expect("left", flows.left(), before + 1);
  },
  async futureThatComesLater() {
    expect("word", await flows.later("word", 20), "word");
  },
  async futureOfTheCaller() {
    const { promise, resolve } = Promise.withResolvers();
    const hearing = flows.hear(promise);
    await rest(10);
    resolve("word");
    expect("heard", await hearing, "heard word");
  },
  async futureNobodyReads() {
    flows.later("unheard", 10);
    await rest(30);
    expect("after it", await tasks.now("still"), "still now");
  },
  async insideOfARecord() {
    const { texts, number, note } = await flows.letters();
    expect("texts", await all(texts), ["one", "two", "three"]);
    expect("number", await number, 3);
    expect("note", note ?? null, null);
  },
};

/** `two-at-once` is played by `twoAtOnce`. */
const camelCase = (name) =>
  name.replace(/-./g, (dash) => dash[1].toUpperCase());

export const scenarios = {
  async play(scenario) {
    const play = plays[camelCase(scenario)];
    if (play === undefined)
      throw new ComponentError(`unknown scenario \`${scenario}\``);
    try {
      await play();
    } catch (error) {
      const said =
        error instanceof Difference
          ? error.message
          : `${error}\n${error.stack}`;
      throw new ComponentError(said);
    }
  },
};
