// Streams and futures: what user code reads for a readable end that came, and what writes to one that it gave.
//
// Memory that the other side reads or writes stays until the operation is over. An end that user code did not touch
// goes on as it is when it is given away, so that the bytes never pass through here.

/** Readers of the streams that user code has. */
const $readers = new WeakMap();
const $firstChunk = 1 << 16;
const $lastChunk = 1 << 20;

/** What streams or futures of one payload have in common. */
class $Ends {
  /**
   * `names` are the core functions of the payload's ends, `shape` is its name among payloads that may go on as they are,
   * `batch` how many elements a read asks for. The glue sets how one element is described, read and stored.
   */
  constructor(module, names, shape, stride, batch) {
    [
      this.create,
      this.read,
      this.write,
      this.cancelRead,
      this.cancelWrite,
      this.dropReadable,
      this.dropWritable,
    ] = names.map((name) => $bind(module, name));
    this.shape = shape;
    this.isBytes = shape === "u8";
    this.stride = stride;
    this.batch = batch;
    this.describe = () => undefined;
    this.load = () => undefined;
    this.store = () => {};
  }

  /** Lowers elements into a block of their own. */
  lower(values) {
    const mark = $keep();
    try {
      const block = $alloc(Math.max(1, values.length * this.stride), 8);
      values.forEach((value, i) => this.store(value, block + i * this.stride));
      return { block, moved: $moved.splice(0), blocks: $kept(mark) };
    } catch (error) {
      $restoreMoved();
      $free($kept(mark));
      throw error;
    }
  }
}

/** Takes back what was lowered: the other side has taken it, or never will. */
function $unlower({ moved, blocks }, taken) {
  $moved.push(...moved);
  if (taken) $settleMoved();
  else $restoreMoved();
  $free(blocks);
}

/** An operation on an end: calls `done` with its status, now or in a later entry. */
function $copy(handle, status, done) {
  if (status >>> 0 !== $blockedCopy) return done(status >>> 0);
  $watch(handle, (status) => {
    $unwatch(handle);
    done(status);
  });
}

// ---------------------------------------------------------------- streams

class $Streams extends $Ends {
  /** A stream of what the other side writes. */
  take(handle) {
    const reader = new $Reader(this, handle);
    const stream = new $EngineStream(reader, { highWaterMark: 0 });
    $readers.set(stream, reader);
    if (this.isBytes) $byteSources.set(stream, reader);
    return stream;
  }

  /** A readable end for what user code gives; it is written once it has moved. */
  give(source) {
    const reader = $readers.get(source);
    if ($goesOn(reader, this) && !source.locked) {
      const handle = reader.handle;
      reader.handle = 0;
      $moved.push($forwards, reader, handle);
      return handle;
    }
    if (!$isSource(source)) $bad();
    const [readable, writable] = $halves(this.create());
    $moved.push(this, { source, readable }, writable);
    return readable;
  }

  settle({ source }, writable) {
    const writer = new $Writer(this, writable);
    $Promise.resolve().then(() => writer.run(source));
  }

  restore({ readable }, writable) {
    this.dropReadable(readable);
    this.dropWritable(writable);
  }
}

/** Ends that go on as they are. */
const $forwards = {
  settle() {},
  restore(reader, handle) {
    reader.handle = handle;
  },
};

/** Whether nobody has read, so that the end may go on to where ends of the same payload are wanted. */
const $goesOn = (reader, ends) =>
  reader?.isFresh === true &&
  reader.handle !== 0 &&
  (reader.ends === ends ||
    (ends.shape !== undefined && reader.ends.shape === ends.shape));

const $isSource = (source) =>
  typeof source === "object" &&
  source !== null &&
  (typeof source[Symbol.asyncIterator] === "function" ||
    typeof source[Symbol.iterator] === "function" ||
    typeof source.getReader === "function");

/** The source under a `ReadableStream`: reads when user code does. */
class $Reader {
  constructor(ends, handle) {
    this.ends = ends;
    this.handle = handle;
    this.where = $running();
    this.isFresh = true;
    this.isReading = false;
    this.block = 0;
    this.count = 0;
    // As a source of bytes.
    this.rest = $nothingLeft;
    this.wanted = 0;
    this.isReady = false;
    /** What closes the stream when its last piece was taken. */
    this.finish = undefined;
  }

  room() {
    const { stride, batch, isBytes } = this.ends;
    if (this.block !== 0 && !this.isFull) return;
    const most = isBytes ? $lastChunk : batch;
    const wanted = isBytes ? Math.max($firstChunk, this.count * 2) : batch;
    const count = Math.min(wanted, most);
    if (count === this.count) return;
    if (this.block !== 0) $dealloc(this.block);
    this.count = count;
    this.block = $persist(0, 0, 8, Math.max(1, count * stride));
  }

  pull(controller) {
    const { rest, wanted } = this;
    this.wanted = 0;
    if (rest.length !== 0) {
      controller.enqueue(rest);
      this.putBack($nothingLeft);
      return undefined;
    }
    if (this.finish !== undefined) return this.finish();
    if (this.handle === 0)
      throw new TypeError("the stream was given away before it was read");
    this.isFresh = false;
    this.room();
    this.isReading = true;
    const asked = Math.min(wanted || this.count, this.count);
    return new $Promise((resolve) => {
      const status = this.ends.read(this.handle, this.block, asked);
      $copy(this.handle, status, (status) => {
        this.isReading = false;
        this.arrived(controller, status, wanted !== 0);
        resolve();
      });
    });
  }

  /** Elements came; of bytes, the reader may put some back. */
  arrived(controller, status, isLent) {
    const count = status >>> 4;
    if ($memory.buffer !== $buffer) $refresh();
    try {
      this.isFull = count === this.count;
      if (this.ends.isBytes) {
        if (count !== 0)
          controller.enqueue($u8.slice(this.block, this.block + count));
      } else {
        for (const value of this.values(count)) controller.enqueue(value);
      }
      if ((status & 15) !== $droppedCopy) return;
      this.close();
      this.finish = () => {
        this.finish = undefined;
        controller.close();
      };
      if (!isLent || count === 0) this.finish();
    } catch (error) {
      $trap(this.where, error, "stream of");
    }
  }

  putBack(rest) {
    this.rest = rest;
    if (rest.length === 0) this.finish?.();
  }

  values(count) {
    return Array.from({ length: count }, (_, i) =>
      this.ends.load(this.block + i * this.ends.stride),
    );
  }

  /** User code reads no more. */
  cancel() {
    this.finish = undefined;
    if (this.handle === 0) return;
    this.isFresh = false;
    if (this.isReading) {
      this.isReading = false;
      $unwatch(this.handle);
      const count = this.ends.cancelRead(this.handle) >>> 4;
      if (!this.ends.isBytes) this.values(count).forEach($discard);
    }
    this.close();
  }

  close() {
    this.ends.dropReadable(this.handle);
    this.handle = 0;
    if (this.block !== 0) $dealloc(this.block);
    this.block = 0;
  }
}

/** Writes what user code gives, until the other side reads no more. */
class $Writer {
  constructor(ends, handle) {
    this.ends = ends;
    this.handle = handle;
    this.where = $running();
    this.block = 0;
    this.size = 0;
  }

  async run(source) {
    try {
      await this.all(source);
    } catch (error) {
      $trap(this.where, error, "stream of");
    }
    this.ends.dropWritable(this.handle);
    if (this.block !== 0) $dealloc(this.block);
  }

  async all(source) {
    if (this.ends.isBytes && ArrayBuffer.isView(source)) {
      await this.bytes(source);
    } else if (Array.isArray(source) || ArrayBuffer.isView(source)) {
      const size = this.ends.isBytes ? 1 : this.ends.batch;
      for (let at = 0; at < source.length; at += size)
        if (!(await this.some(source.slice(at, at + size)))) return;
    } else {
      for await (const value of source) if (!(await this.some([value]))) return;
    }
  }

  /** Writes some values; says whether the other side reads on. */
  async some(values) {
    if (this.ends.isBytes) return this.bytes(values[0]);
    return this.values(Array.from(values));
  }

  async bytes(chunk) {
    if (!(chunk instanceof Uint8Array)) {
      const given = $show(chunk);
      throw new TypeError(
        `what a \`stream<u8>\` gives must be a Uint8Array, not ${given}`,
      );
    }
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + $lastChunk);
      this.room(part.length);
      if ($memory.buffer !== $buffer) $refresh();
      $u8.set(part, this.block);
      const status = await this.write(this.block, part.length);
      at += status >>> 4;
      if ((status & 15) === $droppedCopy) return false;
    }
    return true;
  }

  room(size) {
    if (size <= this.size) return;
    if (this.block !== 0) $dealloc(this.block);
    this.size = size;
    this.block = $persist(0, 0, 8, size);
  }

  async values(values) {
    let lowered;
    try {
      lowered = this.ends.lower(values);
    } catch (error) {
      throw $wrongElement(error, values, this.ends);
    }
    let done = 0;
    let status = 0;
    while (done < values.length && (status & 15) !== $droppedCopy) {
      const at = lowered.block + done * this.ends.stride;
      status = await this.write(at, values.length - done);
      done += status >>> 4;
    }
    $unlower(lowered, done === values.length);
    return (status & 15) !== $droppedCopy;
  }

  write(block, count) {
    return new $Promise((resolve) => {
      $copy(this.handle, this.ends.write(this.handle, block, count), resolve);
    });
  }
}

function $wrongElement(error, values, { describe }) {
  const type = describe();
  for (const value of type === undefined ? [] : values) {
    const found = $find(value, type, "value");
    if (found !== undefined)
      return new TypeError(
        `\`${found.path}\` of a stream or future must be ${found.expected}, not ${found.actual}`,
      );
  }
  return error;
}

// ---------------------------------------------------------------- futures

/** The promise of a future: reads when somebody waits for it. */
class $Future extends $Promise {
  static get [Symbol.species]() {
    return $Promise;
  }

  /** Set once; a promise's own constructor calls no more than its executor. */
  reader = undefined;

  then(fulfilled, rejected) {
    this.reader?.begin();
    return super.then(fulfilled, rejected);
  }

  /** Lets go of a value that nobody has waited for. */
  [Symbol.dispose]() {
    this.reader?.drop();
  }
}

class $FutureReader {
  constructor(ends, handle, resolve, reject) {
    this.ends = ends;
    this.handle = handle;
    this.where = $running();
    this.isFresh = true;
    this.resolve = resolve;
    this.reject = reject;
  }

  begin() {
    if (!this.isFresh) return;
    this.isFresh = false;
    if (this.handle === 0) {
      const gone = "the future was given away before it was awaited";
      return this.reject(new TypeError(gone));
    }
    const block = $persist(0, 0, 8, Math.max(1, this.ends.stride));
    const status = this.ends.read(this.handle, block);
    $copy(this.handle, status, () => {
      if ($memory.buffer !== $buffer) $refresh();
      try {
        const value = this.ends.load(block);
        $dealloc(block);
        this.ends.dropReadable(this.handle);
        this.resolve(value);
      } catch (error) {
        $trap(this.where, error, "future of");
      }
    });
  }

  drop() {
    if (!this.isFresh || this.handle === 0) return;
    this.isFresh = false;
    this.ends.dropReadable(this.handle);
  }
}

class $Futures extends $Ends {
  take(handle) {
    let reader;
    const future = new $Future((resolve, reject) => {
      reader = new $FutureReader(this, handle, resolve, reject);
    });
    future.reader = reader;
    return future;
  }

  give(source) {
    const reader = source instanceof $Future ? source.reader : undefined;
    if ($goesOn(reader, this)) {
      const handle = reader.handle;
      reader.handle = 0;
      $moved.push($forwards, reader, handle);
      return handle;
    }
    const [readable, writable] = $halves(this.create());
    $moved.push(this, { source, readable }, writable);
    return readable;
  }

  settle({ source }, writable) {
    const where = $running();
    $Promise.resolve(source).then(
      (value) => this.send(where, writable, value),
      (error) => $trap(where, error, "future of"),
    );
  }

  /** A future's writable end may go only when it was written to, be it in vain. */
  restore({ readable }, writable) {
    this.dropReadable(readable);
    this.write(writable, $heapStart);
    this.dropWritable(writable);
  }

  send(where, writable, value) {
    let lowered;
    try {
      lowered = this.lower([value]);
    } catch (error) {
      return $trap(where, $wrongElement(error, [value], this), "future of");
    }
    $copy(writable, this.write(writable, lowered.block), (status) => {
      $unlower(lowered, (status & 15) !== $droppedCopy);
      this.dropWritable(writable);
    });
  }
}

// ---------------------------------------------------------------- checks

$finders.stream = (value, _type, path) =>
  $isSource(value)
    ? undefined
    : $misfit(path, "a stream (a ReadableStream or an iterable)", value);
$finders.future = () => undefined;
