package shop;

import java.util.ArrayList;
import java.util.List;
import wit.shop.orders.exports.Pricing;
import wit.shop.orders.imports.Reader;

/** Prices all orders of a reader, a batch at a time. */
public final class Quotes implements Pricing {
  private static final int BATCH = 1000;

  @Override
  public Campaign price(Reader.OrderReader source, List<Rule> rules) throws PricingErrorException {
    List<Offer> offers = new ArrayList<>();
    for (Rule rule : rules) {
      offers.add(Offer.of(rule));
    }
    Totals totals = new Totals(offers);
    for (List<Reader.Order> batch = next(source); !batch.isEmpty(); batch = next(source)) {
      for (Reader.Order order : batch) {
        totals.add(order);
      }
    }
    return totals.campaign();
  }

  private static List<Reader.Order> next(Reader.OrderReader source) throws PricingErrorException {
    try {
      return source.next(BATCH);
    } catch (Reader.ReadErrorException problem) {
      throw new PricingErrorException(new PricingError.Reading(problem.value()));
    }
  }
}
