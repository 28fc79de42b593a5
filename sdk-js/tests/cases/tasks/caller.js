import * as work from "t:t/work";

const encoder = new TextEncoder();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const nameOf = (error) => error?.name ?? String(error);

async function outcome(promise) {
  try {
    return await promise;
  } catch (error) {
    return nameOf(error);
  }
}

async function all(stream) {
  const values = [];
  for await (const value of stream) values.push(value);
  return values;
}

async function text(stream) {
  const decoder = new TextDecoder();
  let whole = "";
  for await (const chunk of stream)
    whole += decoder.decode(chunk, { stream: true });
  return whole;
}

async function* slowly(...values) {
  for (const value of values) {
    await sleep(1);
    yield value;
  }
}

/** Waits until the callee has seen something. */
async function seen(word) {
  const found = [];
  for (;;) {
    found.push(...work.seen());
    if (found.includes(word)) return found;
    await sleep(1);
  }
}

const scenarios = {
  now: async () => `${await work.now(41)}`,
  suspended: () => work.label("a", 5),
  async beside() {
    const call = work.label("b", 5);
    const sum = work.plain(work.plain(5)) + 1;
    await call;
    return `${sum}`;
  },
  async many() {
    const show = (values) =>
      values
        .map((x) => (Array.isArray(x) ? x.join(",") : (x ?? "none")))
        .join(" ");
    const one = await work.many("a", 2n ** 64n - 1n, ["x", "y"], 1.5, 7);
    const two = await work.many("b", 0n, [], -2, undefined);
    return `${show(one)} | ${show(two)}`;
  },
  async widen() {
    const half = (at) => [at, -at, at, -1n, 0.5, 0.25, "ä", true, "text", 7n];
    const values = [...half(1), ...half(2)];
    const value = Object.fromEntries(values.map((x, i) => [`f${i}`, x]));
    const wide = await work.widen(value);
    return Object.values(wide).join(" ");
  },
  async measure() {
    using small = new work.Pot(1);
    using big = new work.Pot(2);
    const sizes = await Promise.all([
      work.measure(small, 5),
      work.measure(big, 1),
    ]);
    return `${sizes.join(" ")}, still ${small.size()}`;
  },
  async interleaved() {
    work.seen();
    const order = [];
    const long = work.label("long", 1500).then(() => order.push("long"));
    const short = work.label("short", 5).then(() => order.push("short"));
    await Promise.all([long, short]);
    return `${order.join(", ")}; ${work.seen().join(", ")}`;
  },
  async race() {
    const slow = work.label("slow", 1500).then(() => "slow");
    const fast = work.label("fast", 2).then(() => "fast");
    const first = await Promise.race([slow, fast]);
    await slow;
    return first;
  },
  async thousand() {
    const calls = Array.from({ length: 1000 }, (_, i) =>
      work.label(`${i}`, 5 + (i % 7)),
    );
    const names = await Promise.all(calls);
    const right = names.filter(
      (name, i) => name === `${i} after ${5 + (i % 7)} ms`,
    );
    const sum = names.reduce((sum, name) => sum + parseInt(name, 10), 0);
    return `${right.length} of ${names.length}, ${sum}`;
  },
  async meet() {
    return (await Promise.all([work.meet("x", "y"), work.meet("y", "x")])).join(
      ", ",
    );
  },
  async fails() {
    const told = async (how) => {
      try {
        return `returned ${await work.fails(how)}`;
      } catch (error) {
        return `threw ${error.name} ${error.payload}`;
      }
    };
    return `${await told("fine")}; ${await told("broken")}; late ${await told("broken late")}`;
  },
  async methods() {
    using pot = new work.Pot(3);
    using big = await work.Pot.of([2, 3, 4]);
    const cups = await Promise.all([pot.brew(3), big.brew(1)]);
    return `${cups.join(", ")}, size ${pot.size()}`;
  },
  async cancel() {
    work.seen();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 3);
    const end = await outcome(work.label("never", 100_000, controller));
    const log = work.seen();
    return `${end}; ${log.at(-1)}`;
  },
  async "cancel before"() {
    work.seen();
    const end = await outcome(
      work.label("never", 5, { signal: AbortSignal.abort() }),
    );
    return `${end}; calls ${work.seen().length}`;
  },
  "cancel stubborn": () =>
    outcome(work.label("stubborn", 30, { signal: AbortSignal.timeout(2) })),
  "cancel by time": () =>
    outcome(work.label("never", 100_000, { signal: AbortSignal.timeout(2) })),
  async "cancel finished"() {
    const controller = new AbortController();
    const result = await work.now(41, controller);
    controller.abort();
    return `${result}`;
  },
  async bytes() {
    const input = slowly(encoder.encode("hello "), encoder.encode("world"));
    return text(await work.upper(input));
  },
  async chunks(size) {
    const data = new Uint8Array(300_000).map((_, i) => i);
    async function* parts() {
      for (let at = 0; at < data.length; at += Number(size) * 1000)
        yield data.subarray(at, at + Number(size) * 1000);
    }
    const source = size === "1048576" ? data : parts();
    let [count, sum] = [0, 0];
    for await (const chunk of await work.passOn(source)) {
      count += chunk.length;
      for (const byte of chunk) sum += byte;
    }
    return `${count} bytes, sum ${sum}`;
  },
  strings: async () => (await all(await work.words(3))).join(", "),
  async count() {
    const list = Array.from({ length: 5 }, (_, i) => `word ${i}`);
    const counts = [
      await work.count(list, 100),
      await work.count(slowly(...list), 100),
      await work.count(new Set(list), 100),
    ];
    return counts.join(" ");
  },
  async numbers() {
    return (await all(await work.numbers(new Float64Array([0, 1, 2])))).join(
      " ",
    );
  },
  async pots() {
    const pots = [1, 2, 3].map((size) => new work.Pot(size));
    const sizes = [];
    for await (const pot of await work.pots(pots)) {
      sizes.push(pot.size());
      pot[Symbol.dispose]();
    }
    return `sizes ${sizes.join(", ")}`;
  },
  async break() {
    work.seen();
    let first;
    for await (const word of await work.words(1000)) {
      first = word;
      break;
    }
    const log = await seen("returned");
    return `${first}; returned ${log.includes("returned")}`;
  },
  async "cancel stream"() {
    work.seen();
    const stream = await work.words(1000);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    const log = await seen("returned");
    return `returned ${log.includes("returned")}`;
  },
  async "source returned"() {
    let returned = false;
    let given = 0;
    async function* source() {
      try {
        for (; given < 1000; given++) {
          await sleep(1);
          yield `word ${given}`;
        }
      } finally {
        returned = true;
      }
    }
    const count = await work.count(source(), 2);
    while (!returned) await sleep(1);
    return `${count} of 1000; returned ${returned && given < 1000}`;
  },
  async empty() {
    const bytes = await text(await work.upper([]));
    const words = await all(await work.words(0));
    return `${bytes.length} bytes, ${words.length} words`;
  },
  async forward() {
    const through = await work.passOn(
      await work.upper(
        slowly(encoder.encode("hello "), encoder.encode("world")),
      ),
    );
    return text(through);
  },
  relay: () => work.relay(sleep(2).then(() => "hi")),
  async later() {
    return `${await work.later(3)} after the call`;
  },
  "plain value": () => work.relay("at once"),
  async nothing() {
    work.seen();
    const end = await work.nothing(slowly(undefined, undefined, undefined));
    return `${end} after ${work.seen().join()}`;
  },
  async "drop future"() {
    await work.ignore(sleep(1).then(() => "nobody wants it"));
    return "done";
  },
  async nested() {
    const parcel = (label, note) => ({
      label,
      body: slowly(encoder.encode(label)),
      note,
    });
    const parcels = await work.nested([
      parcel(
        "one",
        sleep(2).then(() => "n1"),
      ),
      parcel("two"),
    ]);
    const told = [];
    for (const { label, body, note } of parcels)
      told.push(
        `${label.slice(0, -1)}: ${await text(body)}! ${(await note) ?? "no note"}`,
      );
    const none = await work.nested([]);
    return `${told.join(" | ")} | none: ${none[0]}`;
  },
  async outlive() {
    work.seen();
    const first = await work.outlive(5);
    const log = await seen("finished");
    return `${first}; then ${log.join()}`;
  },
  async timers() {
    const order = [];
    setTimeout(() => order.push("a"), 12);
    setTimeout((name) => order.push(name), 2, "b");
    clearTimeout(setTimeout(() => order.push("never"), 1));
    await sleep(30);
    await new Promise((resolve) => {
      let ticks = 0;
      const timer = setInterval(() => {
        order.push(++ticks);
        if (ticks === 3) resolve(clearInterval(timer));
      }, 1);
    });
    await sleep(10);
    return `${order.join(" ")} cleared`;
  },
  async wrong() {
    const told = async (call) => {
      try {
        await call();
        return "nothing";
      } catch (error) {
        return `${error.name} ${error.message}`;
      }
    };
    const one = await told(() => work.label("x", "5"));
    return `${one}; ${await told(() => work.count(5, 1))}`;
  },
  throw: () => work.failsHard(),
  "stream error": async () => (await all(await work.brokenWords())).join(),
  "future error": () => work.brokenFuture(),
  "wrong element": async () => (await all(await work.wrongWords())).join(),
  unhandled: (...how) => work.unhandled(how.join(" ")),
  async flat() {
    const block = new Uint8Array(1 << 20);
    for (let i = 0; i < 300; i++) {
      let count = 0;
      for await (const chunk of await work.passOn(block)) count += chunk.length;
      if (count !== block.length) throw new Error(`${count} bytes`);
    }
    for (let i = 0; i < 2000; i++)
      await work.many("a".repeat(1000), 1n, ["b".repeat(5000)], 1, 2);
    return "done";
  },
  async "own buffers"() {
    const bytes = Uint8Array.from({ length: 11 }, (_, i) => i);
    const said = [];
    const tell = async (read) => {
      const failed = ({ name }) => ({ done: name, value: [] });
      const { done, value } = await read.catch(failed);
      said.push(`${done} ${value.constructor.name} ${[...value]}`);
    };
    const body = await work.passOn(bytes);
    const reader = body.getReader({ mode: "byob" });
    const buffer = new ArrayBuffer(8);
    await Promise.all([
      tell(reader.read(new Uint8Array(buffer, 1, 3))),
      tell(reader.read(new Uint16Array(2))),
      tell(reader.read(new Uint8Array(0))),
      tell(reader.read("text")),
    ]);
    said.push(buffer.detached, body.locked);
    said.push(reader instanceof ReadableStreamBYOBReader);
    reader.releaseLock();
    await tell(reader.read(new Uint8Array(1)));
    const again = new ReadableStreamBYOBReader(body);
    await tell(again.read(new Uint8Array(3)));
    await tell(again.read(new Uint8Array(9)));
    await tell(again.read(new Uint8Array(9)));
    await again.closed;
    const cut = (await work.passOn(bytes)).getReader({ mode: "byob" });
    await cut.read(new Uint8Array(10));
    await tell(cut.read(new Uint16Array(1)));
    const left = (await work.passOn(bytes)).getReader({ mode: "byob" });
    await left.cancel();
    await tell(left.read(new Uint8Array(1)));
    return said.join("; ");
  },
  /** Thousands of reads into buffers of the reader's own, among as many objects as half of the memory holds. */
  async crowded() {
    const block = Uint8Array.from({ length: 1 << 20 }, (_, i) => i % 251);
    const objects = [];
    let reads = 0;
    for (let i = 0; i < 60; i++) {
      for (let k = 0; k < 20000; k++) objects.push({ i, k, text: null });
      const reader = (await work.passOn(block)).getReader({ mode: "byob" });
      let buffer = new ArrayBuffer(10000);
      for (let at = 0; ; reads++) {
        const result = await reader.read(new Uint8Array(buffer));
        const { done, value } = result;
        if (done === true && at === block.length) break;
        if (done !== false || value[0] !== at % 251)
          throw new Error(`read ${reads}: ${Object.keys(result)} at ${at}`);
        at += value.length;
        buffer = value.buffer;
      }
    }
    return `${objects.length} objects, ${reads >= 6000} reads`;
  },
};

export function run(scenario) {
  const [name, ...rest] = scenario.split(" ");
  const found = scenarios[scenario];
  return found ? found() : scenarios[name](...rest);
}
