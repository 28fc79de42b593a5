"""Calls the other side again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gen import Err
from gen.exports import load
from gen.imports import work

T = TypeVar("T")

KINDS = list(work.Kind)


def point(i: int) -> work.Point:
    return work.Point(i, i / 2, float(-i), i % 3 == 0, KINDS[i % 3])


def item(i: int) -> work.Item:
    return work.Item(i, f"item {i}", ["new", f"tag {i % 10}"])


def shape(i: int) -> work.Shape:
    match i % 5:
        case 0:
            return work.ShapeEmpty()
        case 1:
            return work.ShapeCircle(work.LengthPixels(i))
        case 2:
            return work.ShapeFrame(work.Size(work.LengthAuto(), work.LengthShare(i / 2)))
        case 3:
            return work.ShapeLabel(f"shape {i}")
        case _:
            return work.ShapeLabel(None)


def check(right: bool, name: str) -> None:
    if not right:
        raise ValueError(f"{name}: a wrong answer")


def play(times: int, function: Callable[[T], T], value: T) -> None:
    """Calls a function that gives back what it gets."""
    check(function(value) == value, function.__name__)
    for _ in range(times):
        function(value)


def one() -> int:
    with work.Counter(7) as counter:
        return counter.next()


def refused() -> work.Problem:
    try:
        work.refuse(7)
    except Err as problem:
        return problem.value
    raise ValueError("refuse: no error")


class Load(load.Load):
    def nothing(self, times: int) -> None:
        work.nothing()
        for _ in range(times):
            work.nothing()

    def add(self, times: int) -> None:
        check(work.add(20, -62) == -42, "add")
        for _ in range(times):
            work.add(20, -62)

    def text(self, times: int, unit: str, count: int) -> None:
        play(times, work.text, unit * count)

    def bytes_(self, times: int, count: int) -> None:
        play(times, work.bytes_, bytes(i % 251 for i in range(count)))

    def integers(self, times: int, count: int) -> None:
        play(times, work.integers, [i * 4000 % 2**32 for i in range(count)])

    def floats(self, times: int, count: int) -> None:
        play(times, work.floats, [i / 2 for i in range(count)])

    def points(self, times: int, count: int) -> None:
        play(times, work.points, [point(i) for i in range(count)])

    def items(self, times: int, count: int) -> None:
        play(times, work.items, [item(i) for i in range(count)])

    def shapes(self, times: int, count: int) -> None:
        play(times, work.shapes, [shape(i) for i in range(count)])

    def counter(self, times: int) -> None:
        check(one() == 7, "counter")
        for _ in range(times):
            one()

    def refuse(self, times: int) -> None:
        check(refused() == work.Problem(7, "refused"), "refuse")
        for _ in range(times):
            refused()
