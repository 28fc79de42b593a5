"""Functions that take a while, and functions that pass streams and futures."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator

from gen import ByteStream, Err, Future, Ok, Stream
from gen.exports import flows, tasks

given_up = 0
left = 0
seen: list[str] = []
# Python forgets tasks that nobody holds.
background: set[asyncio.Task[None]] = set()
meetings: dict[str, asyncio.Queue[str]] = {}


def meeting(key: str) -> asyncio.Queue[str]:
    return meetings.setdefault(key, asyncio.Queue())


def go_on(work: Coroutine[None, None, None]) -> None:
    """Runs something after the call has returned."""
    task = asyncio.create_task(work)
    background.add(task)
    task.add_done_callback(background.discard)


class Tasks(tasks.Tasks):
    async def now(self, name: str) -> str:
        return f"{name} now"

    async def nap(self, name: str, ms: int) -> str:
        global given_up
        seen.append(f"{name} began")
        try:
            await asyncio.sleep(ms / 1000)
        except asyncio.CancelledError:
            given_up += 1
            raise
        seen.append(f"{name} ended")
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

    async def stubborn(self, name: str, ms: int) -> str:
        seen.append(f"{name} began")
        sleep = asyncio.create_task(asyncio.sleep(ms / 1000))
        while not sleep.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(sleep)
        seen.append(f"{name} ended")
        return f"{name} after {ms}"

    async def remind(self, word: str, ms: int) -> None:
        async def later() -> None:
            await asyncio.sleep(ms / 1000)
            seen.append(word)

        go_on(later())

    async def explode_later(self, text: str, ms: int) -> None:
        async def later() -> None:
            await asyncio.sleep(ms / 1000)
            raise ValueError(f"boom: {text}")

        go_on(later())

    def seen(self) -> list[str]:
        every = seen.copy()
        seen.clear()
        return every


class Token(flows.Token):
    def __init__(self, number: int) -> None:
        self._number = number

    def number(self) -> int:
        return self._number

    async def number_later(self, ms: int) -> int:
        await asyncio.sleep(ms / 1000)
        return self._number

    @staticmethod
    async def later(number: int, ms: int) -> Token:
        await asyncio.sleep(ms / 1000)
        return Token(number)


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

    async def odd(self, tokens: Stream[flows.Token]) -> AsyncIterator[flows.Token]:
        return (token async for token in tokens if token.number() % 2)

    async def first(self, numbers: Stream[int], count: int) -> list[int]:
        found: list[int] = []
        async with numbers:
            async for number in numbers:
                found.append(number)
                if len(found) == count:
                    break
        return found

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

    async def break_off(self, count: int) -> AsyncIterator[int]:
        async def numbers() -> AsyncIterator[int]:
            for number in range(count):
                yield number
            raise ValueError(f"boom: {count}")

        return numbers()

    async def lines(
        self, count: int, fail: bool
    ) -> tuple[Stream[str], Future[Ok[None] | Err[str]]]:
        end: asyncio.Future[Ok[None] | Err[str]]
        end = asyncio.get_running_loop().create_future()

        async def texts() -> AsyncIterator[str]:
            for number in range(count):
                yield f"line {number}"
            end.set_result(Err(f"no line {count}") if fail else Ok(None))

        return Stream(texts()), Future(end)

    async def hear(self, word: Future[str]) -> str:
        return f"heard {await word}"

    async def ignore(self, word: Future[str]) -> None:
        word.close()

    async def letters(self) -> flows.Envelope:
        texts = ["one", "two", "three"]
        return flows.Envelope(Stream(texts), Future(asyncio.sleep(0, 3)), None)
