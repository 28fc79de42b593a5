package org.teavm.classlib.java.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import witloom.lib.OpenFile;

/** Writes a file of a granted folder; a file that can't be opened says why, as on a JDK. */
public class TFileOutputStream extends OutputStream {
  private final OpenFile file;
  private final byte[] one = new byte[1];

  public TFileOutputStream(TFile file) throws FileNotFoundException {
    this(file.getPath(), false);
  }

  public TFileOutputStream(TFile file, boolean append) throws FileNotFoundException {
    this(file.getPath(), append);
  }

  public TFileOutputStream(String path) throws FileNotFoundException {
    this(path, false);
  }

  public TFileOutputStream(String path, boolean append) throws FileNotFoundException {
    this(OpenFile.openToWrite(path, append));
  }

  /** Writes a file that is open. */
  public TFileOutputStream(org.teavm.runtime.fs.VirtualFileAccessor file) {
    this.file = (OpenFile) file;
  }

  @Override
  public void write(int value) throws IOException {
    one[0] = (byte) value;
    file.write(one, 0, 1);
  }

  @Override
  public void write(byte[] from, int start, int count) throws IOException {
    Objects.checkFromIndexSize(start, count, from.length);
    file.write(from, start, count);
  }

  @Override
  public void close() {
    file.close();
  }
}
