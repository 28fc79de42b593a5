"""What is called again and again."""

from __future__ import annotations

from gen import Err
from gen.exports import work


class Counter(work.Counter):
    def __init__(self, start: int) -> None:
        self.number = start

    def next(self) -> int:
        self.number += 1
        return self.number - 1


class Work(work.Work):
    def nothing(self) -> None:
        pass

    def add(self, a: int, b: int) -> int:
        return a + b

    def text(self, text: str) -> str:
        return text

    def bytes_(self, bytes: bytes) -> bytes:
        return bytes

    def integers(self, numbers: list[int]) -> list[int]:
        return numbers

    def floats(self, numbers: list[float]) -> list[float]:
        return numbers

    def points(self, points: list[work.Point]) -> list[work.Point]:
        return points

    def items(self, items: list[work.Item]) -> list[work.Item]:
        return items

    def shapes(self, shapes: list[work.Shape]) -> list[work.Shape]:
        return shapes

    def refuse(self, code: int) -> int:
        raise Err(work.Problem(code, "refused"))
