package witloom.rt;

import org.teavm.interop.Export;

/**
 * The functions of {@link Math} that TeaVM asks of a browser, by series on reduced arguments.
 *
 * <p>Results are within a few units in the last place. Angles beyond 2^30 lose accuracy as their
 * own spacing grows. What a component does not use costs nothing: the link pass drops it.
 */
public final class Maths {
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;
  // π/2 in three parts; the first two have 33 bits, so that small multiples are exact.
  private static final double HALF_PI_1 = 1.57079632673412561417e+00;
  private static final double HALF_PI_2 = 6.07710050630396597660e-11;
  private static final double HALF_PI_3 = 2.02226624879595063154e-21;

  private Maths() {}

  @Export(name = "witloom:provide/teavmMath.exp")
  public static double exp(double x) {
    return expOfSum(x, 0);
  }

  /** e to the power of {@code x + low}, where {@code low} is tiny. */
  private static double expOfSum(double x, double low) {
    if (x != x) {
      return x;
    }
    if (x > 709.8) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < -745.2) {
      return 0;
    }
    int k = (int) Math.floor(x / 0.6931471805599453 + 0.5);
    double r = x - k * LN2_HIGH - k * LN2_LOW + low;
    double sum = 1;
    for (int n = 14; n > 0; n--) {
      sum = 1 + r / n * sum;
    }
    return scale(sum, k);
  }

  private static double scale(double value, int k) {
    int half = k / 2;
    return value * powerOfTwo(half) * powerOfTwo(k - half);
  }

  private static double powerOfTwo(int k) {
    return Double.longBitsToDouble((long) (k + 1023) << 52);
  }

  @Export(name = "witloom:provide/teavmMath.log")
  public static double log(double x) {
    if (x != x || x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (x <= 0) {
      return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    double high = logHigh(x, false);
    return high + logHigh(x, true);
  }

  /** The logarithm of a positive finite number in two parts: the leading one, or what it lacks. */
  private static double logHigh(double x, boolean rest) {
    int k = 0;
    if (x < 2.2250738585072014e-308) {
      x *= 18014398509481984.0;
      k = -54;
    }
    long bits = Double.doubleToRawLongBits(x);
    k += (int) (bits >>> 52) - 1023;
    double m = Double.longBitsToDouble(bits & 0xfffffffffffffL | 0x3ff0000000000000L);
    if (m > 1.4142135623730951) {
      m /= 2;
      k++;
    }
    double f = m - 1;
    double g = m + 1;
    double gLow = m - (g - 1);
    double s = f / g;
    double sLow = (f - productHigh(s, g) - productLow(s, g) - s * gLow) / g;
    double square = s * s;
    double series = 0;
    for (int n = 25; n >= 3; n -= 2) {
      series = series * square + 1.0 / n;
    }
    double small = 2 * (sLow + s * square * series) + k * LN2_LOW;
    double large = k * LN2_HIGH;
    double sum = large + 2 * s;
    double lost = large - sum + 2 * s;
    double high = sum + (lost + small);
    return rest ? sum - high + (lost + small) : high;
  }

  private static double productHigh(double a, double b) {
    return a * b;
  }

  /** What {@code a * b} loses to rounding. */
  private static double productLow(double a, double b) {
    double aHigh = Double.longBitsToDouble(Double.doubleToRawLongBits(a) & 0xfffffffff8000000L);
    double bHigh = Double.longBitsToDouble(Double.doubleToRawLongBits(b) & 0xfffffffff8000000L);
    double aLow = a - aHigh;
    double bLow = b - bHigh;
    return aHigh * bHigh - a * b + aHigh * bLow + aLow * bHigh + aLow * bLow;
  }

  @Export(name = "witloom:provide/teavmMath.pow")
  public static double pow(double x, double y) {
    if (y == 0) {
      return 1;
    }
    if (x != x || y != y) {
      return Double.NaN;
    }
    double size = Math.abs(x);
    if (size == 1 && Math.abs(y) == Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    boolean whole = Math.floor(y) == y;
    boolean odd = whole && Math.abs(y) < 9007199254740992.0 && ((long) y & 1) != 0;
    boolean negative = x < 0 || x == 0 && 1 / x < 0;
    if (x < 0 && !whole && size != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    double result = powOfSize(size, y, whole);
    return negative && odd ? -result : result;
  }

  private static double powOfSize(double x, double y, boolean whole) {
    if (x == 0 || x == Double.POSITIVE_INFINITY || Math.abs(y) == Double.POSITIVE_INFINITY) {
      boolean grows = y > 0 == x > 1;
      return grows ? Double.POSITIVE_INFINITY : 0;
    }
    if (y > 0 && y <= 64 && whole && Math.floor(x) == x) {
      double power = 1;
      for (int n = (int) y; n != 0 && power <= 9007199254740992.0; n--) {
        power *= x;
      }
      if (power <= 9007199254740992.0) {
        // Whole numbers have exact powers as long as they fit.
        return power;
      }
    }
    double high = logHigh(x, false);
    double low = logHigh(x, true);
    double product = productHigh(y, high);
    if (product > 710 || product < -746) {
      return product > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    return expOfSum(product, productLow(y, high) + y * low);
  }

  @Export(name = "witloom:provide/teavmMath.sin")
  public static double sin(double x) {
    return turned(x, 0);
  }

  @Export(name = "witloom:provide/teavmMath.cos")
  public static double cos(double x) {
    return turned(x, 1);
  }

  @Export(name = "witloom:provide/teavmMath.tan")
  public static double tan(double x) {
    return x == 0 ? x : sin(x) / cos(x);
  }

  /** The sine of an angle and so many quarter turns. */
  private static double turned(double x, int quarters) {
    if (x != x || Math.abs(x) == Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    if (x == 0 && quarters == 0) {
      return x;
    }
    if (Math.abs(x) > 1073741824.0) {
      x %= 6.283185307179586;
    }
    double turns = Math.floor(x / 1.5707963267948966 + 0.5);
    double r = x - turns * HALF_PI_1 - turns * HALF_PI_2 - turns * HALF_PI_3;
    int quarter = (int) ((long) turns + quarters & 3);
    double value = (quarter & 1) == 0 ? sineSeries(r) : cosineSeries(r);
    return (quarter & 2) == 0 ? value : -value;
  }

  private static double sineSeries(double r) {
    double square = r * r;
    double sum = 0;
    for (int n = 18; n >= 2; n -= 2) {
      sum = -square / (n * (n + 1)) * (1 + sum);
    }
    return r + r * sum;
  }

  private static double cosineSeries(double r) {
    double square = r * r;
    double sum = 0;
    for (int n = 19; n >= 3; n -= 2) {
      sum = -square / (n * (n + 1)) * (1 + sum);
    }
    double half = square / 2;
    return 1 - half - half * sum;
  }

  @Export(name = "witloom:provide/teavmMath.atan")
  public static double atan(double x) {
    if (x != x || x == 0) {
      return x;
    }
    double size = Math.abs(x);
    double angle =
        size > 1
            ? 1.5707963267948966 - smallAtan(1 / size) + 6.123233995736766e-17
            : smallAtan(size);
    return x < 0 ? -angle : angle;
  }

  /** The angle of a tangent of at most 1: halved three times, then a series. */
  private static double smallAtan(double x) {
    double t = x;
    for (int i = 0; i < 3; i++) {
      t = t / (1 + Math.sqrt(1 + t * t));
    }
    double square = t * t;
    double sum = 0;
    for (int n = 23; n >= 3; n -= 2) {
      sum = -square * (1.0 / n + sum);
    }
    return 8 * (t + t * sum);
  }

  @Export(name = "witloom:provide/teavmMath.asin")
  public static double asin(double x) {
    return x == 0 ? x : atan2(x, Math.sqrt((1 - x) * (1 + x)));
  }

  @Export(name = "witloom:provide/teavmMath.acos")
  public static double acos(double x) {
    return atan2(Math.sqrt((1 - x) * (1 + x)), x);
  }

  @Export(name = "witloom:provide/teavmMath.atan2")
  public static double atan2(double y, double x) {
    if (x != x || y != y) {
      return Double.NaN;
    }
    boolean left = x < 0 || x == 0 && 1 / x < 0;
    boolean below = y < 0 || y == 0 && 1 / y < 0;
    double height = Math.abs(y);
    double width = Math.abs(x);
    double angle;
    if (height == 0) {
      angle = 0;
    } else if (height == Double.POSITIVE_INFINITY && width == Double.POSITIVE_INFINITY) {
      angle = Math.PI / 4;
    } else {
      angle = width == 0 ? Math.PI / 2 : atan(height / width);
    }
    if (left) {
      angle = Math.PI - angle + 1.2246467991473532e-16;
    }
    return below ? -angle : angle;
  }
}
