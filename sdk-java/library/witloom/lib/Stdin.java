package witloom.lib;

import java.io.IOException;
import witloom.rt.Arena;
import witloom.rt.Lift;
import witloom.rt.Mem;

/** Standard input. */
public final class Stdin {
  private static final int CLOSED = 1;

  private static boolean opened;
  private static int stream;
  private static boolean ended;
  private static byte[] buffer = new byte[0];
  private static int at;

  private Stdin() {}

  /** Bytes that can be read without waiting. */
  public static int available() {
    return buffer.length - at;
  }

  /** Reads at least one byte; -1 at the end. */
  public static int read(byte[] to, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (available() == 0 && !fill()) {
      return -1;
    }
    int taken = Math.min(count, available());
    System.arraycopy(buffer, at, to, from, taken);
    at += taken;
    return taken;
  }

  private static boolean fill() throws IOException {
    while (!ended) {
      if (!opened) {
        stream = Wasi.getStdin();
        opened = true;
      }
      int mark = Arena.mark();
      try {
        int area = Arena.take(12, 4);
        Wasi.blockingRead(stream, 4096, area);
        if (Mem.getU8(area) != 0) {
          ended = true;
          if (Mem.getU8(area + 4) != CLOSED) {
            throw new IOException("standard input can't be read");
          }
          return false;
        }
        buffer = Lift.list8(Mem.getS32(area + 4), Mem.getS32(area + 8));
        at = 0;
      } finally {
        Arena.reset(mark);
      }
      if (buffer.length > 0) {
        return true;
      }
    }
    return false;
  }
}
