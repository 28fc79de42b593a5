package witloom.lib;

import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as a scanner takes them: with groups, and with the signs of a language. */
public final class Numerals {
  private char separator = ',';
  private char point = '.';

  /** Those of a language; the signs of English need no data. */
  public Numerals(Locale locale) {
    if (!locale.getLanguage().equals("en")) {
      DecimalFormatSymbols symbols = new DecimalFormatSymbols(locale);
      separator = symbols.getGroupingSeparator();
      point = symbols.getDecimalSeparator();
    }
  }

  /** A whole number without its groups, or null if a text is none. */
  public String whole(String text, int radix) {
    int start = sign(text);
    String digits = ungrouped(text.substring(start), radix);
    return digits == null ? null : text.substring(0, start) + digits;
  }

  /** A decimal number as Java spells it, or null if a text is none. */
  public String decimal(String spelled) {
    String text = ascii(spelled);
    int start = sign(text);
    int end = exponent(text, start);
    if (end < 0) {
      return null;
    }
    String mantissa = text.substring(start, end);
    int dot = mantissa.indexOf(point);
    String whole = dot < 0 ? mantissa : mantissa.substring(0, dot);
    String places = dot < 0 ? "" : mantissa.substring(dot + 1);
    String digits = whole.isEmpty() && !places.isEmpty() ? "" : ungrouped(whole, 10);
    if (digits == null || digits(places, 10) < places.length()) {
      return null;
    }
    return text.substring(0, start) + digits + (dot < 0 ? "" : ".") + places + text.substring(end);
  }

  /** As {@link #decimal}, or a hexadecimal number, or one of those that are none. */
  public String floating(String text) {
    String size = text.substring(sign(text));
    if (size.equals("NaN") || size.equals("Infinity")) {
      return text;
    }
    return size.startsWith("0x") || size.startsWith("0X") ? hexadecimal(text, size) : decimal(text);
  }

  private static String hexadecimal(String text, String size) {
    int power = Math.max(size.indexOf('p'), size.indexOf('P'));
    String mantissa = size.substring(2, power < 0 ? size.length() : power);
    int dot = mantissa.indexOf('.');
    if (dot < 0 || dot == mantissa.length() - 1) {
      return null;
    }
    String places = mantissa.substring(dot + 1);
    boolean isMantissa = digits(mantissa, 16) == dot && digits(places, 16) == places.length();
    String exponent = power < 0 ? "0" : size.substring(power + 1);
    String plain = exponent.substring(sign(exponent));
    boolean isPower = !plain.isEmpty() && digits(plain, 10) == plain.length();
    return isMantissa && isPower ? text + (power < 0 ? "p0" : "") : null;
  }

  private static String ascii(String text) {
    char[] signs = text.toCharArray();
    for (int i = 0; i < signs.length; i++) {
      int digit = signs[i] < 128 ? -1 : Character.digit(signs[i], 10);
      signs[i] = digit < 0 ? signs[i] : (char) ('0' + digit);
    }
    return new String(signs);
  }

  private static int sign(String text) {
    return text.startsWith("-") || text.startsWith("+") ? 1 : 0;
  }

  /** Where an exponent begins, the end if there is none, or -1 if what looks like one is none. */
  private static int exponent(String text, int from) {
    int at = Math.max(text.indexOf('e', from), text.indexOf('E', from));
    if (at < 0) {
      return text.length();
    }
    String power = text.substring(at + 1);
    String plain = power.substring(sign(power));
    return !plain.isEmpty() && digits(plain, 10) == plain.length() ? at : -1;
  }

  private static int digits(String text, int radix) {
    int count = 0;
    while (count < text.length() && Character.digit(text.charAt(count), radix) >= 0) {
      count++;
    }
    return count;
  }

  private String ungrouped(String text, int radix) {
    int first = digits(text, radix);
    if (first == 0 || first == text.length()) {
      return first == 0 ? null : text;
    }
    boolean isGrouped = first <= 3 && Character.digit(text.charAt(0), radix) > 0;
    for (int at = first; isGrouped && at < text.length(); at += 4) {
      isGrouped = text.charAt(at) == separator && digits(text.substring(at + 1), radix) >= 3;
      isGrouped &= at + 4 <= text.length();
    }
    return isGrouped ? text.replace(String.valueOf(separator), "") : null;
  }
}
