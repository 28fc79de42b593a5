"""Things, others, their ledger, and functions that fail."""

from __future__ import annotations

import seen
from faults import Faults
from gen import Err
from gen.exports import ledger, others, tables, things
from homes import Cupboard, Door, Gate, House, Room
from relays import Relay, Token

__all__ = [
    "Cupboard",
    "Door",
    "Faults",
    "Gate",
    "House",
    "Ledger",
    "NumberedThing",
    "Others",
    "Relay",
    "Room",
    "Thing",
    "Things",
    "Token",
]


class Thing(things.Thing):
    def __init__(self, label: str) -> None:
        seen.live += 1
        self.text = label

    def label(self) -> str:
        seen.calls += 1
        return self.text

    def rename(self, label: str) -> str:
        before, self.text = self.text, label
        return before

    def same_as(self, other: Thing) -> bool:
        return self is other

    @staticmethod
    def merge(a: Thing, b: Thing) -> Thing:
        return Thing(f"{a.end()}+{b.end()}")

    def end(self) -> str:
        """Takes a thing that came home out of the count."""
        seen.live -= 1
        return self.text

    def close(self) -> None:
        """Called when somebody else's last handle goes away."""
        seen.live -= 1
        seen.gone(self.text)


kept: Thing | None = None


class Things(things.Things):
    def look(self, it: Thing) -> str:
        seen.calls += 1
        return it.text

    def look_all(self, all: list[Thing]) -> list[str]:
        seen.calls += 1
        return [it.text for it in all]

    def take(self, it: Thing) -> str:
        seen.calls += 1
        return it.end()

    def echo(self, it: Thing) -> Thing:
        return it

    def keep(self, it: Thing) -> None:
        global kept
        kept = it

    def kept(self) -> Thing | None:
        global kept
        it, kept = kept, None
        return it

    def make(self, labels: list[str]) -> list[Thing]:
        return [Thing(label) for label in labels]

    def hold(self, labels: list[str]) -> things.Holding:
        first, *rest = self.make(labels)
        return things.Holding(first, f"{len(rest)} more", rest)

    def unhold(self, all: things.Holding) -> list[str]:
        seen.calls += 1
        return [it.end() for it in [all.first, *all.rest]]

    def pack(self, labels: list[str]) -> things.Parcel:
        match self.make(labels):
            case []:
                return things.ParcelNothing()
            case [one]:
                return things.ParcelOne(one)
            case [one, two, *_]:
                return things.ParcelTwo((one, two))

    def unpack(self, all: things.Parcel) -> list[str]:
        match all:
            case things.ParcelOne(it):
                return [it.end()]
            case things.ParcelTwo(both):
                return [it.end() for it in both]
            case _:
                return []

    def find(self, label: str) -> Thing:
        if not label:
            raise Err("no label")
        return Thing(label)

    def exchange(self, it: Thing, fine: bool) -> str:
        if not fine:
            raise Err(it)
        return it.end()


class NumberedThing(others.Thing):
    """The other resource of the same name."""

    def __init__(self, number: int) -> None:
        self.value = number

    def number(self) -> int:
        return self.value

    def close(self) -> None:
        seen.numbers.append(self.value)


class Others(others.Others):
    def sum(self, all: list[NumberedThing]) -> int:
        return sum(it.value for it in all)


class Tables(tables.Tables):
    def turn(self, ages: dict[str, int]) -> dict[int, str]:
        return {age: name for name, age in ages.items()}

    def twice(self) -> dict[str, int]:
        return {"a": 3, "b": 2}


class Ledger(ledger.Ledger):
    def reset(self) -> None:
        seen.forget()

    def calls(self) -> int:
        return seen.calls

    def live(self) -> int:
        return seen.live

    def dropped(self) -> list[str]:
        return seen.dropped

    def dropped_numbers(self) -> list[int]:
        return seen.numbers
