package witloom.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import wit.wasi.io.imports.Streams;
import wit.wasi.io.imports.Streams.StreamError;
import wit.wasi.io.imports.Streams.StreamErrorException;

/** Where a response's body goes: each write waits until there is room for it. */
final class BodyWriter extends OutputStream {
  /** Bytes that cross the border at once, at most. */
  private static final int PIECE = 65536;

  private final Streams.OutputStream stream;

  BodyWriter(Streams.OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    int at = from;
    while (at < from + count) {
      at += some(bytes, at, Math.min(from + count - at, PIECE));
    }
  }

  /** Writes what there is room for, or waits until there is some. */
  private int some(byte[] bytes, int at, int count) throws IOException {
    try {
      long room = stream.checkWrite();
      if (room == 0) {
        try (var ready = stream.subscribe()) {
          ready.block();
        }
        return 0;
      }
      // As every length of the border it has no sign.
      int some = room > 0 ? (int) Math.min(room, count) : count;
      stream.write(Arrays.copyOfRange(bytes, at, at + some));
      return some;
    } catch (StreamErrorException end) {
      throw closed(end.value());
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      stream.blockingFlush();
    } catch (StreamErrorException end) {
      throw closed(end.value());
    }
  }

  @Override
  public void close() {
    stream.close();
  }

  private static IOException closed(StreamError end) {
    if (end instanceof StreamError.LastOperationFailed failed) {
      try (var error = failed.value()) {
        return new IOException("the response's body can't be written: " + error.toDebugString());
      }
    }
    return new IOException("nobody reads the response's body");
  }
}
