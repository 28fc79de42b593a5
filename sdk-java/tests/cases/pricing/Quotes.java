package shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wit.shop.orders.exports.Pricing;
import wit.shop.orders.imports.Basket;

/** Prices orders exactly: money is a {@link BigDecimal} until it is rounded, once, to cents. */
public final class Quotes implements Pricing {
  private static final BigDecimal HUNDRED = new BigDecimal(100);
  private static final Map<String, BigDecimal> TAX =
      Map.of("AT", new BigDecimal("20"), "DE", new BigDecimal("19"), "CH", new BigDecimal("8.1"));

  @Override
  public Quote price(Basket.Order order, List<Rule> rules) throws PricingErrorException {
    BigDecimal rate = TAX.get(order.country());
    if (rate == null) {
      throw new PricingErrorException(new PricingError.UnknownCountry(order.country()));
    }
    BigDecimal gross = BigDecimal.ZERO;
    for (Basket.Line line : order.lines()) {
      gross = gross.add(price(line));
    }
    BigDecimal net = gross;
    List<Discount> discounts = new ArrayList<>();
    for (Rule rule : rules) {
      BigDecimal off = discount(rule, order, net).min(net);
      if (off.signum() > 0) {
        net = net.subtract(off);
        discounts.add(new Discount(reason(rule), cents(off)));
      }
    }
    BigDecimal tax = net.multiply(rate).divide(HUNDRED);
    return new Quote(order.number(), cents(gross), discounts, cents(tax), cents(net.add(tax)));
  }

  private static BigDecimal discount(Rule rule, Basket.Order order, BigDecimal net)
      throws PricingErrorException {
    if (rule instanceof Rule.Product product) {
      return of(order, product.value().product()).multiply(percent(product.value().percent()));
    }
    if (rule instanceof Rule.Bundle bundle) {
      return bundled(bundle.value(), order);
    }
    VolumeDiscount volume = ((Rule.Volume) rule).value();
    boolean large = net.compareTo(new BigDecimal(volume.above())) > 0;
    return large ? net.multiply(percent(volume.percent())) : BigDecimal.ZERO;
  }

  private static BigDecimal bundled(Bundle bundle, Basket.Order order) throws PricingErrorException {
    if (bundle.pieces() == 0 || bundle.paid() > bundle.pieces()) {
      throw bad(bundle.pieces() + " for " + bundle.paid());
    }
    BigDecimal off = BigDecimal.ZERO;
    for (Basket.Line line : order.lines()) {
      if (line.product().equals(bundle.product())) {
        long free = line.quantity() / bundle.pieces() * (bundle.pieces() - bundle.paid());
        off = off.add(BigDecimal.valueOf(free).multiply(BigDecimal.valueOf(line.unitPrice())));
      }
    }
    return off;
  }

  private static BigDecimal of(Basket.Order order, String product) {
    return order.lines().stream()
        .filter(line -> line.product().equals(product))
        .map(Quotes::price)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal price(Basket.Line line) {
    return BigDecimal.valueOf(line.quantity()).multiply(BigDecimal.valueOf(line.unitPrice()));
  }

  private static BigDecimal percent(String text) throws PricingErrorException {
    BigDecimal percent;
    try {
      percent = new BigDecimal(text);
    } catch (NumberFormatException problem) {
      throw bad(text);
    }
    if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
      throw bad(text);
    }
    return percent.divide(HUNDRED);
  }

  private static PricingErrorException bad(String what) {
    return new PricingErrorException(new PricingError.BadRule(what));
  }

  private static String reason(Rule rule) {
    if (rule instanceof Rule.Product product) {
      return product.value().percent() + "% off " + product.value().product();
    }
    if (rule instanceof Rule.Bundle bundle) {
      return bundle.value().pieces() + " for " + bundle.value().paid();
    }
    return ((Rule.Volume) rule).value().percent() + "% off large orders";
  }

  private static long cents(BigDecimal value) {
    return value.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }
}
