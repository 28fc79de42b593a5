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

/** Ends the scenario unless an error is thrown that says this. */
function expectRefusal(what, act, says) {
  let message = "nothing was thrown";
  try {
    act();
  } catch (error) {
    message = error.message;
  }
  if (!message.includes(says)) throw new Difference(`${what}: ${message}`);
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

/** Passes bytes there and back in pieces of a size, on both ways. */
async function inChunksOf(size, length) {
  const data = numbers(length);
  function* pieces() {
    for (let at = 0; at < length; at += size)
      yield data.subarray(at, at + size);
  }
  const reader = (await flows.bump(pieces())).getReader({ mode: "byob" });
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(size));
    if (done) break;
    for (let i = 0; i < value.length; i++, at++)
      if (value[i] !== ((data[at] + 1) & 255))
        expect(`byte ${at}`, value[i], (data[at] + 1) & 255);
  }
  expect("length", at, length);
  const sum = data.reduce((a, b) => a + b, 0);
  expect("total", `${await flows.total(pieces())}`, `${sum}`);
}

/** Looks until it finds what it waits for. */
async function soon(look) {
  for (let i = 0; i < 200 && !look(); i++) await rest(5);
}

const plays = {
  async returnsAtOnce() {
    expect("now", await tasks.now("a"), "a now");
  },
  async waits() {
    expect("nap", await tasks.nap("a", 20), "a after 20");
  },
  async twoAtOnce() {
    tasks.seen();
    const ended = [];
    const nap = async (name, ms) => ended.push(await tasks.nap(name, ms));
    await Promise.all([nap("slow", 80), nap("fast", 10)]);
    expect("order", ended, ["fast after 10", "slow after 80"]);
    const order = ["slow began", "fast began", "fast ended", "slow ended"];
    expect("order over there", tasks.seen(), order);
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
  async cancelledBeforeItStarts() {
    tasks.seen();
    const nap = tasks.nap("never", 0, { signal: AbortSignal.abort() });
    const error = await nap.catch((error) => error);
    expect("error", error.name, "AbortError");
    await tasks.nap("next", 1);
    expect("seen", tasks.seen(), ["next began", "next ended"]);
  },
  async cancelledWhileItWaits() {
    const before = tasks.givenUp();
    const nap = tasks.nap("long", 60_000, { signal: AbortSignal.timeout(20) });
    const error = await nap.catch((error) => error);
    expect("error", error.name, "TimeoutError");
    expect("given up", tasks.givenUp(), before + 1);
  },
  async cancelledInVain() {
    tasks.seen();
    const signal = AbortSignal.timeout(5);
    const nap = tasks.stubborn("deaf", 50, { signal });
    expect("result", await nap, "deaf after 50");
    expect("aborted", signal.aborted, true);
    expect("seen", tasks.seen(), ["deaf began", "deaf ended"]);
    expect("after it", await tasks.now("still"), "still now");
  },
  async cancelledWhenOver() {
    const before = tasks.givenUp();
    const abort = new AbortController();
    const nap = tasks.nap("over", 1, { signal: abort.signal });
    expect("nap", await nap, "over after 1");
    abort.abort();
    expect("nap again", await nap, "over after 1");
    expect("given up", tasks.givenUp(), before);
    expect("after it", await tasks.now("still"), "still now");
  },
  async synchronousBeside() {
    const nap = tasks.nap("a", 20);
    expect("double", tasks.double(21), 42);
    expect("nap", await nap, "a after 20");
  },
  async workAfterTheResult() {
    tasks.seen();
    await tasks.remind("milk", 50);
    const seen = tasks.seen();
    expect("at once", seen, []);
    await soon(() => seen.push(...tasks.seen()) > 0);
    expect("later", seen, ["milk"]);
  },
  async aThousand() {
    const names = Array.from({ length: 1000 }, (_, i) => [`n${i}`, i % 10]);
    const naps = await Promise.all(names.map((nap) => tasks.nap(...nap)));
    const want = names.map(([name, ms]) => `${name} after ${ms}`);
    expect("all", naps, want);
  },
  async tenThousandInTurn() {
    tasks.seen();
    for (let i = 0; i < 10_000; i++) {
      const name = `n${i}`;
      if (i % 10) expect("now", await tasks.now(name), `${name} now`);
      else expect("nap", await tasks.nap(name, 0), `${name} after 0`);
    }
    expect("seen", tasks.seen().length, 2_000);
  },
  async trapInOneOfMany() {
    const others = [1, 2, 3].map(() => tasks.nap("other", 1000));
    await Promise.all([...others, tasks.explode("third")]);
  },
  async trapAfterTheResult() {
    await tasks.explodeLater("late", 5);
    await tasks.nap("other", 1000);
  },
  async bytesThereAndBack() {
    const bumped = await bytes(await flows.bump(numbers(256)));
    expect(
      "bump",
      bumped,
      [...numbers(256)].map((byte) => (byte + 1) & 255),
    );
    expect("total", `${await flows.total(numbers(256))}`, "32640");
    expect("count", await bytes(await flows.count(300)), [...numbers(300)]);
  },
  chunksOf1: () => inChunksOf(1, 300),
  chunksOf7: () => inChunksOf(7, 1000),
  chunksOfAMebibyte: () => inChunksOf(1 << 20, (2 << 20) + 5),
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
  async handlesThereAndBack() {
    const tokens = [1, 2, 3, 4, 5].map((number) => new flows.Token(number));
    const odd = await all(await flows.odd(tokens));
    const found = odd.map((token) => token.number());
    expect("odd", found, [1, 3, 5]);
    expect("sum", await flows.collect(odd), 9);
  },
  async handlesAfterTheirStream() {
    const token = new flows.Token(3);
    expect("sum", await flows.collect([token]), 3);
    expectRefusal("a method", () => token.number(), "given away");
  },
  async methodsThatWait() {
    const token = await flows.Token.later(7, 5);
    const found = await Promise.all([10, 1].map((ms) => token.numberLater(ms)));
    expect("numbers", [token.number(), ...found], [7, 7, 7]);
  },
  async theWriterEndsEarly() {
    const reader = (await flows.count(5)).getReader({ mode: "byob" });
    const got = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(100));
      if (done) break;
      got.push(...value);
    }
    expect("read", got, [0, 1, 2, 3, 4]);
    expect("first", [...(await flows.first([7, 8], 5))], [7, 8]);
  },
  async twoReaders() {
    const gate = Promise.withResolvers();
    async function* slow() {
      await gate.promise;
      yield numbers(1);
    }
    const bumped = await flows.bump(slow());
    const reading = bumped.getReader().read();
    expectRefusal("a second reader", () => bumped.getReader(), "unlocked");
    gate.resolve();
    expect("the first", [...(await reading).value], [1]);
  },
  async theReaderLeaves() {
    const before = flows.left();
    for await (const number of await flows.endless()) if (number === 3) break;
    await soon(() => flows.left() > before);
    expect("left", flows.left(), before + 1);
  },
  async theCalleeLeaves() {
    let left = false;
    async function* endless() {
      try {
        for (let number = 0; ; number++) yield number;
      } finally {
        left = true;
      }
    }
    expect("first", [...(await flows.first(endless(), 3))], [0, 1, 2]);
    await soon(() => left);
    expect("left", left, true);
  },
  async errorBesideAStream() {
    const [texts, end] = await flows.lines(3, true);
    expect("texts", await all(texts), ["line 0", "line 1", "line 2"]);
    expect("end", await end, { tag: "err", val: "no line 3" });
    const [whole, well] = await flows.lines(1, false);
    expect("whole", await all(whole), ["line 0"]);
    expect("well", (await well).tag, "ok");
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
  async futureTheCalleeDrops() {
    await flows.ignore(rest(5).then(() => "unheard"));
    await rest(20);
    expect("after it", await tasks.now("still"), "still now");
  },
  async insideOfARecord() {
    const { texts, number, note } = await flows.letters();
    expect("texts", await all(texts), ["one", "two", "three"]);
    expect("number", await number, 3);
    expect("note", note ?? null, null);
  },
  async trapInTheMiddleOfAStream() {
    await all(await flows.breakOff(3));
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
