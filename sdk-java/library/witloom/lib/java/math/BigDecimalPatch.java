package witloom.lib.java.math;

import java.math.BigDecimal;
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
}
