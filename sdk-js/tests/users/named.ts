import * as cheap from "cheap";
import * as dear from "dear";
import * as usual from "test:named/rates";
import { ComponentError } from "witloom";
import type { World, Shop, Rates } from "./gen/exports";

class Book implements Shop.Book {
  constructor(readonly name: string) {}
  find(of: string): Shop.Quote {
    const refusal: Shop.Refusal = { tag: "unknown", val: of };
    if (of === "") throw new ComponentError(refusal);
    return { price: { cents: 1n }, of: [this.name, of] };
  }
}

export const shop: World["shop"] = { Book, best: (quote) => quote };

// The other name has types of its own.
export const rates: Rates = {
  Book,
  best: async (quote, book) => book.find(quote.of[0] ?? ""),
};

export const compare: World["compare"] = (of) => {
  using here = new cheap.Book("here");
  using there = new dear.Book("there");
  const quote: usual.Quote = usual.best(here.find(of), new usual.Book(""));
  return there.find(of).price.cents - quote.price.cents;
};
