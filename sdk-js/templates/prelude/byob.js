// Readers with buffers of their own, of the byte streams that the runtime gives.
//
// The engine's streams of type `bytes` corrupt its memory when it collects in the middle of a read: the answer is an
// object without `done` and `value`, or the component traps. So those of the runtime are plain streams of `Uint8Array`,
// and what `getReader({ mode: "byob" })` gives for them stands here. A read asks the other side for no more bytes than
// the buffer holds.

const $EngineByobReader = ReadableStreamBYOBReader;
const $engineGetReader = ReadableStream.prototype.getReader;
const $nothingLeft = new Uint8Array(0);

class $ByobReader {
  #inner;
  #source;
  #isReleased = false;
  /** The read before: they are answered in their order. */
  #last = $Promise.resolve();

  constructor(stream, source) {
    this.#inner = $engineGetReader.call(stream);
    this.#source = source;
  }

  get closed() {
    return this.#inner.closed;
  }

  cancel(reason) {
    if (!this.#isReleased) this.#source.rest = $nothingLeft;
    return this.#inner.cancel(reason);
  }

  releaseLock() {
    if (this.#source.rest.length !== 0 && this.#source.handle === 0)
      throw new TypeError(
        "the stream has ended, but its last bytes are unread",
      );
    this.#inner.releaseLock();
    this.#isReleased = true;
  }

  /** Fills a view as far as there are bytes; the view's buffer moves to the one that comes back. */
  read(view) {
    let into;
    try {
      into = $takeView(view);
    } catch (error) {
      return $observe($Promise.reject(error));
    }
    const read = this.#last.then(() => this.#fill(into));
    this.#last = read.then(
      () => {},
      () => {},
    );
    return $observe(read);
  }

  async #fill({ bytes, step, make }) {
    let filled = 0;
    while (filled < step) {
      const chunk = await this.#next(bytes.length - filled);
      if (chunk === undefined) {
        if (filled === 0) return { value: make(0), done: true };
        throw new TypeError("the stream ended within an element of the view");
      }
      const fitting = chunk.subarray(0, bytes.length - filled);
      bytes.set(fitting, filled);
      filled += fitting.length;
      this.#source.rest = chunk.subarray(fitting.length);
    }
    const whole = filled - (filled % step);
    if (whole !== filled) this.#source.rest = bytes.slice(whole, filled);
    return { value: make(whole / step), done: false };
  }

  /** Bytes that came, at most `wanted` of them if they have to be asked for. */
  async #next(wanted) {
    const { rest } = this.#source;
    if (rest.length !== 0 && !this.#isReleased) return rest;
    this.#source.wanted = wanted;
    const { done, value } = await this.#inner.read();
    return done ? undefined : value;
  }
}

/** The bytes of a view whose buffer nobody else has from now on, and what makes a view of its kind of them. */
function $takeView(view) {
  if (!ArrayBuffer.isView(view))
    throw new TypeError(
      `\`read\` needs a view of a buffer, not ${$show(view)}`,
    );
  if (view.byteLength === 0)
    throw new TypeError("`read` needs a view with room for bytes");
  const { constructor, byteOffset, byteLength } = view;
  const buffer = view.buffer.transfer();
  return {
    bytes: new Uint8Array(buffer, byteOffset, byteLength),
    step: constructor.BYTES_PER_ELEMENT ?? 1,
    make: (count) => new constructor(buffer, byteOffset, count),
  };
}

Object.setPrototypeOf($ByobReader.prototype, $EngineByobReader.prototype);

/** The runtime's source under a stream of bytes. */
function $byteSource(stream) {
  const source = $readers.get(stream);
  return source?.ends.isBytes ? source : undefined;
}

ReadableStream.prototype.getReader = function getReader(options) {
  const source = options?.mode === "byob" ? $byteSource(this) : undefined;
  return source === undefined
    ? $engineGetReader.call(this, options)
    : new $ByobReader(this, source);
};

globalThis.ReadableStreamBYOBReader = new Proxy($EngineByobReader, {
  construct(engines, [stream], target) {
    const source = $byteSource(stream);
    return source === undefined
      ? Reflect.construct(engines, [stream], target)
      : new $ByobReader(stream, source);
  },
});
