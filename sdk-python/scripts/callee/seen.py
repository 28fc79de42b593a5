"""What happened to the objects of this component."""

from __future__ import annotations

calls = 0
live = 0
dropped: list[str] = []
numbers: list[int] = []


def gone(name: str) -> None:
    """Notes that the last handle of an object went away."""
    dropped.append(name)


def forget() -> None:
    """Forgets everything."""
    global calls, live
    calls = live = 0
    dropped.clear()
    numbers.clear()
