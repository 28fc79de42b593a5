"""Hands on what it is asked to the relay that is imported."""

from __future__ import annotations

from gen import Err
from gen.exports import relay
from gen.imports import relay as far


class Token(relay.Token):
    """A token of the other side's in our own."""

    def __init__(self, text: str | far.Token) -> None:
        self.far = far.Token(text) if isinstance(text, str) else text

    def text(self) -> str:
        return self.far.text()

    def close(self) -> None:
        self.far.close()


class Relay(relay.Relay):
    def turn(self, cards: list[relay.Card]) -> list[relay.Card]:
        return far.turn(cards)

    def stamp(self, it: relay.Pass) -> relay.Pass:
        assert isinstance(it.token, Token)
        try:
            stamped = far.stamp(far.Pass(it.card, it.token.far))
        except Err as refused:
            raise Err(refused.value) from None
        return relay.Pass(stamped.card, Token(stamped.token))
