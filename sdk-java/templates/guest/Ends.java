package matrix;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import witloom.rt.Future;
import witloom.rt.ItemStream;

/** Streams and futures: how they are given, and what was in those that came. */
final class Ends {
  /** What was in those that were read, which can be done once. */
  private static final Map<Object, Script.Parts> READ = new IdentityHashMap<>();

  private Ends() {}

  /** What a stream or a future has in it; null for anything else. */
  static Script.Parts of(Object value) {
    Script.Parts parts = READ.get(value);
    if (parts == null) {
      if (value instanceof InputStream bytes) {
        parts = new Script.Parts("bytes", (Object) all(bytes));
      } else if (value instanceof ItemStream<?> items) {
        List<Object> all = new ArrayList<>();
        items.forEachRemaining(all::add);
        parts = new Script.Parts("items", all.toArray());
      } else if (value instanceof Future<?> future) {
        parts = new Script.Parts("future", new Object[] {future.get()});
      } else {
        return null;
      }
      READ.put(value, parts);
    }
    return parts;
  }

  private static byte[] all(InputStream bytes) {
    try {
      return bytes.readAllBytes();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** A stream of bytes, in pieces of a size with pauses between them. */
  static InputStream bytes(int size, byte[] bytes) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        return at < bytes.length ? bytes[at++] & 0xff : -1;
      }

      @Override
      public int read(byte[] to, int start, int length) {
        if (at == bytes.length) {
          return -1;
        }
        Thread.yield();
        int count = Math.min(Math.min(size, length), bytes.length - at);
        System.arraycopy(bytes, at, to, start, count);
        at += count;
        return count;
      }
    };
  }

  /** A stream of items, with a pause after so many of them. */
  static <T> ItemStream<T> items(int size, List<T> items) {
    return ItemStream.written(
        sink -> {
          int count = 0;
          for (T item : items) {
            if (count++ % size == 0) {
              Thread.yield();
            }
            sink.put(item);
          }
        });
  }

  /** The same. */
  static <T> ItemStream<T> items(int size, T[] items) {
    return items(size, Arrays.asList(items));
  }

  /** A future that comes after a pause. */
  static <T> Future<T> later(T value) {
    return Future.async(
        () -> {
          Thread.yield();
          return value;
        });
  }
}
