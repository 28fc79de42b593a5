// Streams of bytes, and readers of them with buffers of their own.
//
// The engine's (`type: "bytes"`) corrupt its memory when it collects in the middle of a read: the answer is an object
// without `done` and `value`, or the component traps. So none is ever made. A stream of bytes, of the runtime or of user
// code, is a plain stream of `Uint8Array`, whose source is asked for one piece at a time and keeps what a reader leaves.
// Each source has
//
// * `wanted`: how many bytes the reader of the next piece has room for; 0 when it takes any piece,
// * `rest`: what is left of the last piece,
// * `isReady`: whether the next piece is there already,
// * `putBack(rest)`: the reader has what it wants of the last piece.

const $EngineStream = ReadableStream;
const $EngineByobReader = ReadableStreamBYOBReader;
const $engineGetReader = $EngineStream.prototype.getReader;
const $engineTee = $EngineStream.prototype.tee;
const $nothingLeft = new Uint8Array(0);

/** The sources under streams of bytes. */
const $byteSources = new WeakMap();

/** Bytes that nobody else has from now on. */
const $takeBytes = ({ buffer, byteOffset, byteLength }) =>
  new Uint8Array(buffer.transfer(), byteOffset, byteLength);

function $checkView(view, whose) {
  if (!ArrayBuffer.isView(view))
    throw new TypeError(
      `${whose} needs a view of a buffer, not ${$show(view)}`,
    );
}

// ---------------------------------------------------------------- readers

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
    this.#inner.releaseLock();
    this.#isReleased = true;
  }

  /** Fills a view as far as there are bytes; the view's buffer moves to the one that comes back. */
  read(view, options) {
    let into;
    try {
      into = $takeView(view, options?.min ?? 1);
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

  async #fill({ bytes, step, least, make }) {
    let filled = 0;
    while (filled < least || (filled < bytes.length && this.#isReady())) {
      const chunk = await this.#next(bytes.length - filled);
      if (chunk === undefined) {
        if (filled % step === 0)
          return { value: make(filled / step), done: true };
        throw new TypeError("the stream ended within an element of the view");
      }
      const fitting = chunk.subarray(0, bytes.length - filled);
      bytes.set(fitting, filled);
      filled += fitting.length;
      this.#source.rest = chunk.subarray(fitting.length);
    }
    const whole = filled - (filled % step);
    this.#source.putBack(
      whole === filled ? this.#source.rest : bytes.slice(whole, filled),
    );
    return { value: make(whole / step), done: false };
  }

  #isReady() {
    const { rest, isReady } = this.#source;
    return !this.#isReleased && (rest.length !== 0 || isReady);
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
function $takeView(view, min) {
  $checkView(view, "`read`");
  const { constructor, byteOffset, byteLength } = view;
  const step = constructor.BYTES_PER_ELEMENT ?? 1;
  if (byteLength === 0)
    throw new TypeError("`read` needs a view with room for bytes");
  if (!Number.isInteger(min) || min < 1)
    throw new TypeError("`min` must be a whole number above 0");
  if (min * step > byteLength)
    throw new RangeError("`min` is more than the view has room for");
  const bytes = $takeBytes(view);
  const make = (count) => new constructor(bytes.buffer, byteOffset, count);
  return { bytes, step, least: min * step, make };
}

Object.setPrototypeOf($ByobReader.prototype, $EngineByobReader.prototype);

$EngineStream.prototype.getReader = function getReader(options) {
  const source = options?.mode === "byob" ? $byteSources.get(this) : undefined;
  return source === undefined
    ? $engineGetReader.call(this, options)
    : new $ByobReader(this, source);
};

globalThis.ReadableStreamBYOBReader = new Proxy($EngineByobReader, {
  construct(engines, [stream], target) {
    const source = $byteSources.get(stream);
    return source === undefined
      ? Reflect.construct(engines, [stream], target)
      : new $ByobReader(stream, source);
  },
});

// ---------------------------------------------------------------- streams of user code

/** What user code writes a stream of bytes with. */
class $ByteController {
  #source;

  constructor(source) {
    this.#source = source;
  }

  get byobRequest() {
    return this.#source.request();
  }

  get desiredSize() {
    return this.#source.desiredSize();
  }

  enqueue(chunk) {
    $checkView(chunk, "`enqueue`");
    if (chunk.byteLength === 0)
      throw new TypeError("`enqueue` needs a view of some bytes");
    this.#source.expectOpen();
    this.#source.endRequest();
    this.#source.arrive($takeBytes(chunk));
  }

  close() {
    this.#source.expectOpen();
    this.#source.close();
  }

  error(reason) {
    this.#source.fail(reason);
  }
}

Object.setPrototypeOf(
  $ByteController.prototype,
  ReadableByteStreamController.prototype,
);

/** Room for bytes that a read waits for. */
class $ByobRequest {
  #source;
  #view;

  constructor(source, room) {
    this.#source = source;
    this.#view = new Uint8Array(room);
  }

  get view() {
    return this.#view;
  }

  respond(count) {
    const view = this.#expectView();
    const bytes = Math.trunc(Number(count));
    if (!(bytes >= 0))
      throw new TypeError(
        `\`respond\` needs a number of bytes, not ${$show(count)}`,
      );
    this.#answer(bytes, () => {
      if (bytes > view.byteLength)
        throw new RangeError(
          "`respond` with more bytes than there is room for",
        );
      return $takeBytes(view).subarray(0, bytes);
    });
  }

  respondWithNewView(given) {
    $checkView(given, "`respondWithNewView`");
    const view = this.#expectView();
    this.#answer(given.byteLength, () => {
      const isSame =
        given.byteOffset === view.byteOffset &&
        given.buffer.byteLength === view.buffer.byteLength &&
        given.byteLength <= view.byteLength;
      if (!isSame)
        throw new RangeError(
          "`respondWithNewView` needs a view of the buffer that was offered",
        );
      return $takeBytes(given);
    });
  }

  /** It was answered by other means. */
  end() {
    this.#view = null;
  }

  #expectView() {
    if (this.#view === null)
      throw new TypeError("this request for bytes is over");
    return this.#view;
  }

  #answer(count, take) {
    const isOpen = this.#source.isOpen();
    if (isOpen && count === 0)
      throw new TypeError("a stream that goes on needs some bytes");
    if (!isOpen && count !== 0)
      throw new TypeError("a stream that is closed takes no bytes");
    const bytes = isOpen ? take() : undefined;
    this.#source.endRequest();
    if (bytes !== undefined) this.#source.arrive(bytes);
  }
}

Object.setPrototypeOf(
  $ByobRequest.prototype,
  ReadableStreamBYOBRequest.prototype,
);

/** The plain source under a stream of bytes that user code makes. */
class $ByteSource {
  rest = $nothingLeft;
  wanted = 0;
  #given;
  #limit;
  #automatic;
  #inner;
  #controller = new $ByteController(this);
  #request = null;
  #queue = [];
  #queued = 0;
  /** `open`, `closing` when no more bytes come, then `closed`, or `failed`. */
  #state = "open";
  /** A read that waits for bytes: what it has room for, and how it hears of them. */
  #asked = undefined;
  /** A reader with a buffer of its own has a piece, and may put some of it back. */
  #isLent = false;
  #isStarted = false;
  #isPulling = false;
  #isPulledAgain = false;

  constructor(given, strategy) {
    const { highWaterMark = 0, size } = strategy ?? {};
    if (size !== undefined)
      throw new RangeError("a stream of bytes has no `size` for its pieces");
    this.#limit = Number(highWaterMark);
    if (!(this.#limit >= 0))
      throw new RangeError("`highWaterMark` must be a number from 0");
    const { autoAllocateChunkSize } = given;
    this.#automatic = Math.trunc(Number(autoAllocateChunkSize ?? 0));
    if (autoAllocateChunkSize !== undefined && !(this.#automatic > 0))
      throw new TypeError("`autoAllocateChunkSize` must be a number above 0");
    this.#given = given;
  }

  // What the plain stream calls.

  start(inner) {
    this.#inner = inner;
    const started = this.#given.start?.(this.#controller);
    return $Promise.resolve(started).then(
      () => {
        this.#isStarted = true;
        this.#pull();
      },
      (error) => this.fail(error),
    );
  }

  pull() {
    const { wanted } = this;
    this.wanted = 0;
    this.#isLent = false;
    const next = this.rest.length === 0 ? this.#shift() : this.rest;
    if (next !== undefined) {
      this.rest = $nothingLeft;
      this.#hand(next, wanted);
      this.#pull();
      return undefined;
    }
    if (this.#state === "closing") return this.#finish();
    return new $Promise((resolve) => {
      this.#asked = { wanted, room: wanted || this.#automatic, resolve };
      this.#pull();
    });
  }

  cancel(reason) {
    this.#end("closed");
    return this.#given.cancel?.(reason);
  }

  // What a reader with a buffer of its own calls.

  get isReady() {
    return this.#queue.length !== 0;
  }

  putBack(rest) {
    this.rest = rest;
    this.#isLent = false;
    this.#finishIfEmpty();
    this.#pull();
  }

  // What user code calls, by its controller and its request.

  desiredSize() {
    if (this.#state === "failed") return null;
    if (this.#state === "closed") return 0;
    return this.#limit - this.#queued - this.rest.length;
  }

  isOpen() {
    return this.#state === "open";
  }

  expectOpen() {
    if (this.#state !== "open")
      throw new TypeError("the stream has been closed already");
  }

  request() {
    const room = this.#asked?.room ?? 0;
    if (this.#request === null && room > 0)
      this.#request = new $ByobRequest(this, room);
    return this.#request;
  }

  endRequest() {
    this.#request?.end();
    this.#request = null;
  }

  arrive(bytes) {
    const asked = this.#asked;
    if (asked === undefined) {
      this.#queue.push(bytes);
      this.#queued += bytes.length;
    } else {
      this.#asked = undefined;
      this.#hand(bytes, asked.wanted);
      asked.resolve();
    }
    this.#pull();
  }

  close() {
    // Sources answer a request with no bytes after they have closed.
    this.request();
    this.#state = "closing";
    this.#finishIfEmpty();
  }

  fail(reason) {
    if (this.#state !== "open" && this.#state !== "closing") return;
    this.#end("failed");
    this.#inner.error(reason);
  }

  #shift() {
    const next = this.#queue.shift();
    this.#queued -= next?.length ?? 0;
    return next;
  }

  #hand(bytes, wanted) {
    this.#isLent = wanted !== 0;
    this.#inner.enqueue(bytes);
    this.#finishIfEmpty();
  }

  #finishIfEmpty() {
    const isEmpty = this.#queue.length === 0 && this.rest.length === 0;
    if (this.#state === "closing" && isEmpty && !this.#isLent) this.#finish();
  }

  #finish() {
    this.#state = "closed";
    this.#inner.close();
    this.#asked?.resolve();
    this.#asked = undefined;
  }

  #end(state) {
    this.#state = state;
    this.endRequest();
    this.rest = $nothingLeft;
    this.#queue = [];
    this.#queued = 0;
    this.#asked?.resolve();
    this.#asked = undefined;
  }

  /** Asks the user's source for bytes, if a read waits for them or there is room. */
  #pull() {
    const isWanted = this.#asked !== undefined || this.desiredSize() > 0;
    if (!this.#isStarted || this.#state !== "open" || !isWanted) return;
    this.#isPulledAgain = this.#isPulling;
    if (this.#isPulling) return;
    this.#isPulling = true;
    const pulled = new $Promise((resolve) =>
      resolve(this.#given.pull?.(this.#controller)),
    );
    pulled.then(
      () => {
        this.#isPulling = false;
        if (this.#isPulledAgain) this.#pull();
      },
      (error) => this.fail(error),
    );
  }
}

/** Makes what the engine would make, but for streams of bytes. */
globalThis.ReadableStream = new Proxy($EngineStream, {
  construct(engines, args, target) {
    const [given, strategy] = args;
    const type = given?.type;
    if (type === undefined) return Reflect.construct(engines, args, target);
    if (`${type}` !== "bytes")
      throw new TypeError(`the \`type\` of a stream can't be ${$show(type)}`);
    const source = new $ByteSource(given, strategy);
    const plain = [source, { highWaterMark: 0 }];
    const stream = Reflect.construct(engines, plain, target);
    $byteSources.set(stream, source);
    return stream;
  },
});
$EngineStream.prototype.constructor = ReadableStream;

// ---------------------------------------------------------------- both branches

$EngineStream.prototype.tee = function tee() {
  return $byteSources.has(this) ? $teeBytes(this) : $engineTee.call(this);
};

/** Two streams of the same bytes: each piece is read once, and the second branch has a copy of it. */
function $teeBytes(stream) {
  const reader = $engineGetReader.call(stream);
  const branches = [{}, {}];
  const open = () => branches.filter(({ isOver }) => !isOver);
  const fail = (error) => {
    for (const { controller } of open()) controller.error(error);
  };
  const { promise: left, resolve } = $Promise.withResolvers();
  let reading;
  const next = async () => {
    const { done, value } = await reader.read();
    reading = undefined;
    for (const branch of open()) {
      branch.isOver = done;
      if (done) branch.controller.close();
      else branch.controller.enqueue(value.slice());
    }
  };
  reader.closed.then(undefined, fail);
  return branches.map((branch) => {
    const start = (controller) => {
      branch.controller = controller;
    };
    const pull = () => (reading ??= next());
    const cancel = (reason) => {
      branch.isOver = true;
      branch.reason = reason;
      if (open().length === 0)
        resolve(reader.cancel(branches.map(({ reason }) => reason)));
      return left;
    };
    return new ReadableStream({ type: "bytes", start, pull, cancel });
  });
}
