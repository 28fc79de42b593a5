package org.teavm.classlib.java.util;

/** A code point that is none, with the JDK's text. */
public class TIllegalFormatCodePointException extends TIllegalFormatException {
  private final int codePoint;

  public TIllegalFormatCodePointException(int codePoint) {
    super("Code point = 0x" + Integer.toHexString(codePoint));
    this.codePoint = codePoint;
  }

  public int getCodePoint() {
    return codePoint;
  }
}
