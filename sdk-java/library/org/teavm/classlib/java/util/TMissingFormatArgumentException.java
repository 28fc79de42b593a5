package org.teavm.classlib.java.util;

/** A specifier without an argument, with the JDK's text. */
public class TMissingFormatArgumentException extends TIllegalFormatException {
  private final String formatSpecifier;

  public TMissingFormatArgumentException(String formatSpecifier) {
    super("Format specifier '" + formatSpecifier + "'");
    this.formatSpecifier = formatSpecifier;
  }

  public String getFormatSpecifier() {
    return formatSpecifier;
  }
}
