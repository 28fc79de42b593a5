package org.teavm.classlib.java.io;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads a file's text. */
public class TFileReader extends InputStreamReader {
  public TFileReader(String path) throws IOException {
    super(new TFileInputStream(path), StandardCharsets.UTF_8);
  }

  public TFileReader(TFile file) throws IOException {
    this(file.getPath());
  }

  public TFileReader(String path, Charset charset) throws IOException {
    super(new TFileInputStream(path), charset);
  }

  public TFileReader(TFile file, Charset charset) throws IOException {
    this(file.getPath(), charset);
  }
}
