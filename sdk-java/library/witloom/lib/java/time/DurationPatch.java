package witloom.lib.java.time;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Reads durations with fractions of seconds, which TeaVM doesn't. */
public final class DurationPatch {
  private DurationPatch() {}

  public static Duration parse(CharSequence text) {
    if (text == null) {
      throw new NullPointerException("text");
    }
    try {
      return new Reading(text).read();
    } catch (ArithmeticException tooLarge) {
      throw new DateTimeParseException(
          "Text cannot be parsed to a Duration: overflow", text, 0, tooLarge);
    }
  }

  /** Reads from the left. */
  private static final class Reading {
    private static final String UNITS = "DTHMS";

    private final CharSequence text;
    private int at;

    Reading(CharSequence text) {
      this.text = text;
    }

    private DateTimeParseException wrong() {
      return new DateTimeParseException("Text cannot be parsed to a Duration", text, 0);
    }

    private char peek() {
      return at < text.length() ? Character.toUpperCase(text.charAt(at)) : 0;
    }

    private boolean isDigit() {
      return peek() >= '0' && peek() <= '9';
    }

    private boolean sign() {
      boolean isNegative = peek() == '-';
      if (isNegative || peek() == '+') {
        at++;
      }
      return isNegative;
    }

    Duration read() {
      boolean isNegative = sign();
      if (peek() != 'P') {
        throw wrong();
      }
      at++;
      Duration sum = Duration.ZERO;
      int unit = -1;
      boolean any = false;
      while (at < text.length()) {
        if (peek() == 'T' && unit < 1) {
          at++;
          unit = 1;
          any = false;
          continue;
        }
        boolean isPartNegative = sign();
        long number = number(isPartNegative);
        int nanos = peek() == '.' || peek() == ',' ? fraction(isPartNegative) : 0;
        boolean isFraction = text.charAt(at - 1) == '.' || text.charAt(at - 1) == ',' || nanos != 0;
        int next = UNITS.indexOf(peek());
        boolean isInPlace = unit < 1 ? next == 0 && unit < 0 : next > Math.max(unit, 1);
        if (next < 0 || !isInPlace || isFraction && next != 4) {
          throw wrong();
        }
        at++;
        unit = next;
        any = true;
        sum = sum.plusSeconds(Math.multiplyExact(number, seconds(next))).plusNanos(nanos);
      }
      if (!any) {
        throw wrong();
      }
      return isNegative ? sum.negated() : sum;
    }

    private static int seconds(int unit) {
      return unit == 0 ? 86_400 : unit == 2 ? 3_600 : unit == 3 ? 60 : 1;
    }

    private long number(boolean isNegative) {
      if (!isDigit()) {
        throw wrong();
      }
      long number = 0;
      for (; isDigit(); at++) {
        int digit = peek() - '0';
        number = Math.addExact(Math.multiplyExact(number, 10L), isNegative ? -digit : digit);
      }
      return number;
    }

    private int fraction(boolean isNegative) {
      at++;
      int nanos = 0;
      int places = 0;
      for (; isDigit(); at++) {
        nanos = nanos * 10 + (peek() - '0');
        if (++places > 9) {
          throw wrong();
        }
      }
      for (; places < 9; places++) {
        nanos *= 10;
      }
      return isNegative ? -nanos : nanos;
    }
  }
}
