package org.teavm.classlib.java.nio.charset;

/** A charset that isn't there, with the JDK's text. */
public class TUnsupportedCharsetException extends IllegalArgumentException {
  private final String charsetName;

  public TUnsupportedCharsetException(String charsetName) {
    super(String.valueOf(charsetName));
    this.charsetName = charsetName;
  }

  public String getCharsetName() {
    return charsetName;
  }
}
