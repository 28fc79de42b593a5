"""How scenarios compare what they see."""

from __future__ import annotations

from collections.abc import Callable

from gen import Err
from gen.imports import ledger


class Difference(Exception):
    """What a scenario raises when something differs."""


def expect(what: str, got: object, want: object) -> None:
    """Ends the scenario unless both are the same."""
    if got != want:
        raise Difference(f"{what}: expected {want!r}, got {got!r}")


def refused(call: Callable[[], object], *parts: str) -> None:
    """Expects a call to raise a message that has all of these parts."""
    try:
        call()
    except (TypeError, ValueError) as error:
        for part in parts:
            expect(f"{str(error)!r} says {part!r}", part in str(error), True)
    else:
        raise Difference("nothing was raised")


def failed(call: Callable[[], object]) -> object:
    """The payload of the error that a call declares and raises."""
    try:
        call()
    except Err as error:
        return error.value
    raise Difference("nothing was raised")


def saw(live: int, *dropped: str) -> None:
    """Expects the ledger of the other side to say this."""
    expect("live", ledger.live(), live)
    expect("dropped", ledger.dropped(), list(dropped))
