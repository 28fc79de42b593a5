package org.teavm.classlib.java.nio.charset;

/** Bytes that are no characters, with the JDK's text. */
public class TMalformedInputException extends TCharacterCodingException {
  private final int length;

  public TMalformedInputException(int length) {
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
