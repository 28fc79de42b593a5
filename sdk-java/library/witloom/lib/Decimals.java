package witloom.lib;

/**
 * Reads floating-point numbers as {@code Double.valueOf} documents it, each rounded to the nearest.
 */
public final class Decimals {
  /** More digits than decide between two neighbours. */
  private static final int DIGITS = 800;

  private static final int FAR = 1_000_000;

  private final String text;
  private final int precision;
  private final int least;
  private final int most;
  private int at;
  private int end;

  private Decimals(String text, boolean isFloat) {
    this.text = text.trim();
    this.precision = isFloat ? 24 : 53;
    this.least = isFloat ? -149 : -1074;
    this.most = isFloat ? 255 : 2047;
  }

  public static double toDouble(String text) {
    return Double.longBitsToDouble(new Decimals(text, false).read());
  }

  public static float toFloat(String text) {
    return Float.intBitsToFloat((int) new Decimals(text, true).read());
  }

  /** The bits of a number without a sign that is given by digits and a power of ten. */
  public static long toDouble(long digits, int tens) {
    return round(new Magnitude(digits), tens, 53, -1074, 2047);
  }

  /** The same, as a {@code float}. */
  public static int toFloat(long digits, int tens) {
    return (int) round(new Magnitude(digits), tens, 24, -149, 255);
  }

  private static long round(Magnitude digits, int tens, int precision, int least, int most) {
    if (digits.bits() == 0 || tens < -2000) {
      return 0;
    }
    if (tens > 400) {
      return (long) most << precision - 1;
    }
    int power = tens;
    if (tens < 0) {
      // What is left after the division has bits enough.
      int more = Math.max(0, 68 - tens * 7 / 3 - digits.bits());
      digits.scaleByTwo(more);
      power -= more;
    }
    digits.scaleByFive(tens);
    return digits.round(power, precision, least, most);
  }

  private long read() {
    if (text.isEmpty()) {
      throw new NumberFormatException("empty String");
    }
    end = text.length();
    boolean isNegative = text.charAt(0) == '-';
    at = isNegative || text.charAt(0) == '+' ? 1 : 0;
    long bits = unsigned();
    long sign = precision == 53 ? 1L << 63 : 1L << 31;
    return isNegative ? bits | sign : bits;
  }

  private long unsigned() {
    if (text.startsWith("Infinity", at) && end == at + 8) {
      return (long) most << precision - 1;
    }
    if (text.startsWith("NaN", at) && end == at + 3) {
      return (long) most << precision - 1 | 1L << precision - 2;
    }
    boolean isHexadecimal = peek(0) == '0' && (peek(1) | 32) == 'x';
    char last = text.charAt(end - 1);
    if ((!isHexadecimal || text.indexOf('p') + text.indexOf('P') > 0)
        && "fFdD".indexOf(last) >= 0) {
      end--;
    }
    return isHexadecimal ? hexadecimal() : decimal();
  }

  /** The character that is so far ahead, or none. */
  private int peek(int ahead) {
    return at + ahead < end ? text.charAt(at + ahead) : -1;
  }

  private NumberFormatException wrong() {
    return new NumberFormatException("For input string: \"" + text + "\"");
  }

  private static int digit(int c) {
    return c >= '0' && c <= '9' ? c - '0' : -1;
  }

  private static int nibble(int c) {
    int letter = c | 32;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : digit(c);
  }

  private long decimal() {
    Magnitude digits = new Magnitude(0);
    int count = 0;
    int tens = 0;
    int part = 0;
    int size = 1;
    boolean isFraction = false;
    boolean any = false;
    for (; ; at++) {
      int c = peek(0);
      int digit = digit(c);
      if (c == '.' && !isFraction) {
        isFraction = true;
        continue;
      }
      if (c == '.') {
        throw new NumberFormatException("multiple points");
      }
      if (digit < 0) {
        break;
      }
      any = true;
      if (count >= DIGITS) {
        tens += isFraction ? 0 : 1;
        if (digit != 0) {
          digits.setInexact();
        }
        continue;
      }
      tens -= isFraction ? 1 : 0;
      if (count > 0 || digit > 0) {
        count++;
        part = part * 10 + digit;
        size *= 10;
        if (size == 1_000_000_000) {
          digits.multiplyAdd(size, part);
          part = 0;
          size = 1;
        }
      }
    }
    if (!any) {
      throw wrong();
    }
    digits.multiplyAdd(size, part);
    tens += exponent('e', false);
    int shift = count + tens;
    if (count > 0 && shift > -400 && shift < 400) {
      return round(digits, tens, precision, least, most);
    }
    return count == 0 || shift < 0 ? 0 : (long) most << precision - 1;
  }

  /** The number behind a letter, to the end. */
  private int exponent(int letter, boolean isNeeded) {
    if (at == end && !isNeeded) {
      return 0;
    }
    if ((peek(0) | 32) != letter) {
      throw wrong();
    }
    at++;
    boolean isNegative = peek(0) == '-';
    if (isNegative || peek(0) == '+') {
      at++;
    }
    if (at == end) {
      throw wrong();
    }
    int exponent = 0;
    for (; at < end; at++) {
      int digit = digit(peek(0));
      if (digit < 0) {
        throw wrong();
      }
      exponent = Math.min(exponent * 10 + digit, FAR);
    }
    return isNegative ? -exponent : exponent;
  }

  private long hexadecimal() {
    at += 2;
    long mantissa = 0;
    int power = 0;
    boolean isInexact = false;
    boolean isFraction = false;
    boolean any = false;
    for (; ; at++) {
      int c = peek(0);
      int nibble = nibble(c);
      if (c == '.' && !isFraction) {
        isFraction = true;
        continue;
      }
      if (nibble < 0) {
        break;
      }
      any = true;
      if (mantissa >>> 60 == 0) {
        mantissa = mantissa << 4 | nibble;
        power -= isFraction ? 4 : 0;
      } else {
        isInexact |= nibble != 0;
        power += isFraction ? 0 : 4;
      }
    }
    if (!any) {
      throw wrong();
    }
    power += exponent('p', true);
    Magnitude whole = new Magnitude(mantissa);
    if (isInexact) {
      whole.setInexact();
    }
    return power < -10_000 ? 0 : whole.round(Math.min(power, 10_000), precision, least, most);
  }
}
