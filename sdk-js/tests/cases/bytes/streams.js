// Streams of bytes as user code makes and reads them. Each scenario says what it saw, which must be the same in every
// engine.

const bytesOf = (...values) => Uint8Array.from(values);

/** A value, or the kind of error, in words. */
const told = (value) =>
  ArrayBuffer.isView(value)
    ? `${value.constructor.name}(${value.byteOffset})[${[...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]}]`
    : String(value);

const tell = async (read) => {
  try {
    const { done, value } = await read;
    return `${done ? "done" : "more"} ${told(value)}`;
  } catch (error) {
    return error instanceof Error ? error.constructor.name : String(error);
  }
};

const attempt = (action) => {
  try {
    return told(action());
  } catch (error) {
    return error.constructor.name;
  }
};

/** What has to happen at once has happened then. */
const turns = async () => {
  for (let i = 0; i < 200; i++) await undefined;
};

/** Every chunk of a stream. */
async function all(stream) {
  const reader = stream.getReader();
  const chunks = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks.map(told).join(" ");
    chunks.push(value);
  }
}

/** A stream of type bytes that has all its bytes from the start. */
const full = (...chunks) =>
  new ReadableStream({
    type: "bytes",
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytesOf(...chunk));
      controller.close();
    },
  });

export const scenarios = {
  async "default readers"() {
    const stream = full([1, 2], [3]);
    return [stream instanceof ReadableStream, await all(stream)];
  },
  async "own buffers"() {
    const reader = full([1, 2, 3], [4, 5, 6, 7]).getReader({ mode: "byob" });
    return [
      reader instanceof ReadableStreamBYOBReader,
      await tell(reader.read(new Uint8Array(2))),
      await tell(reader.read(new Uint8Array(new ArrayBuffer(8), 3, 1))),
      await tell(reader.read(new Uint16Array(1))),
      await tell(reader.read(new DataView(new ArrayBuffer(4)))),
      await tell(reader.read(new Uint8Array(4))),
      await reader.closed,
    ];
  },
  async "from pieces to elements"() {
    const source = (...chunks) => full(...chunks).getReader({ mode: "byob" });
    const halves = source([1], [2, 3], [4]);
    const uneven = source([1, 2, 3]);
    return [
      await tell(halves.read(new Uint16Array(3))),
      await tell(halves.read(new Uint16Array(3))),
      await tell(uneven.read(new Uint16Array(1))),
    ];
  },
  async "at least"() {
    const reader = full([1], [2], [3], [4], [5]).getReader({ mode: "byob" });
    return [
      await tell(reader.read(new Uint8Array(4), { min: 3 })),
      await tell(reader.read(new Uint8Array(4), { min: 5 })),
      await tell(reader.read(new Uint8Array(4), { min: 0 })),
    ];
  },
  async "from one reader to the next"() {
    const stream = full([1, 2, 3, 4], [5, 6]);
    const first = stream.getReader({ mode: "byob" });
    const said = [await tell(first.read(new Uint8Array(1)))];
    first.releaseLock();
    said.push(await tell(first.read(new Uint8Array(1))));
    const second = new ReadableStreamBYOBReader(stream);
    said.push(await tell(second.read(new Uint8Array(2))), stream.locked);
    second.releaseLock();
    said.push(await all(stream));
    return said;
  },
  async "asked by requests"() {
    let next = 0;
    const seen = [];
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        const { byobRequest } = controller;
        seen.push(controller instanceof ReadableByteStreamController);
        seen.push(byobRequest instanceof ReadableStreamBYOBRequest);
        const { view } = byobRequest;
        const count = Math.min(view.byteLength, 3);
        for (let i = 0; i < count; i++) view[i] = next++;
        byobRequest.respond(count);
        seen.push(byobRequest.view, controller.byobRequest);
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    const said = [await tell(reader.read(new Uint8Array(2)))];
    said.push(await tell(reader.read(new Uint8Array(9))));
    reader.releaseLock();
    return [...said, ...seen];
  },
  async "rooms of their own"() {
    let next = 0;
    const stream = new ReadableStream({
      type: "bytes",
      autoAllocateChunkSize: 4,
      pull(controller) {
        const { view } = controller.byobRequest;
        view.fill(++next);
        if (next < 3) return controller.byobRequest.respond(view.byteLength);
        controller.close();
        controller.byobRequest.respond(0);
      },
    });
    return [await all(stream)];
  },
  async "requests that are misused"() {
    const said = [];
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        const { byobRequest: request } = controller;
        said.push(attempt(() => request.respond(0)));
        said.push(attempt(() => request.respond(99)));
        said.push(attempt(() => request.respondWithNewView(bytesOf(1))));
        said.push(attempt(() => request.respondWithNewView("text")));
        request.view[0] = 7;
        request.respondWithNewView(request.view.subarray(0, 1));
        said.push(attempt(() => request.respond(1)));
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    said.push(await tell(reader.read(new Uint8Array(2))));
    return said;
  },
  async "chunks that are misused"() {
    const said = [];
    let control;
    const chunk = bytesOf(1, 2);
    const stream = new ReadableStream({
      type: "bytes",
      start(controller) {
        control = controller;
        said.push(attempt(() => controller.enqueue("text")));
        said.push(attempt(() => controller.enqueue(new Uint8Array(0))));
        controller.enqueue(chunk);
        said.push(chunk.length, controller.byobRequest);
        controller.close();
        said.push(attempt(() => controller.enqueue(bytesOf(1))));
        said.push(attempt(() => controller.close()));
      },
    });
    return [...said, await all(stream), control.desiredSize];
  },
  async "room ahead"() {
    const sizes = [];
    let next = 0;
    const stream = new ReadableStream(
      {
        type: "bytes",
        pull(controller) {
          sizes.push(controller.desiredSize);
          controller.enqueue(bytesOf(++next, next));
          if (next === 6) controller.close();
        },
      },
      { highWaterMark: 5 },
    );
    await turns();
    const before = sizes.join();
    const reader = stream.getReader({ mode: "byob" });
    const said = [await tell(reader.read(new Uint8Array(3)))];
    reader.releaseLock();
    return [before, ...said, await all(stream), sizes.length];
  },
  async "ends while a read waits"() {
    const open = async (end) => {
      let control;
      const start = (controller) => (control = controller) && undefined;
      const stream = new ReadableStream({ type: "bytes", start });
      const read = tell(
        stream.getReader({ mode: "byob" }).read(new Uint8Array(2)),
      );
      await turns();
      end(control);
      return read;
    };
    return [
      await open((controller) => {
        controller.close();
        controller.byobRequest.respond(0);
      }),
      await open((controller) => controller.error(new RangeError("no"))),
      await open((controller) => controller.enqueue(bytesOf(1, 2, 3))),
    ];
  },
  async failures() {
    const failing = (source) =>
      new ReadableStream({ type: "bytes", ...source }).getReader();
    const fail = () => {
      throw new RangeError("no");
    };
    const wrong = (source, strategy) =>
      attempt(() => new ReadableStream({ type: "bytes", ...source }, strategy));
    return [
      wrong({ start: fail }),
      wrong({ autoAllocateChunkSize: 0 }),
      wrong({}, { highWaterMark: -1 }),
      wrong({}, new ByteLengthQueuingStrategy({ highWaterMark: 1 })),
      attempt(() => new ReadableStream({ type: "other" })),
      attempt(() => new ReadableStream().getReader({ mode: "byob" })),
      await tell(failing({ pull: fail }).read()),
      await tell(failing({ pull: async () => fail() }).read()),
      await tell(failing({ start: async () => fail() }).read()),
    ];
  },
  async cancelling() {
    const said = [];
    const source = { cancel: (reason) => void said.push(`left ${reason}`) };
    const make = () => new ReadableStream({ type: "bytes", ...source });
    const reader = make().getReader({ mode: "byob" });
    const read = tell(reader.read(new Uint8Array(1)));
    await reader.cancel("early");
    said.push((await read).slice(0, 4), await reader.closed);
    await make().cancel("at once");
    return said;
  },
  async "both branches"() {
    const branches = full([1, 2], [3]).tee();
    const [first, second] = branches;
    const left = first.getReader({ mode: "byob" });
    const { value } = await left.read(new Uint8Array(2));
    value.fill(9);
    const said = [told(value), await all(second)];
    said.push(await tell(left.read(new Uint8Array(2))));
    let reasons;
    const source = { cancel: (given) => (reasons = given) && undefined };
    const left2 = new ReadableStream({ type: "bytes", ...source }).tee();
    await Promise.all(left2.map((branch, i) => branch.cancel(i)));
    return [...said, reasons.join()];
  },
  async "through other streams"() {
    const text = full([104, 105], [33]).pipeThrough(
      new TransformStream({
        transform: (chunk, controller) =>
          controller.enqueue(String.fromCharCode(...chunk)),
      }),
    );
    const chunks = [];
    const sink = { write: (chunk) => void chunks.push(chunk) };
    await text.pipeTo(new WritableStream(sink));
    return [chunks.join("|"), await new Response(full([111], [107])).text()];
  },
  async classes() {
    class Counted extends ReadableStream {
      constructor(count) {
        super({
          type: "bytes",
          pull(controller) {
            controller.enqueue(bytesOf(count));
            if (--count === 0) controller.close();
          },
        });
      }
    }
    const stream = new Counted(3);
    return [stream instanceof Counted, await all(stream)];
  },
};

/** What every scenario says, a line each. */
export async function everything() {
  const lines = [];
  for (const [name, play] of Object.entries(scenarios))
    lines.push(`${name}: ${(await play()).join("; ")}`);
  return lines.join("\n");
}
