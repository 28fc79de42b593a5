package org.teavm.classlib.java.util;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.util.Formatter;
import java.util.Locale;
import witloom.lib.format.Template;

/** Formats as the JDK does; TeaVM's knows a part of the conversions. */
public final class TFormatter implements Closeable, Flushable {
  private final Locale locale;
  private Appendable out;
  private IOException problem;

  public TFormatter() {
    this(Locale.getDefault());
  }

  public TFormatter(Appendable out) {
    this(out, Locale.getDefault());
  }

  public TFormatter(Locale locale) {
    this(new StringBuilder(), locale);
  }

  public TFormatter(Appendable out, Locale locale) {
    this.out = out == null ? new StringBuilder() : out;
    this.locale = locale;
  }

  public TFormatter(PrintStream out) {
    this((Appendable) out);
  }

  public TFormatter(OutputStream out) {
    this(new OutputStreamWriter(out));
  }

  public TFormatter(OutputStream out, String charset) throws UnsupportedEncodingException {
    this(new OutputStreamWriter(out, charset));
  }

  public TFormatter(OutputStream out, String charset, Locale locale)
      throws UnsupportedEncodingException {
    this(new OutputStreamWriter(out, charset), locale);
  }

  private void checkOpen() {
    if (out == null) {
      throw new TFormatterClosedException();
    }
  }

  public Locale locale() {
    checkOpen();
    return locale;
  }

  public Appendable out() {
    checkOpen();
    return out;
  }

  @Override
  public String toString() {
    checkOpen();
    return out.toString();
  }

  @Override
  public void flush() {
    checkOpen();
    if (out instanceof Flushable flushable) {
      try {
        flushable.flush();
      } catch (IOException failed) {
        problem = failed;
      }
    }
  }

  @Override
  public void close() {
    if (out instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException failed) {
        problem = failed;
      }
    }
    out = null;
  }

  public IOException ioException() {
    return problem;
  }

  public TFormatter format(String format, Object... arguments) {
    return format(locale, format, arguments);
  }

  public TFormatter format(Locale locale, String format, Object... arguments) {
    checkOpen();
    try {
      new Template(format).write((Formatter) (Object) this, out, locale, arguments);
    } catch (IOException failed) {
      problem = failed;
    }
    return this;
  }
}
