package witloom.lib.java.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import witloom.lib.Decimals;
import witloom.lib.OfObject;

/**
 * Methods of {@link BigDecimal} whose answers people compare, or that TeaVM doesn't round to the
 * nearest.
 */
public final class BigDecimalPatch {
  private BigDecimalPatch() {}

  @OfObject
  public static int hashCode(BigDecimal self) {
    return 31 * self.unscaledValue().hashCode() + self.scale();
  }

  @OfObject
  public static double doubleValue(BigDecimal self) {
    return Decimals.toDouble(self.toString());
  }

  @OfObject
  public static float floatValue(BigDecimal self) {
    return Decimals.toFloat(self.toString());
  }

  /** TeaVM's takes 99…9 for more than it is. */
  @OfObject
  public static int precision(BigDecimal self) {
    BigInteger size = self.unscaledValue().abs();
    if (size.bitLength() < 64) {
      return digits(size.longValue());
    }
    int digits = (int) (size.bitLength() * 646456993L >>> 31);
    return size.compareTo(BigInteger.TEN.pow(digits)) < 0 ? digits : digits + 1;
  }

  private static int digits(long size) {
    int digits = 1;
    for (long left = size; left >= 10; left /= 10) {
      digits++;
    }
    return digits;
  }

  @OfObject
  public static BigDecimal sqrt(BigDecimal self, MathContext context) {
    if (self.signum() < 0) {
      throw new ArithmeticException("Attempted square root of negative BigDecimal");
    }
    int preferred = self.scale() / 2;
    if (self.signum() == 0) {
      return BigDecimal.valueOf(0, preferred);
    }
    boolean isExact = context.getPrecision() == 0;
    int precision = isExact ? self.precision() / 2 + 1 : context.getPrecision();
    // An even power of ten that leaves two digits more than wanted.
    long power = 2L * precision + 5 - self.precision();
    power += power + self.scale() & 1;
    BigInteger whole = scaled(self.unscaledValue(), (int) power);
    BigInteger root = whole.sqrt();
    boolean isRoot = root.multiply(root).equals(whole) && isWhole(self.unscaledValue(), (int) power);
    // What isn't exact ends by a digit that is no tie.
    BigInteger digits = isRoot ? root : root.multiply(BigInteger.TEN).add(BigInteger.ONE);
    int scale = (int) ((self.scale() + power) / 2) + (isRoot ? 0 : 1);
    RoundingMode mode = isExact ? RoundingMode.UNNECESSARY : context.getRoundingMode();
    return fitted(new BigDecimal(digits, scale), new MathContext(precision, mode), isExact, preferred);
  }

  private static BigInteger scaled(BigInteger value, int power) {
    return power >= 0
        ? value.multiply(BigInteger.TEN.pow(power))
        : value.divide(BigInteger.TEN.pow(-power));
  }

  /** Whether nothing is lost by {@link #scaled}. */
  private static boolean isWhole(BigInteger value, int power) {
    return power >= 0 || value.mod(BigInteger.TEN.pow(-power)).signum() == 0;
  }

  private static BigDecimal fitted(
      BigDecimal root, MathContext context, boolean isExact, int preferred) {
    BigDecimal rounded;
    try {
      rounded = root.round(context).stripTrailingZeros();
    } catch (ArithmeticException inexact) {
      throw new ArithmeticException("Computed square root not exact.");
    }
    int room = isExact ? Integer.MAX_VALUE : context.getPrecision() - rounded.precision();
    int missing = Math.min(preferred - rounded.scale(), room);
    return missing > 0 ? rounded.setScale(rounded.scale() + missing) : rounded;
  }
}
