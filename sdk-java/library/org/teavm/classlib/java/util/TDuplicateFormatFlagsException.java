package org.teavm.classlib.java.util;

/** Flags that stand twice, with the JDK's text. */
public class TDuplicateFormatFlagsException extends TIllegalFormatException {
  private final String flags;

  public TDuplicateFormatFlagsException(String flags) {
    super("Flags = '" + flags + "'");
    this.flags = flags;
  }

  public String getFlags() {
    return flags;
  }
}
