package shop;

import java.math.BigDecimal;
import java.util.Optional;
import wit.shop.storefront.imports.Goods.TaxClass;

/** Where parcels go: what sending costs, and which tax the goods bear. */
enum Country {
  AT(690, "20", "10"),
  DE(490, "19", "7"),
  FR(990, "20", "5.5"),
  NL(790, "21", "9");

  private final BigDecimal shipping;
  private final BigDecimal standard;
  private final BigDecimal reduced;

  Country(long shipping, String standard, String reduced) {
    this.shipping = BigDecimal.valueOf(shipping);
    this.standard = new BigDecimal(standard);
    this.reduced = new BigDecimal(reduced);
  }

  static Optional<Country> of(String code) {
    for (Country country : values()) {
      if (country.name().equals(code)) {
        return Optional.of(country);
      }
    }
    return Optional.empty();
  }

  BigDecimal shipping() {
    return shipping;
  }

  /** In percent. */
  BigDecimal rate(TaxClass taxClass) {
    return switch (taxClass) {
      case STANDARD -> standard;
      case REDUCED -> reduced;
    };
  }
}
