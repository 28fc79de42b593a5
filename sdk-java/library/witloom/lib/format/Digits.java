package witloom.lib.format;

import java.math.BigDecimal;
import witloom.lib.Shortest;

/** The decimal digits of a number without its sign, which are rounded half up. */
final class Digits {
  /** Without leading zeros, but for zero itself. */
  private final String digits;

  /** The power of ten that the first digit stands for. */
  final int exponent;

  private Digits(String digits, int exponent) {
    this.digits = digits;
    this.exponent = exponent;
  }

  static Digits of(double value) {
    if (value == 0) {
      return new Digits("0", 0);
    }
    Shortest shortest = Shortest.of(value);
    String digits = Long.toString(shortest.digits);
    int count = digits.length();
    while (count > 1 && digits.charAt(count - 1) == '0') {
      count--;
    }
    return new Digits(digits.substring(0, count), shortest.exponent);
  }

  static Digits of(BigDecimal value) {
    String digits = value.unscaledValue().toString();
    return new Digits(digits, digits.length() - 1 - value.scale());
  }

  /** With so many digits kept, which may be none. */
  Digits rounded(int kept) {
    if (kept >= digits.length()) {
      return this;
    }
    boolean isUp = kept >= 0 && digits.charAt(kept) >= '5';
    char[] head = digits.substring(0, Math.max(kept, 0)).toCharArray();
    int at = head.length - 1;
    while (isUp && at >= 0) {
      isUp = head[at] == '9';
      head[at] = isUp ? '0' : (char) (head[at] + 1);
      at--;
    }
    if (isUp) {
      return new Digits("1" + new String(head), exponent + 1);
    }
    return head.length == 0 ? new Digits("0", 0) : new Digits(new String(head), exponent);
  }

  /** With so many places behind the point. */
  String fixed(int places) {
    if (digits.equals("0") && exponent != 0) {
      return new Digits("0", 0).fixed(places);
    }
    Digits rounded =
        rounded((int) Math.max(-1, Math.min((long) exponent + 1 + places, Integer.MAX_VALUE)));
    StringBuilder out = new StringBuilder();
    for (int power = Math.max(rounded.exponent, 0); power >= -places; power--) {
      if (power == -1) {
        out.append('.');
      }
      int at = rounded.exponent - power;
      out.append(at >= 0 && at < rounded.digits.length() ? rounded.digits.charAt(at) : '0');
    }
    return out.toString();
  }

  /** The first digit, and so many places behind the point. */
  String mantissa(int places) {
    StringBuilder out = new StringBuilder(digits.substring(0, 1));
    if (places > 0) {
      out.append('.');
    }
    for (int i = 1; i <= places; i++) {
      out.append(i < digits.length() ? digits.charAt(i) : '0');
    }
    return out.toString();
  }
}
