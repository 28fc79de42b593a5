package witloom.lib.java.lang;

import java.math.BigInteger;

/** Methods of {@link Long} that TeaVM lacks, or words differently. */
public final class LongPatch {
  private LongPatch() {}

  public static long parseLong(String text) {
    return parseLong(text, 10);
  }

  public static long parseLong(String text, int radix) {
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
    long value = 0;
    for (; at < text.length(); at++) {
      int digit = Character.digit(text.charAt(at), radix);
      if (digit < 0 || value < Long.MIN_VALUE / radix || value * radix < Long.MIN_VALUE + digit) {
        throw wrong(text, radix);
      }
      value = value * radix - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw wrong(text, radix);
    }
    return negative ? value : -value;
  }

  private static NumberFormatException wrong(String text, int radix) {
    return new NumberFormatException(
        "For input string: \"" + text + "\"" + (radix == 10 ? "" : " under radix " + radix));
  }

  public static long parseUnsignedLong(String text) {
    return parseUnsignedLong(text, 10);
  }

  public static long parseUnsignedLong(String text, int radix) {
    if (text != null && text.startsWith("-")) {
      throw new NumberFormatException("Illegal leading minus sign on unsigned string " + text + ".");
    }
    // What fits into a long is read as one, and reports what is wrong with the text.
    if (text == null || text.length() <= 12) {
      return Long.parseLong(text, radix);
    }
    BigInteger value = new BigInteger(text, radix);
    if (value.bitLength() > 64) {
      throw new NumberFormatException(
          "String value " + text + " exceeds range of unsigned long.");
    }
    return value.longValue();
  }
}
