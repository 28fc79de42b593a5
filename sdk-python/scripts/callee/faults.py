"""Functions that fail."""

from __future__ import annotations

from gen import Err
from gen.exports import faults

calls = 0
hoarded: list[bytearray] = []


class Faults(faults.Faults):
    def parse(self, text: str) -> int:
        if not text:
            raise Err(faults.FaultEmpty())
        if len(text) > 3:
            raise Err(faults.FaultTooLong(len(text)))
        if not text.isdecimal():
            raise Err(faults.FaultUnknown(text))
        return int(text)

    def blow_up(self, text: str) -> int:
        raise RuntimeError(f"boom: {text}")

    def lapse(self, text: str) -> int:
        raise RuntimeError(f"boom: {text}")

    def small(self, byte: int) -> int:
        global calls
        calls += 1
        return byte

    def named(self, name: str) -> str:
        global calls
        calls += 1
        return name

    def calls(self) -> int:
        return calls

    def spin(self) -> None:
        while True:
            pass

    def flood(self, lines: int) -> None:
        for _ in range(lines):
            print("x" * 100)

    def hoard(self) -> None:
        while True:
            hoarded.append(bytearray(b"x" * (1 << 20)))
