package shop;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** What customers type to pay less. */
enum Voucher {
  WELCOME10(2_500) {
    @Override
    Optional<Offer> offer() {
      return Optional.of(new Offer.Share(name(), above(), BigDecimal.TEN));
    }
  },
  SPRING5(4_000) {
    @Override
    Optional<Offer> offer() {
      return Optional.of(new Offer.Amount(name(), BigDecimal.valueOf(500)));
    }
  },
  POSTFREE(0) {
    @Override
    Optional<Offer> offer() {
      return Optional.empty();
    }
  };

  private final BigDecimal above;

  Voucher(long above) {
    this.above = BigDecimal.valueOf(above);
  }

  static Optional<Voucher> of(String text) {
    String code = text.strip().toUpperCase(Locale.ROOT);
    for (Voucher voucher : values()) {
      if (voucher.name().equals(code)) {
        return Optional.of(voucher);
      }
    }
    return Optional.empty();
  }

  /** What the goods have to be worth. */
  BigDecimal above() {
    return above;
  }

  /** What it takes off the goods, if anything. */
  abstract Optional<Offer> offer();

  boolean sendsForFree() {
    return this == POSTFREE;
  }
}
