package org.teavm.classlib.java.util;

/** A specifier without the width that its flags need, with the JDK's text. */
public class TMissingFormatWidthException extends TIllegalFormatException {
  private final String formatSpecifier;

  public TMissingFormatWidthException(String formatSpecifier) {
    super(formatSpecifier);
    this.formatSpecifier = formatSpecifier;
  }

  public String getFormatSpecifier() {
    return formatSpecifier;
  }
}
