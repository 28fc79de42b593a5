package shop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wit.shop.orders.exports.Pricing;
import wit.shop.orders.imports.Reader;

/** Sums over the orders seen so far. Each order is rounded by itself, as on its bill. */
final class Totals {
  /** Value added tax by country. */
  private static final Map<String, Percent> TAX =
      Map.of(
          "AT", tax(20), "DE", tax(19), "ES", tax(21), "FR", tax(20), "IT", tax(22), "NL", tax(21),
          "PL", tax(23));

  private final List<Offer> offers;
  private final long[] users;
  private final long[] saved;
  private long orders;
  private long gross;
  private long taxes;
  private long total;

  Totals(List<Offer> offers) {
    this.offers = offers;
    this.users = new long[offers.size()];
    this.saved = new long[offers.size()];
  }

  void add(Reader.Order order) throws Pricing.PricingErrorException {
    Percent rate = TAX.get(order.country());
    if (rate == null) {
      throw new Pricing.PricingErrorException(
          new Pricing.PricingError.UnknownCountry(order.country()));
    }
    BigDecimal price =
        order.lines().stream().map(Money::price).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal net = price;
    for (int i = 0; i < saved.length; i++) {
      BigDecimal off = offers.get(i).saved(order, net).min(net);
      if (off.signum() > 0) {
        net = net.subtract(off);
        users[i]++;
        saved[i] += Money.round(off);
      }
    }
    orders++;
    gross += Money.round(price);
    taxes += Money.round(rate.of(net));
    total += Money.round(net.add(rate.of(net)));
  }

  Pricing.Campaign campaign() {
    List<Pricing.Discount> discounts = new ArrayList<>();
    for (int i = 0; i < saved.length; i++) {
      discounts.add(new Pricing.Discount(offers.get(i).words(), users[i], saved[i]));
    }
    return new Pricing.Campaign(orders, gross, discounts, taxes, total);
  }

  private static Percent tax(int percent) {
    return new Percent(BigDecimal.valueOf(percent));
  }
}
