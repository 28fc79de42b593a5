package org.teavm.classlib.java.util;

/** A precision that a conversion doesn't have, with the JDK's text. */
public class TIllegalFormatPrecisionException extends TIllegalFormatException {
  private final int precision;

  public TIllegalFormatPrecisionException(int precision) {
    super(Integer.toString(precision));
    this.precision = precision;
  }

  public int getPrecision() {
    return precision;
  }
}
