package witloom.lib.java.math;

import java.math.BigInteger;
import witloom.lib.Decimals;
import witloom.lib.OfObject;

/**
 * Methods of {@link BigInteger} whose answers people compare, or that TeaVM doesn't round to the
 * nearest.
 */
public final class BigIntegerPatch {
  /** Beyond so many bits everything is infinite. */
  private static final int BITS = 1100;

  private BigIntegerPatch() {}

  /** As the JDK's, of 32 bits at a time. */
  @OfObject
  public static int hashCode(BigInteger self) {
    byte[] bytes = self.abs().toByteArray();
    int hash = 0;
    int word = 0;
    for (int i = 0; i < bytes.length; i++) {
      word = word << 8 | bytes[i] & 0xff;
      if ((bytes.length - i) % 4 == 1) {
        hash = 31 * hash + word;
        word = 0;
      }
    }
    return hash * self.signum();
  }

  @OfObject
  public static double doubleValue(BigInteger self) {
    if (self.bitLength() < 64) {
      return self.longValue();
    }
    return self.bitLength() > BITS
        ? self.signum() * Double.POSITIVE_INFINITY
        : Decimals.toDouble(self.toString());
  }

  @OfObject
  public static float floatValue(BigInteger self) {
    if (self.bitLength() < 64) {
      return self.longValue();
    }
    return self.bitLength() > BITS
        ? self.signum() * Float.POSITIVE_INFINITY
        : Decimals.toFloat(self.toString());
  }
}
