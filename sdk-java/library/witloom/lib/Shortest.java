package witloom.lib;

/**
 * The decimal number with the fewest digits, but two at least, that reads as a floating-point
 * number; of several the nearest. That is what {@code Double.toString} prescribes since version 19
 * of the JDK.
 */
public final class Shortest {
  private static final long SMALLEST = 100_000_000_000_000_000L;

  /** Eighteen digits. */
  public final long digits;

  /** The power of ten that the first digit stands for. */
  public final int exponent;

  private Shortest(long digits, int exponent) {
    boolean over = digits == SMALLEST * 10;
    this.digits = over ? SMALLEST : digits;
    this.exponent = over ? exponent + 1 : exponent;
  }

  /** Of a positive number. */
  public static Shortest of(double value) {
    Shortest simple = simple(value);
    if (simple != null) {
      return simple;
    }
    long bits = Double.doubleToRawLongBits(value);
    return exact((int) (bits >>> 52), bits & (1L << 52) - 1, 53, -1074);
  }

  /** Of a positive number. */
  public static Shortest of(float value) {
    int bits = Float.floatToRawIntBits(value);
    return exact(bits >>> 23, bits & (1 << 23) - 1, 24, -149);
  }

  /** One of fifteen digits at most, which no other of so few can be mistaken for. */
  private static Shortest simple(double value) {
    if (!(value < 1e15 && value >= 1e-7)) {
      return null;
    }
    double ten = 1;
    for (int places = 0; places <= 22; places++, ten *= 10) {
      double scaled = value * ten;
      if (scaled >= 1e15) {
        return null;
      }
      long whole = (long) (scaled + 0.5);
      if (whole / ten == value) {
        int exponent = 17 - places;
        while (whole < SMALLEST) {
          whole *= 10;
          exponent--;
        }
        return new Shortest(whole, exponent);
      }
    }
    return null;
  }

  private static Shortest exact(int stored, long fraction, int precision, int least) {
    long mantissa = stored == 0 ? fraction : fraction | 1L << precision - 1;
    int power = least + Math.max(stored - 1, 0);
    boolean isEven = (mantissa & 1) == 0;
    // Below a power of two the next number is half as far.
    int below = fraction == 0 && stored > 1 ? 1 : 2;
    int log = 63 - Long.numberOfLeadingZeros(mantissa) + power;
    int tens = (int) Math.floor(log * 0.30102999566398120) - 17;
    if (scaled(mantissa, power, tens).low() >= SMALLEST * 10) {
      tens++;
    }
    Magnitude low = scaled(mantissa * 4 - below, power - 2, tens);
    Magnitude twice = scaled(mantissa * 2, power, tens);
    Magnitude high = scaled(mantissa * 4 + 2, power - 2, tens);
    // Whole numbers from the first to the last read as the value.
    long first = isEven && !low.isInexact() ? low.low() : low.low() + 1;
    long last = isEven || high.isInexact() ? high.low() : high.low() - 1;
    return new Shortest(nearest(first, last, twice), tens + 17);
  }

  private static long nearest(long first, long last, Magnitude twice) {
    long doubled = twice.low();
    for (long step = SMALLEST / 10; ; step /= 10) {
      long down = (doubled >>> 1) / step * step;
      long up = down + step;
      boolean isAbove = up <= last;
      if (down < first && !isAbove && step > 1) {
        continue;
      }
      if (down < first) {
        return up;
      }
      long middle = down + up;
      boolean isUpNearer =
          doubled > middle || doubled == middle && (twice.isInexact() || (down / step & 1) != 0);
      return isAbove && isUpNearer ? up : down;
    }
  }

  /** A number by a power of two, divided by a power of ten, cut off below one. */
  private static Magnitude scaled(long number, int power, int tens) {
    Magnitude scaled = new Magnitude(number);
    if (tens < 0) {
      scaled.scaleByFive(-tens);
      scaled.scaleByTwo(power - tens);
    } else {
      scaled.scaleByTwo(power - tens);
      scaled.scaleByFive(-tens);
    }
    return scaled;
  }
}
