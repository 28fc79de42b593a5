"""Computes figures about orders, country by country."""

from __future__ import annotations

import heapq
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from gen import Err
from gen.exports import statistics as figures
from gen.imports.reader import Order, OrderReader

BATCH = 1000
BEST_PRODUCTS = 3
OUTLIERS = 3


@dataclass
class Country:
    """What is remembered of a country's orders."""

    orders: list[tuple[str, str, int]] = field(default_factory=list)
    pieces: Counter[str] = field(default_factory=Counter)
    revenue: Counter[str] = field(default_factory=Counter)

    def add(self, order: Order) -> None:
        value = 0
        for line in order.lines:
            amount = line.quantity * line.unit_price
            self.pieces[line.product] += line.quantity
            self.revenue[line.product] += amount
            value += amount
        self.orders.append((order.number, order.customer, value))


class Analysis(figures.Analysis):
    """Orders at least `threshold` standard deviations from the mean are outliers."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def run(self, source: OrderReader) -> figures.Summary:
        if not self.threshold > 0:
            raise Err(figures.AnalysisErrorBadThreshold(self.threshold))
        countries: defaultdict[str, Country] = defaultdict(Country)
        first_day, last_day = "9999", ""
        try:
            while batch := source.next(BATCH):
                for order in batch:
                    countries[order.country].add(order)
                    first_day, last_day = min(first_day, order.day), max(last_day, order.day)
        except Err as error:
            raise Err(figures.AnalysisErrorReading(error.value)) from error
        if not countries:
            raise Err(figures.AnalysisErrorNoOrders())
        summaries = [self.summarise(name, country) for name, country in countries.items()]
        summaries.sort(key=lambda summary: summary.revenue, reverse=True)
        return figures.Summary(
            orders=sum(summary.orders for summary in summaries),
            revenue=sum(summary.revenue for summary in summaries),
            first_day=first_day,
            last_day=last_day,
            countries=summaries,
        )

    def summarise(self, name: str, country: Country) -> figures.CountrySummary:
        values = [value for _, _, value in country.orders]
        mean = statistics.fmean(values)
        deviation = statistics.pstdev(values, mean)
        best = heapq.nlargest(BEST_PRODUCTS, country.revenue.items(), key=lambda item: item[1])
        return figures.CountrySummary(
            country=name,
            orders=len(values),
            revenue=sum(values),
            values=figures.Distribution(
                mean=mean,
                median=statistics.median(values),
                deviation=deviation,
                lowest=min(values),
                highest=max(values),
            ),
            best_products=[
                figures.ProductShare(product=product, pieces=country.pieces[product], revenue=revenue)
                for product, revenue in best
            ],
            outliers=self.outliers(country, mean, deviation),
        )

    def outliers(self, country: Country, mean: float, deviation: float) -> list[figures.Outlier]:
        if deviation == 0:
            return []
        scored = [
            figures.Outlier(number=number, customer=customer, value=value, score=(value - mean) / deviation)
            for number, customer, value in country.orders
            if abs(value - mean) >= self.threshold * deviation
        ]
        scored.sort(key=lambda outlier: abs(outlier.score), reverse=True)
        return scored[:OUTLIERS]
