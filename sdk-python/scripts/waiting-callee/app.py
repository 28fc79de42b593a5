"""Functions that take a while, and functions that pass streams and futures."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Iterator

from gen import ByteStream, Err, Future, Stream
from gen.exports import flows, tasks

given_up = 0
left = 0
meetings: dict[str, asyncio.Queue[str]] = {}


def meeting(key: str) -> asyncio.Queue[str]:
    return meetings.setdefault(key, asyncio.Queue())


class Tasks(tasks.Tasks):
    async def now(self, name: str) -> str:
        return f"{name} now"

    async def nap(self, name: str, ms: int) -> str:
        global given_up
        try:
            await asyncio.sleep(ms / 1000)
        except asyncio.CancelledError:
            given_up += 1
            raise
        return f"{name} after {ms}"

    async def meet(self, key: str) -> str:
        return await meeting(key).get()

    async def arrive(self, key: str, word: str) -> None:
        await meeting(key).put(word)

    async def half(self, n: int) -> int:
        await asyncio.sleep(0.001)
        if n % 2:
            raise Err(f"{n} is odd")
        return n // 2

    async def explode(self, text: str) -> int:
        await asyncio.sleep(0.001)
        raise ValueError(f"boom: {text}")

    def double(self, n: int) -> int:
        return 2 * n

    def given_up(self) -> int:
        return given_up


class Token(flows.Token):
    def __init__(self, number: int) -> None:
        self._number = number

    def number(self) -> int:
        return self._number


NEXT = bytes([*range(1, 256), 0])


class Flows(flows.Flows):
    async def bump(self, bytes: ByteStream) -> AsyncIterator[bytes]:
        return (piece.translate(NEXT) async for piece in bytes)

    async def total(self, bytes: ByteStream) -> int:
        return sum([sum(piece) async for piece in bytes])

    async def count(self, bytes: int) -> bytes:
        whole, rest = divmod(bytes, 256)
        every = NEXT[-1:] + NEXT[:-1]
        return every * whole + every[:rest]

    async def shout(self, texts: Stream[str]) -> AsyncIterator[str]:
        return (f"{text}!" async for text in texts)

    async def mirror(self, points: Stream[flows.Point]) -> AsyncIterator[flows.Point]:
        return (flows.Point(-point.x, point.name) async for point in points)

    async def tokens(self, count: int) -> Iterator[Token]:
        return (Token(number) for number in range(count))

    async def collect(self, tokens: Stream[flows.Token]) -> int:
        return sum([token.number() async for token in tokens])

    async def endless(self) -> AsyncIterator[int]:
        async def numbers() -> AsyncIterator[int]:
            global left
            try:
                for number in itertools.count():
                    yield number
            finally:
                left += 1

        return numbers()

    def left(self) -> int:
        return left

    async def later(self, word: str, ms: int) -> Awaitable[str]:
        return asyncio.sleep(ms / 1000, word)

    async def hear(self, word: Future[str]) -> str:
        return f"heard {await word}"

    async def letters(self) -> flows.Envelope:
        texts = ["one", "two", "three"]
        return flows.Envelope(Stream(texts), Future(asyncio.sleep(0, 3)), None)
