package org.teavm.classlib.java.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import witloom.lib.OpenFile;

/** Reads a file of a granted folder; a file that can't be opened says why, as on a JDK. */
public class TFileInputStream extends InputStream {
  private final OpenFile file;
  private final byte[] one = new byte[1];

  public TFileInputStream(TFile file) throws FileNotFoundException {
    this(OpenFile.open(file.getPath(), 0, OpenFile.READ));
  }

  public TFileInputStream(String path) throws FileNotFoundException {
    this(OpenFile.open(path, 0, OpenFile.READ));
  }

  /** Reads a file that is open. */
  public TFileInputStream(org.teavm.runtime.fs.VirtualFileAccessor file) {
    this.file = (OpenFile) file;
  }

  @Override
  public int read() throws IOException {
    return file.read(one, 0, 1) == 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, to.length);
    if (count == 0) {
      return 0;
    }
    int taken = file.read(to, from, count);
    return taken == 0 ? -1 : taken;
  }

  @Override
  public long skip(long count) throws IOException {
    return file.forward(count);
  }

  @Override
  public int available() throws IOException {
    return file.available();
  }

  @Override
  public void close() {
    file.close();
  }
}
