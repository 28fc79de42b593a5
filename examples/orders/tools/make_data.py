"""Writes data/orders-2025.csv: 100,000 rows, the same every time, a few of them malformed."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

ROWS = 100_000
COUNTRIES = {"DE": 30, "FR": 22, "IT": 15, "ES": 12, "NL": 9, "PL": 8, "AT": 4}
PRODUCTS = {
    "espresso beans 1 kg": 1890,
    "filter paper, 100": 349,
    "hand grinder": 5990,
    "kettle with gooseneck": 7450,
    "milk jug 0.6 l": 1695,
    "scale with timer": 4499,
    "portafilter 58 mm": 8900,
    "cleaning tablets": 1299,
    "cup, set of 6": 2750,
    "descaler 1 l": 1150,
}
FIRST = ["Ada", "Bruno", "Chloé", "Dario", "Elif", "Frida", "Gaël", "Hana", "Iñaki", "Jürgen", "Kasia", "Lore"]
LAST = ["Almeida", "Bauer", "Conti", "Dubois", "Eriksen", "Fischer", "García", "Hoekstra", "Ivanov", "Jansen"]
BROKEN = {
    20_417: lambda row: row[:4],
    48_802: lambda row: row[:5] + ["three", row[6]],
    77_150: lambda row: row[:6] + ["-12.00"],
    91_003: lambda row: row[:1] + ["2025-02-30"] + row[2:],
}


def orders(rng: random.Random):
    day, number = date(2025, 1, 1), 0
    while True:
        number += 1
        if rng.random() < 0.0085:
            day = min(day + timedelta(days=1), date(2025, 12, 31))
        country = rng.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
        customer = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        bulk = rng.random() < 0.0004
        for _ in range(rng.choices([1, 2, 3, 4], [50, 28, 15, 7])[0]):
            product = rng.choice(list(PRODUCTS))
            quantity = rng.randint(80, 240) if bulk else rng.choices([1, 2, 3, 5], [70, 20, 7, 3])[0]
            price = PRODUCTS[product] * (85 if day.month == 11 else 100) // 100
            yield [f"A{number:06}", day.isoformat(), country, customer, product, quantity, f"{price / 100:.2f}"]


def main() -> None:
    target = Path(__file__).parent.parent / "data" / "orders-2025.csv"
    rng = random.Random(2025)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["order", "day", "country", "customer", "product", "quantity", "unit_price"])
        for line, row in zip(range(2, ROWS + 2), orders(rng)):
            writer.writerow(BROKEN.get(line, lambda row: row)([str(cell) for cell in row]))


main()
