package witloom.rt;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The readable end of a {@code stream<u8>}. */
final class ByteStream extends InputStream {
  /** Bytes that are read at least. */
  private static final int AHEAD = 8192;

  final Readable end;
  private byte[] ahead;
  private int at;
  private int size;

  ByteStream(Readable end) {
    this.end = end;
  }

  /** Whether the end is all that there is. */
  boolean isUnread() {
    return at == size && end.isOpen();
  }

  @Override
  public int read() throws IOException {
    return at < size || fill() ? ahead[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, to.length);
    if (count == 0) {
      return 0;
    }
    if (at == size && count >= AHEAD) {
      return end.bytes(to, from, count);
    }
    if (at == size && !fill()) {
      return -1;
    }
    int some = Math.min(count, size - at);
    System.arraycopy(ahead, at, to, from, some);
    at += some;
    return some;
  }

  private boolean fill() {
    if (ahead == null) {
      ahead = new byte[AHEAD];
    }
    at = 0;
    size = 0;
    size = Math.max(end.bytes(ahead, 0, AHEAD), 0);
    return size > 0;
  }

  @Override
  public int available() {
    return size - at;
  }

  @Override
  public void close() {
    at = size;
    end.close();
  }
}
