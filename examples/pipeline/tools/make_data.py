"""Writes data/access.log: a day of a shop's web server, the same every time, a few lines of it malformed."""

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

LINES = 6_000
PAGES = {
    "/": 20,
    "/products/espresso-machine": 9,
    "/products/hand-grinder": 12,
    "/products/kettle": 8,
    "/blog/how-to-descale": 6,
    "/news/new-roastery": 4,
    "/cart": 7,
    "/checkout/payment": 3,
    "/api/stock?sku=1204": 10,
    "/style.css": 9,
    "/logo.svg": 6,
    "/imprint": 2,
}
AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0": 40,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/137.0 Safari/537.36": 35,
    "ExampleBot/2.1 (+https://bots.example/about)": 8,
    "uptime-monitor/1.4": 5,
    "curl/8.9.1": 2,
}
STATUSES = {200: 180, 304: 24, 404: 8, 500: 2, 503: 1}
BROKEN = {1_011: "-", 2_800: '10.0.3.9 - - [not a time] "GET / HTTP/1.1" 200 12 "-" "-"', 5_700: "GET / HTTP/1.1"}


def pick(draw: random.Random, weights: dict) -> object:
    return draw.choices(list(weights), list(weights.values()))[0]


def main() -> None:
    draw = random.Random(7)
    time = datetime(2026, 11, 2, tzinfo=timezone.utc)
    lines = []
    for number in range(LINES):
        busy = 1 + 3 * (8 <= time.hour < 20)
        time += timedelta(seconds=draw.expovariate(busy / 36))
        if number in BROKEN:
            lines.append(BROKEN[number])
            continue
        status = pick(draw, STATUSES)
        size = "-" if status == 304 else int(draw.lognormvariate(9, 1.2))
        client = f"10.{draw.randrange(8)}.{draw.randrange(256)}.{draw.randrange(1, 255)}"
        stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000")
        lines.append(
            f'{client} - - [{stamp}] "GET {pick(draw, PAGES)} HTTP/1.1" {status} {size} "-" "{pick(draw, AGENTS)}"'
        )
    path = Path(__file__).parent.parent / "data" / "access.log"
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
