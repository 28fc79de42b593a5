package shop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wit.shop.storefront.imports.Goods.Category;
import wit.shop.storefront.imports.Goods.Position;

/** What takes something off the price of a cart. */
sealed interface Offer {
  /** What is saved, when {@code left} is what the positions cost after the offers before this one. */
  BigDecimal saved(List<Position> positions, BigDecimal left);

  /** The offer in words. */
  String words();

  /** Every plant makes a pot cheaper, the cheapest ones first. */
  record Potted(BigDecimal percent) implements Offer {
    @Override
    public BigDecimal saved(List<Position> positions, BigDecimal left) {
      long plants = 0;
      List<Position> pots = new ArrayList<>();
      for (Position position : positions) {
        if (position.product().category() == Category.PLANTS) {
          plants += position.quantity();
        } else if (position.product().category() == Category.POTS) {
          pots.add(position);
        }
      }
      pots.sort(Comparator.comparingLong(pot -> pot.product().price()));
      BigDecimal price = BigDecimal.ZERO;
      for (Position pot : pots) {
        long cheaper = Math.min(plants, pot.quantity());
        plants -= cheaper;
        price = price.add(Money.price(pot.product().price()).multiply(BigDecimal.valueOf(cheaper)));
      }
      return Money.percent(price, percent);
    }

    @Override
    public String words() {
      return percent.toPlainString() + " % off a pot with each plant";
    }
  }

  /** A part of what is worth more than {@code above}. */
  record Share(String name, BigDecimal above, BigDecimal percent) implements Offer {
    @Override
    public BigDecimal saved(List<Position> positions, BigDecimal left) {
      return left.compareTo(above) >= 0 ? Money.percent(left, percent) : BigDecimal.ZERO;
    }

    @Override
    public String words() {
      return name + ": " + percent.toPlainString() + " % off";
    }
  }

  /** An amount, or all that is left to pay. */
  record Amount(String name, BigDecimal amount) implements Offer {
    @Override
    public BigDecimal saved(List<Position> positions, BigDecimal left) {
      return amount.min(left);
    }

    @Override
    public String words() {
      return name + ": " + Money.words(amount) + " off";
    }
  }
}
