package org.teavm.classlib.java.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code java.util.HexFormat}, which TeaVM lacks. */
public final class THexFormat {
  private static final THexFormat PLAIN = new THexFormat("", "", "", false);

  private final String delimiter;
  private final String prefix;
  private final String suffix;
  private final boolean isUpper;

  private THexFormat(String delimiter, String prefix, String suffix, boolean isUpper) {
    this.delimiter = Objects.requireNonNull(delimiter, "delimiter");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.suffix = Objects.requireNonNull(suffix, "suffix");
    this.isUpper = isUpper;
  }

  public static THexFormat of() {
    return PLAIN;
  }

  public static THexFormat ofDelimiter(String delimiter) {
    return new THexFormat(delimiter, "", "", false);
  }

  public THexFormat withDelimiter(String other) {
    return new THexFormat(other, prefix, suffix, isUpper);
  }

  public THexFormat withPrefix(String other) {
    return new THexFormat(delimiter, other, suffix, isUpper);
  }

  public THexFormat withSuffix(String other) {
    return new THexFormat(delimiter, prefix, other, isUpper);
  }

  public THexFormat withUpperCase() {
    return new THexFormat(delimiter, prefix, suffix, true);
  }

  public THexFormat withLowerCase() {
    return new THexFormat(delimiter, prefix, suffix, false);
  }

  public String delimiter() {
    return delimiter;
  }

  public String prefix() {
    return prefix;
  }

  public String suffix() {
    return suffix;
  }

  public boolean isUpperCase() {
    return isUpper;
  }

  public String formatHex(byte[] bytes) {
    return formatHex(bytes, 0, bytes.length);
  }

  public String formatHex(byte[] bytes, int from, int to) {
    return formatHex(new StringBuilder(), bytes, from, to).toString();
  }

  public <A extends Appendable> A formatHex(A out, byte[] bytes) {
    return formatHex(out, bytes, 0, bytes.length);
  }

  public <A extends Appendable> A formatHex(A out, byte[] bytes, int from, int to) {
    Objects.requireNonNull(out, "out");
    Objects.checkFromToIndex(from, to, bytes.length);
    try {
      for (int i = from; i < to; i++) {
        out.append(i == from ? "" : delimiter).append(prefix);
        out.append(toHighHexDigit(bytes[i])).append(toLowHexDigit(bytes[i])).append(suffix);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed.getMessage(), failed);
    }
    return out;
  }

  public byte[] parseHex(CharSequence text) {
    return parseHex(text, 0, text.length());
  }

  public byte[] parseHex(char[] text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length);
    return parseHex(new String(text, from, to - from));
  }

  public byte[] parseHex(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    if (from == to) {
      return new byte[0];
    }
    int size = prefix.length() + 2 + suffix.length();
    int stride = size + delimiter.length();
    if (size == 2 && stride == 2 && (to - from) % 2 != 0) {
      throw new IllegalArgumentException("string length not even: " + (to - from));
    }
    if (to - from < size || (to - from - size) % stride != 0) {
      throw new IllegalArgumentException(
          "extra or missing delimiters or values consisting of prefix, two hexadecimal digits, and suffix");
    }
    byte[] bytes = new byte[(to - from - size) / stride + 1];
    String between = suffix + delimiter + prefix;
    expect(text, from, prefix);
    for (int i = 0; i < bytes.length; i++) {
      int at = from + i * stride + prefix.length();
      bytes[i] = (byte) (fromHexDigit(text.charAt(at)) << 4 | fromHexDigit(text.charAt(at + 1)));
      expect(text, at + 2, i + 1 < bytes.length ? between : suffix);
    }
    return bytes;
  }

  private static void expect(CharSequence text, int from, String literal) {
    for (int i = 0; i < literal.length(); i++) {
      char sign = text.charAt(from + i);
      if (sign != literal.charAt(i)) {
        throw new IllegalArgumentException(
            escaped("found: \"" + text.subSequence(from, from + literal.length()))
                + escaped("\", expected: \"" + literal + "\", index: " + from)
                + " ch: "
                + (int) sign);
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("\n", "\\n").replace("\r", "\\r");
  }

  public char toLowHexDigit(int value) {
    char digit = Character.forDigit(value & 15, 16);
    return isUpper ? Character.toUpperCase(digit) : digit;
  }

  public char toHighHexDigit(int value) {
    return toLowHexDigit(value >> 4);
  }

  public <A extends Appendable> A toHexDigits(A out, byte value) {
    Objects.requireNonNull(out, "out");
    try {
      out.append(toHighHexDigit(value)).append(toLowHexDigit(value));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed.getMessage(), failed);
    }
    return out;
  }

  public String toHexDigits(byte value) {
    return toHexDigits(value, 2);
  }

  public String toHexDigits(char value) {
    return toHexDigits(value, 4);
  }

  public String toHexDigits(short value) {
    return toHexDigits(value, 4);
  }

  public String toHexDigits(int value) {
    return toHexDigits(value, 8);
  }

  public String toHexDigits(long value) {
    return toHexDigits(value, 16);
  }

  public String toHexDigits(long value, int digits) {
    if (digits < 0 || digits > 16) {
      throw new IllegalArgumentException("number of digits: " + digits);
    }
    char[] text = new char[digits];
    long left = value;
    for (int i = digits - 1; i >= 0; i--) {
      text[i] = toLowHexDigit((int) left);
      left >>>= 4;
    }
    return new String(text);
  }

  public static boolean isHexDigit(int sign) {
    return sign >= '0' && sign <= '9' || sign >= 'a' && sign <= 'f' || sign >= 'A' && sign <= 'F';
  }

  public static int fromHexDigit(int sign) {
    if (!isHexDigit(sign)) {
      throw new NumberFormatException(
          "not a hexadecimal digit: \"" + (char) sign + "\" = " + sign);
    }
    return Character.digit(sign, 16);
  }

  public static int fromHexDigits(CharSequence text) {
    return fromHexDigits(text, 0, text.length());
  }

  public static int fromHexDigits(CharSequence text, int from, int to) {
    return (int) digits(text, from, to, 8);
  }

  public static long fromHexDigitsToLong(CharSequence text) {
    return fromHexDigitsToLong(text, 0, text.length());
  }

  public static long fromHexDigitsToLong(CharSequence text, int from, int to) {
    return digits(text, from, to, 16);
  }

  private static long digits(CharSequence text, int from, int to, int most) {
    Objects.checkFromToIndex(from, to, text.length());
    if (to - from > most) {
      throw new IllegalArgumentException(
          "string length greater than " + most + ": " + (to - from));
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 4 | fromHexDigit(text.charAt(i));
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof THexFormat format
        && isUpper == format.isUpper
        && delimiter.equals(format.delimiter)
        && prefix.equals(format.prefix)
        && suffix.equals(format.suffix);
  }

  @Override
  public int hashCode() {
    return Objects.hash(delimiter, prefix, suffix) * 31 + Boolean.hashCode(isUpper);
  }

  @Override
  public String toString() {
    return "uppercase: "
        + isUpper
        + ", delimiter: \""
        + escaped(delimiter)
        + "\", prefix: \""
        + escaped(prefix)
        + "\", suffix: \""
        + escaped(suffix)
        + "\"";
  }
}
