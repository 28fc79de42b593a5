package shop;

import java.math.BigDecimal;
import wit.shop.orders.exports.Pricing;

/**
 * A part of a whole.
 *
 * @param value 0 to 100
 */
record Percent(BigDecimal value) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Reads a decimal number from 0 to 100. */
  static Percent parse(String text) throws Pricing.PricingErrorException {
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException problem) {
      throw bad(text);
    }
    if (value.signum() < 0 || value.compareTo(HUNDRED) > 0) {
      throw bad(text);
    }
    return new Percent(value);
  }

  private static Pricing.PricingErrorException bad(String text) {
    return new Pricing.PricingErrorException(new Pricing.PricingError.BadRule(text + " %"));
  }

  /** This part of an amount, exactly. */
  BigDecimal of(BigDecimal amount) {
    return amount.multiply(value).movePointLeft(2);
  }

  @Override
  public String toString() {
    return value.toPlainString() + " %";
  }
}
