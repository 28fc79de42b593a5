const log = [];
const waiting = new Map();

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sleeps until a signal fires. */
function sleepUntil(signal, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

async function* upper(input) {
  for await (const chunk of input)
    yield chunk.map((b) => (b >= 97 && b <= 122 ? b - 32 : b));
}

async function* words(count) {
  try {
    for (let i = 0; i < count; i++) {
      if (i > 0) await sleep(1);
      yield `word ${i}`;
    }
  } finally {
    log.push("returned");
  }
}

class Pot {
  #size;

  constructor(size) {
    this.#size = size;
  }

  size() {
    return this.#size;
  }

  async brew(ms) {
    await sleep(ms);
    return `${this.#size} cups`;
  }

  static async of(sizes) {
    await sleep(1);
    return new Pot(sizes.reduce((a, b) => a + b, 0));
  }
}

export const work = {
  Pot,
  async now(x) {
    log.push("now");
    return x + 1;
  },
  async label(name, ms, { signal }) {
    log.push(`began ${name}`);
    try {
      if (name === "stubborn") await sleep(ms);
      else await sleepUntil(signal, ms);
    } catch (error) {
      log.push(`given up: ${error.name}`);
      throw error;
    }
    log.push(`ended ${name}`);
    return `${name} after ${ms} ms`;
  },
  async widen(value) {
    await sleep(1);
    return { ...value, f8: `${value.f8}!`, f19: value.f19 + 1n };
  },
  async measure(pot, ms) {
    await sleep(ms);
    return pot.size();
  },
  many(...values) {
    const [a, b, c, d, e] = values.slice(0, 5);
    return Promise.resolve([a, b, c, d, e]);
  },
  async fails(how) {
    if (how === "fine") return "fine";
    if (how.endsWith("late")) await sleep(1);
    throw how;
  },
  async failsHard() {
    await sleep(1);
    throw new Error("no way out");
  },
  async meet(name, other) {
    waiting.get(other)?.(name);
    waiting.set(name, undefined);
    const met = await new Promise((resolve) => {
      if (waiting.has(other)) resolve(other);
      else waiting.set(name, resolve);
    });
    return `${name} met ${met}`;
  },
  upper: (input) => upper(input),
  passOn: async (input) => input,
  words: async (count) => words(count),
  async count(input, most) {
    let count = 0;
    for await (const word of input) {
      if (!word.startsWith("word")) throw new Error(`what is ${word}?`);
      if (++count === most) break;
    }
    return count;
  },
  async *numbers(input) {
    for await (const x of input) yield x + 0.5;
  },
  async *pots(input) {
    for await (const pot of input) yield new Pot(pot.size() * 2);
  },
  relay: (input) => input.then((text) => `relayed: ${text}`),
  later: (ms) => sleep(ms).then(() => 7),
  async nothing(input) {
    let count = 0;
    for await (const unit of input) {
      if (unit !== undefined) throw new Error("something");
      count++;
    }
    log.push(`${count}`);
  },
  async ignore(input) {
    input[Symbol.dispose]();
  },
  async nested(parcels) {
    return parcels.map(({ label, body, note }) => ({
      label: `${label}!`,
      body: upper(body),
      note: note?.then((text) => `note ${text}`),
    }));
  },
  async outlive(ms) {
    sleep(ms).then(() => log.push("finished"));
    return "returned";
  },
  async *brokenWords() {
    yield "word 0";
    await sleep(1);
    throw new Error("no more words");
  },
  brokenFuture: () =>
    sleep(1).then(() => Promise.reject(new Error("no future"))),
  wrongWords: async () => ["word 0", 5],
  async unhandled(how) {
    const fail = async () => {
      await sleep(1);
      throw new Error(`nobody looks at ${how}`);
    };
    if (how === "a function") fail();
    if (how === "a promise") new Promise((_, reject) => fail().catch(reject));
    if (how === "a chain") sleep(1).then(fail);
    if (how === "a late chain") Promise.resolve().then(fail);
    if (how === "all") Promise.all([sleep(1), fail()]);
    if (how === "resolvers") fail().catch(Promise.withResolvers().reject);
    if (how === "nothing") {
      const late = fail();
      await Promise.allSettled([late, fail(), Promise.reject(new Error("no"))]);
      await late.catch(() => {});
      class Own extends Promise {}
      const own = Own.resolve(1);
      if (!(own instanceof Own && fail().catch(() => {}) instanceof Promise))
        throw new Error("promises are not what they were");
    }
    // As many turns, however late the machine is with them, as the longest of these takes, and some more.
    for (let i = 0; i < 10; i++) await sleep(1);
    return "nobody noticed";
  },
  plain: (x) => x + 1,
  seen: () => log.splice(0),
};
