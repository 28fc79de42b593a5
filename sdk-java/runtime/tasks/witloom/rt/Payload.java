package witloom.rt;

import java.io.IOException;
import java.io.InputStream;

/**
 * How the elements of a stream, or the value of a future, cross. For generated code.
 *
 * @param <T> the elements
 */
public abstract class Payload<T> {
  /** Bytes that a pump begins with, and has at most. */
  private static final int LEAST = 1 << 16;

  private static final int MOST = 1 << 20;

  final String name;
  final int stride;

  /** Of a future, whose copies have no counts. */
  final boolean single;

  /** Elements have owners, so that none may be read before somebody wants it. */
  final boolean owned;

  protected Payload(String name, int stride, boolean single, boolean owned) {
    this.name = name;
    this.stride = stride;
    this.single = single;
    this.owned = owned;
  }

  protected abstract long create();

  protected abstract int read(int end, int address, int count);

  protected abstract int write(int end, int address, int count);

  protected abstract int cancelRead(int end);

  protected abstract int cancelWrite(int end);

  protected abstract void dropReadable(int end);

  protected abstract void dropWritable(int end);

  /** The element at an address. */
  protected T lift(int address) {
    throw new IllegalStateException("nothing of " + name + " comes here");
  }

  /** Puts an element at an address. */
  protected void lower(int address, T value) {
    throw new IllegalStateException("nothing of " + name + " goes from here");
  }

  public final InputStream bytes(int end) {
    return new ByteStream(new Readable(this, end));
  }

  public final ItemStream<T> items(int end) {
    return new Items<>(this, new Readable(this, end));
  }

  public final Future<T> future(int end) {
    return new Coming<>(this, new Readable(this, end));
  }

  /** The readable end of a stream of bytes. */
  public final int lowerBytes(InputStream source) {
    Lower.present(source, name);
    if (source instanceof ByteStream && ((ByteStream) source).isUnread()) {
      return ((ByteStream) source).end.pass();
    }
    return made(writable -> pump(writable, source));
  }

  /** The readable end of a stream. */
  public final int lowerItems(ItemStream<T> source) {
    Lower.present(source, name);
    if (source instanceof Items && ((Items<T>) source).isUnread()) {
      return ((Items<T>) source).end.pass();
    }
    return made(writable -> pump(writable, source));
  }

  /** The readable end of a future. */
  public final int lowerFuture(Future<T> source) {
    Lower.present(source, name);
    if (source instanceof Coming && ((Coming<T>) source).end.isOpen()) {
      return ((Coming<T>) source).end.pass();
    }
    return made(
        writable -> {
          T value;
          try {
            value = source.get();
          } catch (RuntimeException problem) {
            throw failed(problem);
          }
          write(writable, value);
          dropWritable(writable);
          source.close();
        });
  }

  private interface Writer {
    void write(int writable);
  }

  /**
   * Makes both ends, and gives the writable one to a thread, which an unwanted readable end stops.
   */
  private int made(Writer writer) {
    if (Tasks.current == null) {
      throw new IllegalStateException(
          Lower.subject
              + ": nothing is left to write a "
              + name
              + " once a function has returned that is no `async func`");
    }
    long ends = create();
    int readable = (int) ends;
    Moving.add(new Orphan(this, readable));
    new Thread(() -> writer.write((int) (ends >>> 32)), name + ", " + Lower.subject).start();
    return readable;
  }

  private static final class Orphan extends Moving {
    private final Payload<?> payload;
    private final int end;

    Orphan(Payload<?> payload, int end) {
      this.payload = payload;
      this.end = end;
    }

    @Override
    void restore() {
      payload.dropReadable(end);
    }

    @Override
    void drop() {
      restore();
    }
  }

  private IllegalStateException failed(Exception problem) {
    return new IllegalStateException(
        "the source of a " + name + " failed after it was handed over", problem);
  }

  private void pump(int writable, InputStream source) {
    try {
      byte[] bytes = new byte[LEAST];
      for (int count; (count = source.read(bytes)) >= 0; ) {
        if (!write(writable, bytes, count)) {
          break;
        }
        if (count == bytes.length && count < MOST) {
          bytes = new byte[4 * count];
        }
      }
      dropWritable(writable);
      source.close();
    } catch (IOException | RuntimeException problem) {
      throw failed(problem);
    }
  }

  private void pump(int writable, ItemStream<T> source) {
    try {
      while (source.hasNext() && write(writable, source.next())) {
        // Goes on until either side has enough.
      }
      dropWritable(writable);
      source.close();
    } catch (RuntimeException problem) {
      throw failed(problem);
    }
  }

  /** Writes bytes; false when the reader is gone. */
  private boolean write(int writable, byte[] bytes, int count) {
    int block = Arena.get(count);
    Mem.store8(block, bytes, 0, count);
    int sent = 0;
    int status = 0;
    while (sent < count && (status & 15) == 0) {
      status = copied(writable, write(writable, block + sent, count - sent));
      sent += status >>> 4;
    }
    Arena.release(block, count);
    return (status & 15) == 0;
  }

  /** Writes an element; false when the reader is gone. */
  private boolean write(int writable, T value) {
    Call call = Call.element("element of `" + name + "`");
    try {
      int address = Arena.take(Math.max(stride, 1), 8);
      lower(address, value);
      call.lowered();
      int status = copied(writable, write(writable, address, 1));
      boolean taken = single ? (status & 15) == 0 : status >>> 4 == 1;
      if (taken) {
        call.taken();
      } else {
        call.dropped();
      }
      return (status & 15) == 0;
    } finally {
      call.end();
    }
  }

  private int copied(int writable, int status) {
    return status == Core.BLOCKED
        ? Tasks.await(Waiting.copy(writable, this, false), false)
        : status;
  }
}
