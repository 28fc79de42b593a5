"""Finds products by their words, and ranks them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from gen.exports import search
from gen.exports.search import Hit, Product, Results
from ranking import Ranking
from words import words

# What a word counts for, by where it stands.
NAME, TAG, SUMMARY, DESCRIPTION = 6.0, 3.0, 2.0, 1.0


class Index(search.Index):
    def __init__(self, products: list[Product]) -> None:
        self.ranking = Ranking(
            {product.sku: dict(weighed(product)) for product in products}
        )

    def search(self, query: str, at_most: int) -> Results:
        asked = words(query)
        known, is_guess = self.ranking.known(asked)
        scores = self.ranking.scores(known)
        return Results(
            hits=[Hit(sku, score) for sku, score in best(scores.items(), at_most)],
            instead=" ".join(word[0] for word in known) if is_guess else None,
        )

    def similar(self, sku: str, at_most: int) -> list[str]:
        scores = self.ranking.similar(sku)
        return [other for other, _ in best(scores.items(), at_most)]


def weighed(product: Product) -> Iterable[tuple[str, float]]:
    """Words of a product with what they count for; a word that stands in several places counts for all of them. The
    only word of a name counts for more than one of two."""
    sums: dict[str, float] = {}
    name = NAME / max(1, len(words(product.name)))
    fields = [
        (product.name, name),
        (product.summary, SUMMARY),
        (product.description, DESCRIPTION),
    ]
    fields += [(tag, TAG) for tag in product.tags]
    for text, weight in fields:
        for word in words(text):
            sums[word] = sums.get(word, 0.0) + weight
    return sums.items()


def best(scores: Iterable[tuple[str, float]], at_most: int) -> list[tuple[str, float]]:
    return heapq.nsmallest(at_most, scores, key=lambda score: (-score[1], score[0]))
