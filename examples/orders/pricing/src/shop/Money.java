package shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import wit.shop.orders.imports.Reader;

/** Amounts in cents. */
final class Money {
  private Money() {}

  /** What a line costs before discounts. */
  static BigDecimal price(Reader.Line line) {
    return times(line.quantity(), line.unitPrice());
  }

  /** A product that may not fit into a {@code long}. */
  static BigDecimal times(long pieces, long price) {
    return BigDecimal.valueOf(pieces).multiply(BigDecimal.valueOf(price));
  }

  /** Whole cents, half to even: errors of many orders cancel out. */
  static long round(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }
}
