package shop;

import java.math.BigDecimal;
import wit.shop.orders.exports.Pricing;
import wit.shop.orders.imports.Reader;

/** A rule whose numbers make sense. Money is in cents, exact until a total is rounded. */
sealed interface Offer {
  /** What an order saves, when {@code net} is what it costs after the offers before this one. */
  BigDecimal saved(Reader.Order order, BigDecimal net);

  /** The offer in words. */
  String words();

  /** A part of the price of a product. */
  record Product(String name, Percent off) implements Offer {
    @Override
    public BigDecimal saved(Reader.Order order, BigDecimal net) {
      return order.lines().stream()
          .filter(line -> line.product().equals(name))
          .map(line -> off.of(Money.price(line)))
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Override
    public String words() {
      return off + " off " + name;
    }
  }

  /** So many pieces for the price of fewer. */
  record Bundle(String name, long pieces, long paid) implements Offer {
    @Override
    public BigDecimal saved(Reader.Order order, BigDecimal net) {
      BigDecimal saved = BigDecimal.ZERO;
      for (Reader.Line line : order.lines()) {
        if (line.product().equals(name)) {
          long free = line.quantity() / pieces * (pieces - paid);
          saved = saved.add(Money.times(free, line.unitPrice()));
        }
      }
      return saved;
    }

    @Override
    public String words() {
      return pieces + " for " + paid + ": " + name;
    }
  }

  /** A part of large orders. */
  record Volume(BigDecimal above, Percent off) implements Offer {
    @Override
    public BigDecimal saved(Reader.Order order, BigDecimal net) {
      return net.compareTo(above) > 0 ? off.of(net) : BigDecimal.ZERO;
    }

    @Override
    public String words() {
      return off + " off orders above " + above.movePointLeft(2).toPlainString() + " €";
    }
  }

  /** The offer that a rule describes. */
  static Offer of(Pricing.Rule rule) throws Pricing.PricingErrorException {
    if (rule instanceof Pricing.Rule.Product product) {
      return new Product(product.value().product(), Percent.parse(product.value().percent()));
    }
    if (rule instanceof Pricing.Rule.Bundle bundle) {
      return bundle(bundle.value());
    }
    Pricing.VolumeDiscount volume = ((Pricing.Rule.Volume) rule).value();
    BigDecimal above = new BigDecimal(Long.toUnsignedString(volume.above()));
    return new Volume(above, Percent.parse(volume.percent()));
  }

  private static Offer bundle(Pricing.Bundle bundle) throws Pricing.PricingErrorException {
    if (bundle.pieces() == 0 || bundle.paid() > bundle.pieces()) {
      String what = bundle.pieces() + " for " + bundle.paid();
      throw new Pricing.PricingErrorException(new Pricing.PricingError.BadRule(what));
    }
    return new Bundle(bundle.product(), bundle.pieces(), bundle.paid());
  }
}
