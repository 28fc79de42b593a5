import { ComponentError } from "witloom";

/** Waits; a signal ends that with an error. */
const rest = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

const meetings = new Map();

function meeting(key) {
  if (!meetings.has(key)) meetings.set(key, Promise.withResolvers());
  return meetings.get(key);
}

let givenUp = 0;
let seen = [];

export const tasks = {
  now: async (name) => `${name} now`,
  async nap(name, ms, { signal }) {
    seen.push(`${name} began`);
    try {
      await rest(ms, signal);
    } catch (error) {
      givenUp++;
      throw error;
    }
    seen.push(`${name} ended`);
    return `${name} after ${ms}`;
  },
  async meet(key) {
    const word = await meeting(key).promise;
    meetings.delete(key);
    return word;
  },
  async arrive(key, word) {
    meeting(key).resolve(word);
  },
  async half(n) {
    if (n % 2 === 0) return n / 2;
    await rest(1);
    throw new ComponentError(`${n} is odd`);
  },
  async explode(text) {
    await rest(1);
    throw new Error(`boom: ${text}`);
  },
  double: (n) => n * 2,
  givenUp: () => givenUp,
  async stubborn(name, ms) {
    seen.push(`${name} began`);
    await rest(ms);
    seen.push(`${name} ended`);
    return `${name} after ${ms}`;
  },
  async remind(word, ms) {
    setTimeout(() => seen.push(word), ms);
  },
  async explodeLater(text, ms) {
    setTimeout(() => {
      throw new Error(`boom: ${text}`);
    }, ms);
  },
  seen() {
    const all = seen;
    seen = [];
    return all;
  },
};

class Token {
  #number;

  constructor(number) {
    this.#number = number;
  }

  number() {
    return this.#number;
  }

  async numberLater(ms) {
    await rest(ms);
    return this.#number;
  }

  static async later(number, ms) {
    await rest(ms);
    return new Token(number);
  }
}

let left = 0;

export const flows = {
  Token,
  async *bump(bytes) {
    for await (const chunk of bytes) {
      for (let i = 0; i < chunk.length; i++) chunk[i]++;
      yield chunk;
    }
  },
  async total(bytes) {
    let sum = 0n;
    for await (const chunk of bytes)
      sum += BigInt(chunk.reduce((a, b) => a + b, 0));
    return sum;
  },
  count: (bytes) => new Uint8Array(bytes).map((_, i) => i),
  async *shout(texts) {
    for await (const text of texts) yield `${text}!`;
  },
  async *mirror(points) {
    for await (const { x, name } of points) yield { x: -x, name };
  },
  *tokens(count) {
    for (let number = 0; number < count; number++) yield new Token(number);
  },
  async collect(tokens) {
    let sum = 0;
    for await (const token of tokens) sum += token.number();
    return sum;
  },
  async *odd(tokens) {
    for await (const token of tokens) if (token.number() % 2) yield token;
  },
  async first(numbers, count) {
    const found = [];
    for await (const number of numbers) {
      found.push(number);
      if (found.length === count) break;
    }
    return found;
  },
  async *endless() {
    try {
      for (let number = 0; ; number++) yield number;
    } finally {
      left++;
    }
  },
  left: () => left,
  later: (word, ms) => rest(ms).then(() => word),
  async *breakOff(count) {
    for (let number = 0; number < count; number++) yield number;
    throw new Error(`boom: ${count}`);
  },
  async lines(count, fail) {
    const end = Promise.withResolvers();
    async function* texts() {
      for (let number = 0; number < count; number++) yield `line ${number}`;
      end.resolve(
        fail ? { tag: "err", val: `no line ${count}` } : { tag: "ok" },
      );
    }
    return [texts(), end.promise];
  },
  hear: async (word) => `heard ${await word}`,
  async ignore(word) {
    word[Symbol.dispose]();
  },
  async letters() {
    return {
      texts: ["one", "two", "three"],
      number: rest(1).then(() => 3),
      note: undefined,
    };
  },
};
