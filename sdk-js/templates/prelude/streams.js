// What the engine's streams lack.

/** The engine's streams can't be iterated. */
ReadableStream.prototype[Symbol.asyncIterator] ??= async function* () {
  const reader = this.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel();
    reader.releaseLock();
  }
};

ReadableStream.from ??= (source) => {
  const from = source?.[Symbol.asyncIterator] ?? source?.[Symbol.iterator];
  if (typeof from !== "function")
    throw new TypeError("ReadableStream.from needs an iterable");
  const items = from.call(source);
  const pull = async (controller) => {
    const { done, value } = await items.next();
    if (done) controller.close();
    else controller.enqueue(await value);
  };
  const cancel = async (reason) => {
    await items.return?.(reason);
  };
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
};

/** The engine's own waits for a turn that never comes. */
Blob.prototype.stream = function () {
  const pull = async (controller) => {
    controller.enqueue(new Uint8Array(await this.arrayBuffer()));
    controller.close();
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
};
