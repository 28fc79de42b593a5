package org.teavm.classlib.java.nio.charset;

/** Characters that a charset lacks, with the JDK's text. */
public class TUnmappableCharacterException extends TCharacterCodingException {
  private final int length;

  public TUnmappableCharacterException(int length) {
    this.length = length;
  }

  public int getInputLength() {
    return length;
  }

  @Override
  public String getMessage() {
    return "Input length = " + length;
  }
}
