package org.teavm.classlib.java.util;

/** A width that a conversion doesn't have, with the JDK's text. */
public class TIllegalFormatWidthException extends TIllegalFormatException {
  private final int width;

  public TIllegalFormatWidthException(int width) {
    super(Integer.toString(width));
    this.width = width;
  }

  public int getWidth() {
    return width;
  }
}
