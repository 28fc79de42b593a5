package org.teavm.classlib.java.util;

/** Flags that exclude each other, with the JDK's text. */
public class TIllegalFormatFlagsException extends TIllegalFormatException {
  private final String flags;

  public TIllegalFormatFlagsException(String flags) {
    super("Flags = '" + flags + "'");
    this.flags = flags;
  }

  public String getFlags() {
    return flags;
  }
}
