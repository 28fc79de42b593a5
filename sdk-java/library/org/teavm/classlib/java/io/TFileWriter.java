package org.teavm.classlib.java.io;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Writes a file's text. */
public class TFileWriter extends OutputStreamWriter {
  public TFileWriter(String path) throws IOException {
    this(path, StandardCharsets.UTF_8, false);
  }

  public TFileWriter(TFile file) throws IOException {
    this(file.getPath());
  }

  public TFileWriter(String path, boolean append) throws IOException {
    this(path, StandardCharsets.UTF_8, append);
  }

  public TFileWriter(TFile file, boolean append) throws IOException {
    this(file.getPath(), append);
  }

  public TFileWriter(String path, Charset charset) throws IOException {
    this(path, charset, false);
  }

  public TFileWriter(TFile file, Charset charset) throws IOException {
    this(file.getPath(), charset);
  }

  public TFileWriter(String path, Charset charset, boolean append) throws IOException {
    super(new TFileOutputStream(path, append), charset);
  }

  public TFileWriter(TFile file, Charset charset, boolean append) throws IOException {
    this(file.getPath(), charset, append);
  }
}
