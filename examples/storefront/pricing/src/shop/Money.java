package shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import wit.shop.storefront.imports.Goods.Position;

/** Amounts in cents, exact until somebody has to pay them. */
final class Money {
  private Money() {}

  /** What a position costs before discounts. */
  static BigDecimal price(Position position) {
    return price(position.product().price()).multiply(BigDecimal.valueOf(position.quantity()));
  }

  static BigDecimal price(long cents) {
    return BigDecimal.valueOf(cents);
  }

  /** A part of an amount, in percent. */
  static BigDecimal percent(BigDecimal amount, BigDecimal percent) {
    return amount.multiply(percent).movePointLeft(2);
  }

  /** Whole cents, as customers and tax offices round. */
  static BigDecimal round(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.HALF_UP);
  }

  /** "12.50 €". */
  static String words(BigDecimal cents) {
    return cents.movePointLeft(2).setScale(2, RoundingMode.HALF_UP).toPlainString() + " €";
  }
}
