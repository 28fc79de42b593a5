package org.teavm.classlib.java.util;

/** A conversion that is none, with the JDK's text. */
public class TUnknownFormatConversionException extends TIllegalFormatException {
  private final String conversion;

  public TUnknownFormatConversionException(String conversion) {
    super("Conversion = '" + conversion + "'");
    this.conversion = conversion;
  }

  public String getConversion() {
    return conversion;
  }
}
