package witloom.rt;

import java.util.concurrent.CancellationException;

/** The readable end of a stream or future. */
final class Readable extends Moving {
  /** Bytes that a buffer for elements has at most. */
  private static final int BUFFER = 1 << 20;

  private final Payload<?> payload;
  private int end;
  private int given;
  private boolean busy;
  private boolean ended;

  /** The read under way. */
  private Waiting reading;

  Readable(Payload<?> payload, int end) {
    this.payload = payload;
    this.end = end;
  }

  /** Whether it was neither closed nor passed on, and its writer may be there. */
  boolean isOpen() {
    return end != 0;
  }

  /** Reads at least one element to an address; how many, 0 once the writer is gone. */
  private int read(int address, int count) {
    int status = payload.read(end, address, count);
    if (status == Core.BLOCKED) {
      reading = Waiting.copy(end, payload, true);
      status = Tasks.await(reading, true);
      reading = null;
    }
    int state = status & 15;
    if (state == Core.DROPPED) {
      ended = true;
      close();
    }
    if (state == Core.CANCELLED && status >>> 4 == 0) {
      if (end == 0) {
        throw closed();
      }
      Thread.interrupted();
      throw new CancellationException(
          "reading a " + payload.name + " was cancelled: the thread was interrupted");
    }
    return payload.single && state == 0 ? 1 : status >>> 4;
  }

  /** Begins to read; false once the writer is gone. */
  private boolean begin() {
    if (ended) {
      return false;
    }
    if (end == 0) {
      throw closed();
    }
    if (busy) {
      throw new IllegalStateException("another thread reads this " + payload.name);
    }
    if (Thread.interrupted()) {
      throw new CancellationException(
          "reading a " + payload.name + " was cancelled: the thread was interrupted");
    }
    Tasks.checkWait();
    busy = true;
    return true;
  }

  /** Reads bytes into an array; how many, -1 once the writer is gone. */
  int bytes(byte[] to, int from, int count) {
    if (!begin()) {
      return -1;
    }
    int size = Math.min(count, BUFFER);
    int block = Arena.get(size);
    try {
      for (int got; !ended; ) {
        if ((got = read(block, size)) > 0) {
          Mem.load8(block, to, from, got);
          return got;
        }
      }
      return -1;
    } finally {
      busy = false;
      Arena.release(block, size);
    }
  }

  /** Reads some elements, and lifts them into an array; how many, 0 once the writer is gone. */
  <T> int elements(Payload<T> payload, Object[] to) {
    if (!begin()) {
      return 0;
    }
    int size = Math.max(payload.stride * to.length, 1);
    int block = Arena.get(size);
    try {
      for (int got; !ended; ) {
        if ((got = read(block, to.length)) > 0) {
          for (int n = 0; n < got; n++) {
            to[n] = payload.lift(block + n * payload.stride);
          }
          return got;
        }
      }
      return 0;
    } finally {
      busy = false;
      Arena.release(block, size);
    }
  }

  /** Drops the end, once; a read that is under way ends. */
  void close() {
    if (end == 0) {
      return;
    }
    int handle = end;
    end = 0;
    if (reading != null) {
      reading.stop();
    }
    payload.dropReadable(handle);
  }

  /** The handle, which moves to the receiver when the call happens. */
  int pass() {
    if (busy) {
      throw new IllegalStateException(
          Lower.subject + ": another thread reads this " + payload.name);
    }
    if (end == 0) {
      throw new IllegalStateException(Lower.subject + ": " + closed().getMessage());
    }
    given = end;
    end = 0;
    add(this);
    return given;
  }

  @Override
  void restore() {
    end = given;
  }

  @Override
  void drop() {
    restore();
    close();
  }

  private IllegalStateException closed() {
    return new IllegalStateException("this " + payload.name + " was closed or passed on");
  }
}
