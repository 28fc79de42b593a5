"""The call that comes next, what was wrong with it, and how values are compared."""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Callable, Coroutine

from gen._runtime import Err, Ok, Some

function = 0
vector = 0
complaint: str | None = None


def expect(next_function: int, next_vector: int) -> None:
    global function, vector, complaint
    function, vector, complaint = next_function, next_vector, None


def take_complaint() -> str | None:
    global complaint
    said, complaint = complaint, None
    return said


def check(where: str, got: object, want: object) -> None:
    """Notes a difference of a value that came in; the first one of a call stands."""
    global complaint
    if complaint is None:
        complaint = compare(where, got, want)


def compare(where: str, got: object, want: object) -> str | None:
    """What differs, if anything."""
    if same(got, want):
        return None
    return f"{where}: expected {show(want)}, got {show(got)}"


def at_once(play: Coroutine[object, object, str | None]) -> str | None:
    """Runs what never waits."""
    try:
        play.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("it waits")


async def answer(call: Callable[..., object], args: tuple[object, ...]) -> object:
    """Calls, and gives what is returned or raised."""
    try:
        got = call(*args)
        return await got if isinstance(got, Coroutine) else got
    except Err as error:
        return error


async def outcome(call: Callable[..., object], args: tuple[object, ...], want: object) -> str | None:
    """Calls, and compares what is returned or raised."""
    return compare("result", await answer(call, args), want)


def same(a: object, b: object) -> bool:
    """Deep equality: every NaN is the same, -0.0 is not 0.0, and types are the same."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b) or (a != a and b != b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, (Ok, Err, Some)):
        return same(a.value, b.value)
    if dataclasses.is_dataclass(a):
        names = [field.name for field in dataclasses.fields(a)]
        return all(same(getattr(a, name), getattr(b, name)) for name in names)
    return a == b


def show(value: object) -> str:
    """A value as a person would write it, and not more of it than one reads."""
    short = value[:300] if isinstance(value, (str, bytes, list)) else value
    text = repr(short)
    return f"{text[:300]}…" if len(text) > 300 else text
