package shop;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import wit.shop.storefront.exports.Pricing;
import wit.shop.storefront.imports.Goods.Position;
import wit.shop.storefront.imports.Goods.TaxClass;
import wit.shop.storefront.imports.Orders.Discount;
import wit.shop.storefront.imports.Orders.Quote;
import wit.shop.storefront.imports.Orders.Tax;

/** Prices carts. Prices include tax, so that it is taken out of the total and never added. */
public final class Quotes implements Pricing {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal FREE_SHIPPING = BigDecimal.valueOf(6_000);
  private static final List<Offer> OFFERS =
      List.of(
          new Offer.Potted(BigDecimal.TEN),
          new Offer.Share("Orders from 100 €", BigDecimal.valueOf(10_000), BigDecimal.valueOf(5)));

  @Override
  public Quote price(List<Position> positions, String code, Optional<String> typed)
      throws RefusalException {
    Country country =
        Country.of(code)
            .orElseThrow(() -> new RefusalException(new Refusal.UnknownCountry(code)));
    BigDecimal goods = positions.stream().map(Money::price).reduce(BigDecimal.ZERO, BigDecimal::add);
    Optional<Voucher> voucher = voucher(typed, goods);

    List<Discount> discounts = new ArrayList<>();
    BigDecimal left = goods;
    for (Offer offer : offers(voucher)) {
      BigDecimal saved = Money.round(offer.saved(positions, left));
      if (saved.signum() > 0) {
        left = left.subtract(saved);
        discounts.add(new Discount(offer.words(), saved.longValueExact()));
      }
    }
    BigDecimal missing = FREE_SHIPPING.subtract(left).max(BigDecimal.ZERO);
    boolean free =
        positions.isEmpty() || missing.signum() == 0 || voucher.map(Voucher::sendsForFree).orElse(false);
    BigDecimal shipping = free ? BigDecimal.ZERO : country.shipping();
    return new Quote(
        goods.longValueExact(),
        discounts,
        shipping.longValueExact(),
        free ? Optional.empty() : Optional.of(missing.longValueExact()),
        taxes(positions, country, goods, left, shipping),
        left.add(shipping).longValueExact());
  }

  private static Optional<Voucher> voucher(Optional<String> typed, BigDecimal goods)
      throws RefusalException {
    if (typed.isEmpty()) {
      return Optional.empty();
    }
    Voucher voucher =
        Voucher.of(typed.get())
            .orElseThrow(() -> new RefusalException(new Refusal.UnknownVoucher(typed.get())));
    if (goods.compareTo(voucher.above()) < 0) {
      throw new RefusalException(new Refusal.VoucherAbove(voucher.above().longValueExact()));
    }
    return Optional.of(voucher);
  }

  private static List<Offer> offers(Optional<Voucher> voucher) {
    List<Offer> offers = new ArrayList<>(OFFERS);
    voucher.flatMap(Voucher::offer).ifPresent(offers::add);
    return offers;
  }

  /** Discounts lower what each rate is taken of by the same share; sending bears the standard rate. */
  private static List<Tax> taxes(
      List<Position> positions, Country country, BigDecimal goods, BigDecimal left, BigDecimal shipping) {
    Map<BigDecimal, BigDecimal> parts = new TreeMap<>((a, b) -> b.compareTo(a));
    for (Position position : positions) {
      BigDecimal part = Money.price(position).multiply(left).divide(goods, MathContext.DECIMAL64);
      parts.merge(country.rate(position.product().tax()), part, BigDecimal::add);
    }
    if (shipping.signum() > 0) {
      parts.merge(country.rate(TaxClass.STANDARD), shipping, BigDecimal::add);
    }
    List<Tax> taxes = new ArrayList<>();
    parts.forEach(
        (rate, part) -> {
          BigDecimal tax = part.multiply(rate).divide(HUNDRED.add(rate), MathContext.DECIMAL64);
          taxes.add(new Tax(rate.toPlainString(), Money.round(tax).longValueExact()));
        });
    return taxes;
  }
}
