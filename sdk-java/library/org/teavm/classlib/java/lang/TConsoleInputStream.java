package org.teavm.classlib.java.lang;

import java.io.IOException;
import java.util.Objects;
import org.teavm.classlib.java.io.TInputStream;
import witloom.lib.Stdin;

/** {@code System.in}; TeaVM's own ends at once with an exception. */
class TConsoleInputStream extends TInputStream {
  private final byte[] one = new byte[1];

  @Override
  public int read() throws IOException {
    return Stdin.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, to.length);
    return Stdin.read(to, from, count);
  }

  @Override
  public int available() {
    return Stdin.available();
  }
}
