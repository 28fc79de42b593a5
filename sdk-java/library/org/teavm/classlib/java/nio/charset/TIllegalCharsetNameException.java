package org.teavm.classlib.java.nio.charset;

/** What can't name a charset, with the JDK's text. */
public class TIllegalCharsetNameException extends IllegalArgumentException {
  private final String charsetName;

  public TIllegalCharsetNameException(String charsetName) {
    super(String.valueOf(charsetName));
    this.charsetName = charsetName;
  }

  public String getCharsetName() {
    return charsetName;
  }
}
