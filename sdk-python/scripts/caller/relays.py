"""An interface that the other side both exports and imports."""

from __future__ import annotations

from gen.imports import relay
from gen.imports.relay import Card, Pass, Token, Tone
from play import expect, failed


def imported_and_exported() -> None:
    a, b = Card("a", Tone.LIGHT), Card("b", Tone.DARK)
    expect("turn", relay.turn([a, b]), [b, a])
    token = Token("x")
    expect("text", token.text(), "x")
    stamped = relay.stamp(Pass(a, token))
    expect("card", stamped.card, Card("a", Tone.DARK))
    expect("text", stamped.token.text(), "x/a")
    untitled = Card("", Tone.LIGHT)
    refused = failed(lambda: relay.stamp(Pass(untitled, stamped.token)))
    expect("refused", refused, untitled)
