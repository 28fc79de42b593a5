"""Maps as large as those of programs, and with a key that stands twice."""

from __future__ import annotations

from gen.imports import tables
from play import expect


def ten_thousand_entries() -> None:
    ages = {f"n{n:04}": n for n in range(10_000)}
    turned = tables.turn(ages)
    expect("turn", list(turned.items()), [(age, name) for name, age in ages.items()])


def a_key_twice() -> None:
    """The other side gives an entry for `a` twice, where it can."""
    expect("twice", tables.twice(), {"a": 3, "b": 2})
