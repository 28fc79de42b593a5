"""Plays scenarios of tasks, streams and futures by their names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from gen import Err
from gen.exports import scenarios
from gen.imports import flows, tasks

Scenario = Callable[[], Awaitable[None]]


class Difference(Exception):
    """What a scenario raises when something differs."""


def expect(what: str, got: object, want: object) -> None:
    """Ends the scenario unless both are the same."""
    if got != want:
        raise Difference(f"{what}: expected {want!r}, got {got!r}")


async def returns_at_once() -> None:
    expect("now", await tasks.now("a"), "a now")


async def waits() -> None:
    expect("nap", await tasks.nap("a", 20), "a after 20")


async def two_at_once() -> None:
    ended: list[str] = []

    async def nap(name: str, ms: int) -> None:
        ended.append(await tasks.nap(name, ms))

    await asyncio.gather(nap("slow", 80), nap("fast", 10))
    expect("order", ended, ["fast after 10", "slow after 80"])


async def rendezvous() -> None:
    meeting = asyncio.create_task(tasks.meet("first"))
    await asyncio.sleep(0.01)
    await tasks.arrive("first", "word")
    expect("who waited", await meeting, "word")
    await tasks.arrive("second", "early")
    expect("who came later", await tasks.meet("second"), "early")


async def declared_error_after_waiting() -> None:
    expect("half of 8", await tasks.half(8), 4)
    try:
        await tasks.half(7)
    except Err as error:
        expect("half of 7", error.value, "7 is odd")
    else:
        raise Difference("nothing was raised")


async def cancelled_while_it_waits() -> None:
    before = tasks.given_up()
    try:
        async with asyncio.timeout(0.02):
            await tasks.nap("long", 60_000)
    except TimeoutError:
        expect("given up", tasks.given_up(), before + 1)
    else:
        raise Difference("it was not cancelled")


async def synchronous_beside() -> None:
    nap = asyncio.create_task(tasks.nap("a", 20))
    await asyncio.sleep(0)
    expect("double", tasks.double(21), 42)
    expect("nap", await nap, "a after 20")


async def a_thousand() -> None:
    naps = [tasks.nap(f"n{number}", number % 10) for number in range(1000)]
    want = [f"n{number} after {number % 10}" for number in range(1000)]
    expect("all", await asyncio.gather(*naps), want)


async def trap_in_one_of_many() -> None:
    others = [tasks.nap("other", 1000) for _ in range(3)]
    await asyncio.gather(*others, tasks.explode("third"))


async def there_and_back(data: bytes, size: int) -> None:
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    back = await (await flows.bump(pieces)).read_all()
    expect("length", len(back), len(data))
    expect("every byte", back == bytes((byte + 1) % 256 for byte in data), True)


async def bytes_there_and_back() -> None:
    await there_and_back(bytes(range(256)), 7)
    expect("total", await flows.total(bytes(range(256))), 32640)
    counted = await (await flows.count(300)).read_all()
    expect("count", counted, bytes(number % 256 for number in range(300)))


async def bytes_one_by_one() -> None:
    await there_and_back(b"one by one", 1)
    async with await flows.count(5) as numbers:
        got = [await numbers.read(1) for _ in range(6)]
    expect("read", got, [b"\0", b"\1", b"\2", b"\3", b"\4", b""])


async def bytes_by_the_megabyte() -> None:
    await there_and_back(bytes(range(256)) * (3 << 12), 1 << 20)


async def nothing_in_a_stream() -> None:
    expect("bytes", await (await flows.bump(b"")).read_all(), b"")
    expect("total", await flows.total([]), 0)
    expect("texts", [text async for text in await flows.shout([])], [])


async def texts() -> None:
    said = ["", "ä", "long" * 1000]
    shouted = [text async for text in await flows.shout(said)]
    expect("texts", shouted, [f"{text}!" for text in said])


async def records() -> None:
    points = [flows.Point(number, f"p{number}") for number in range(500)]
    mirrored = [point async for point in await flows.mirror(points)]
    expect("points", mirrored, [flows.Point(-p.x, p.name) for p in points])


async def handles() -> None:
    tokens = [token async for token in await flows.tokens(5)]
    expect("numbers", [token.number() for token in tokens], [0, 1, 2, 3, 4])
    tokens.append(flows.Token(100))
    expect("sum", await flows.collect(tokens), 110)
    expect("moved", [token.handle for token in tokens], [None] * 6)


async def the_reader_leaves() -> None:
    before = flows.left()
    async with await flows.endless() as numbers:
        async for number in numbers:
            if number == 3:
                break
    for _ in range(100):
        if flows.left() > before:
            break
        await asyncio.sleep(0.005)
    expect("left", flows.left(), before + 1)


async def future_that_comes_later() -> None:
    word = await flows.later("word", 20)
    expect("word", await word, "word")


async def future_of_the_caller() -> None:
    word: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    hearing = asyncio.create_task(flows.hear(word))
    await asyncio.sleep(0.01)
    word.set_result("word")
    expect("heard", await hearing, "heard word")


async def future_nobody_reads() -> None:
    (await flows.later("unheard", 10)).close()
    await asyncio.sleep(0.03)
    expect("after it", await tasks.now("still"), "still now")


async def inside_of_a_record() -> None:
    async def texts(envelope: flows.Envelope) -> AsyncIterator[str]:
        async for text in envelope.texts:
            yield text

    envelope = await flows.letters()
    expect("texts", [text async for text in texts(envelope)], ["one", "two", "three"])
    expect("number", await envelope.number, 3)
    expect("note", envelope.note, None)


SCENARIOS: dict[str, Scenario] = {
    "returns-at-once": returns_at_once,
    "waits": waits,
    "two-at-once": two_at_once,
    "rendezvous": rendezvous,
    "declared-error-after-waiting": declared_error_after_waiting,
    "cancelled-while-it-waits": cancelled_while_it_waits,
    "synchronous-beside": synchronous_beside,
    "a-thousand": a_thousand,
    "trap-in-one-of-many": trap_in_one_of_many,
    "bytes-there-and-back": bytes_there_and_back,
    "bytes-one-by-one": bytes_one_by_one,
    "bytes-by-the-megabyte": bytes_by_the_megabyte,
    "nothing-in-a-stream": nothing_in_a_stream,
    "texts": texts,
    "records": records,
    "handles": handles,
    "the-reader-leaves": the_reader_leaves,
    "future-that-comes-later": future_that_comes_later,
    "future-of-the-caller": future_of_the_caller,
    "future-nobody-reads": future_nobody_reads,
    "inside-of-a-record": inside_of_a_record,
}


class Scenarios(scenarios.Scenarios):
    async def play(self, scenario: str) -> None:
        try:
            await SCENARIOS[scenario]()
        except Difference as difference:
            raise Err(str(difference)) from None
