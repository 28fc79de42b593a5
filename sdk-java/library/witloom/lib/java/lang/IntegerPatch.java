package witloom.lib.java.lang;

/** Methods of {@link Integer} that TeaVM lacks, or words differently. */
public final class IntegerPatch {
  private IntegerPatch() {}

  public static int parseInt(String text) {
    return parseInt(text, 10);
  }

  public static int parseInt(String text, int radix) {
    if (text == null) {
      throw new NumberFormatException("Cannot parse null string");
    }
    if (radix < Character.MIN_RADIX || radix > Character.MAX_RADIX) {
      throw new NumberFormatException("radix " + radix + " is none");
    }
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (at == text.length()) {
      throw wrong(text, radix);
    }
    // Counted downwards, where there is one number more.
    int value = 0;
    for (; at < text.length(); at++) {
      int digit = Character.digit(text.charAt(at), radix);
      if (digit < 0 || value < Integer.MIN_VALUE / radix || value * radix < Integer.MIN_VALUE + digit) {
        throw wrong(text, radix);
      }
      value = value * radix - digit;
    }
    if (!negative && value == Integer.MIN_VALUE) {
      throw wrong(text, radix);
    }
    return negative ? value : -value;
  }

  private static NumberFormatException wrong(String text, int radix) {
    return new NumberFormatException(
        "For input string: \"" + text + "\"" + (radix == 10 ? "" : " under radix " + radix));
  }

  public static int parseUnsignedInt(String text) {
    return parseUnsignedInt(text, 10);
  }

  public static int parseUnsignedInt(String text, int radix) {
    if (text != null && text.startsWith("-")) {
      throw new NumberFormatException("Illegal leading minus sign on unsigned string " + text + ".");
    }
    long value = Long.parseLong(text, radix);
    if (value >>> 32 != 0) {
      throw new NumberFormatException(
          "String value " + text + " exceeds range of unsigned int.");
    }
    return (int) value;
  }
}
