from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import importlib
from datetime import datetime
from pathlib import Path
from typing import Any

from gen import Err, close
from gen.exports import counters, faults, uses
from gen.imports import files
from gen.imports.files import File

alive = 0
gone: list[int] = []
kept: list[Counter] = []


class Counter(counters.Counter):
    def __init__(self, start: int) -> None:
        global alive
        alive += 1
        self.value = start

    def add(self, by: int) -> int:
        self.value += by
        return self.value

    def finalizer(self) -> int:
        return self.value + 1000

    def handle(self) -> int:
        return self.value + 2000

    def merge(self, other: Counter) -> int:
        assert isinstance(other, Counter)
        self.value += other.value
        return self.value

    @staticmethod
    def zero() -> Counter:
        return Counter(0)

    @classmethod
    def parse(cls, text: str) -> Counter:
        try:
            return cls(int(text))
        except ValueError as error:
            raise Err(str(error)) from None

    def close(self) -> None:
        global alive
        alive -= 1
        gone.append(self.value)


class Gate(counters.Gate):
    def __init__(self, open: bool) -> None:
        if not open:
            raise Err("shut")

    def close(self) -> str:
        return "closed by the WIT's method"


class Counters(counters.Counters):
    def consume(self, c: Counter) -> int:
        value = c.value
        c.close()
        return value

    def peek(self, c: Counter) -> int:
        return c.value

    def views(self, v: list[counters.View]) -> int:
        return sum(view.of.value for view in v)

    def make(self, n: int) -> list[Counter]:
        return [Counter(i) for i in range(n)]

    def swap(self, p: counters.Pair) -> counters.Pair:
        if p.second is None:
            return p
        return counters.Pair(p.second, p.first)

    def keep(self, c: Counter) -> None:
        kept.append(c)

    def give_back(self) -> Counter | None:
        return kept.pop() if kept else None

    def same_twice(self) -> list[Counter]:
        return [Counter(7)] * 2

    def live(self) -> int:
        return alive

    def dropped(self) -> list[int]:
        return gone


def script(what: str) -> str:
    if what == "close":
        with File("a") as f:
            text = f.handle_()
            assert f.close() == 1
        close(f)
        return text
    if what == "after-close":
        f = File("a")
        close(f)
        return f.handle_()
    if what == "after-move":
        f = File("a")
        files.consume(f)
        return files.lend(f)
    if what == "twice":
        f = File("a")
        files.all([f, f])
    if what == "forgotten":
        for _ in range(100):
            File("x")
        return "ok"
    if what == "lists":
        back = files.all([File("a"), File("b")])
        return " ".join(f.handle_() for f in back)
    if what == "static":
        return File.open("c").handle_()
    if what == "fails":
        return File.open("")
    if what == "wrong":
        files.lend("text")
    if what == "wrong-number":
        Path("/nowhere").read_text()
    if what == "chain":
        return File("a").child().child().handle_()
    if what == "cycle":
        parent = File("a")
        child: Any = parent.child()
        child.parent, parent.child_ = parent, child  # type: ignore[attr-defined]
        del parent, child
        gc.collect()
        return "ok"
    if what == "moved-child":
        return files.consume(File("a").child())
    if what == "deep-twice":
        f = File("a")
        files.keep(files.Both(f, [None, f]))
    if what == "lent-and-moved":
        f = File("a")
        files.trade(f, f)
    if what == "surrogate":
        File("\ud800")
    raise KeyError(what)


class Uses(uses.Uses):
    def run(self, what: str) -> str:
        try:
            return script(what)
        except (TypeError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        except KeyError as error:
            raise Err(f"KeyError: {error}") from None

    def borrowed(self, f: File) -> str:
        try:
            files.consume(f)
        except ValueError as error:
            return f"{f.handle_()}: {error}"
        return "consumed"

    def owned(self, f: File) -> str:
        with f:
            return f.handle_()


class Faults(faults.Faults):
    def wrong_result(self) -> int:
        return 300

    def deep(self) -> list[tuple[int, str | None]]:
        return [(1, None), (2, 3)]

    def wrong_err(self) -> None:
        raise Err("text")

    def plain(self, s: str) -> int:
        return inner(s)

    def late_import(self, name: str) -> str:
        import statistics

        try:
            module = importlib.import_module(name)
        except ImportError as error:
            raise Err(str(error)) from None
        return module.__name__ + str(statistics.mean([1, 2, 3]))

    def late_work(self) -> list[str]:
        day = datetime.strptime("2026-11-26", "%Y-%m-%d")
        total = asyncio.run(waits())
        futures = concurrent.futures.Future  # a module that loads its parts late
        return [
            str(day.date()),
            "Grüße".encode("cp1252").hex(),
            "bücher.example".encode("idna").decode(),
            f"{total} {futures.__name__}",
        ]

    def read(self, path: str) -> str:
        try:
            return Path(path).read_text()
        except OSError as error:
            raise Err(str(error)) from None


async def waits() -> int:
    async def one(n: int) -> int:
        await asyncio.sleep(0.001 * n)
        return n

    async with asyncio.timeout(5):
        return sum(await asyncio.gather(*map(one, range(4))))


def inner(s: str) -> int:
    raise ValueError(f"no number in {s!r}")
