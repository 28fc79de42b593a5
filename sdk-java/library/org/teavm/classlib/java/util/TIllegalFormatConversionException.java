package org.teavm.classlib.java.util;

/** An argument that a conversion doesn't take, with the JDK's text. */
public class TIllegalFormatConversionException extends TIllegalFormatException {
  private final char conversion;
  private final Class<?> argumentClass;

  public TIllegalFormatConversionException(char conversion, Class<?> argumentClass) {
    super(conversion + " != " + argumentClass.getName());
    this.conversion = conversion;
    this.argumentClass = argumentClass;
  }

  public char getConversion() {
    return conversion;
  }

  public Class<?> getArgumentClass() {
    return argumentClass;
  }
}
