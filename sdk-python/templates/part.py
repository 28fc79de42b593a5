"""Greets from Python."""

from gen import Err


def greet(name: str) -> str:
    if not name:
        raise Err("a name is needed")
    return f"hello, {name}, from Python"
