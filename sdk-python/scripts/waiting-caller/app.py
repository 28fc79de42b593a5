"""Plays scenarios of tasks, streams and futures by their names."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from gen import Err, Ok
from gen.exports import scenarios
from gen.imports import flows, tasks

Scenario = Callable[[], Awaitable[None]]


class Difference(Exception):
    """What a scenario raises when something differs."""


def expect(what: str, got: object, want: object) -> None:
    """Ends the scenario unless both are the same."""
    if got != want:
        raise Difference(f"{what}: expected {want!r}, got {got!r}")


async def soon(look: Callable[[], bool]) -> None:
    """Looks until it finds what it waits for."""
    for _ in range(200):
        if look():
            break
        await asyncio.sleep(0.005)


async def returns_at_once() -> None:
    expect("now", await tasks.now("a"), "a now")


async def waits() -> None:
    expect("nap", await tasks.nap("a", 20), "a after 20")


async def two_at_once() -> None:
    tasks.seen()
    ended: list[str] = []

    async def nap(name: str, ms: int) -> None:
        ended.append(await tasks.nap(name, ms))

    await asyncio.gather(nap("slow", 80), nap("fast", 10))
    expect("order", ended, ["fast after 10", "slow after 80"])
    order = ["slow began", "fast began", "fast ended", "slow ended"]
    expect("order over there", tasks.seen(), order)


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


async def cancelled_before_it_starts() -> None:
    tasks.seen()
    nap = asyncio.create_task(tasks.nap("never", 0))
    nap.cancel()
    [done], _ = await asyncio.wait([nap])
    expect("cancelled", done.cancelled(), True)
    await tasks.nap("next", 1)
    expect("seen", tasks.seen(), ["next began", "next ended"])


async def cancelled_while_it_waits() -> None:
    before = tasks.given_up()
    try:
        async with asyncio.timeout(0.02):
            await tasks.nap("long", 60_000)
    except TimeoutError:
        expect("given up", tasks.given_up(), before + 1)
    else:
        raise Difference("it was not cancelled")


async def cancelled_in_vain() -> None:
    tasks.seen()
    try:
        async with asyncio.timeout(0.005):
            await tasks.stubborn("deaf", 50)
    except TimeoutError:
        expect("seen", tasks.seen(), ["deaf began", "deaf ended"])
    else:
        raise Difference("there was no timeout")
    expect("after it", await tasks.now("still"), "still now")


async def cancelled_when_over() -> None:
    before = tasks.given_up()
    nap = asyncio.create_task(tasks.nap("over", 1))
    expect("nap", await nap, "over after 1")
    expect("cancelled", nap.cancel(), False)
    expect("nap again", await nap, "over after 1")
    expect("given up", tasks.given_up(), before)
    expect("after it", await tasks.now("still"), "still now")


async def synchronous_beside() -> None:
    nap = asyncio.create_task(tasks.nap("a", 20))
    await asyncio.sleep(0)
    expect("double", tasks.double(21), 42)
    expect("nap", await nap, "a after 20")


async def work_after_the_result() -> None:
    tasks.seen()
    await tasks.remind("milk", 50)
    seen = tasks.seen()
    expect("at once", seen, [])

    def look() -> bool:
        seen.extend(tasks.seen())
        return bool(seen)

    await soon(look)
    expect("later", seen, ["milk"])


async def a_thousand() -> None:
    naps = [tasks.nap(f"n{number}", number % 10) for number in range(1000)]
    want = [f"n{number} after {number % 10}" for number in range(1000)]
    expect("all", await asyncio.gather(*naps), want)


async def ten_thousand_in_turn() -> None:
    tasks.seen()
    for number in range(10_000):
        name = f"n{number}"
        if number % 10:
            expect("now", await tasks.now(name), f"{name} now")
        else:
            expect("nap", await tasks.nap(name, 0), f"{name} after 0")
    expect("seen", len(tasks.seen()), 2_000)


async def trap_in_one_of_many() -> None:
    others = [tasks.nap("other", 1000) for _ in range(3)]
    await asyncio.gather(*others, tasks.explode("third"))


async def trap_after_the_result() -> None:
    await tasks.explode_later("late", 5)
    await tasks.nap("other", 1000)


async def bytes_there_and_back() -> None:
    every = bytes(range(256))
    expect("bump", await (await flows.bump(every)).read_all(), every[1:] + every[:1])
    expect("total", await flows.total(every), 32640)
    expect("count", await (await flows.count(300)).read_all(), every + every[:44])


async def in_chunks_of(size: int, length: int) -> None:
    """Passes bytes there and back in pieces of a size, on both ways."""
    data = (bytes(range(256)) * (length // 256 + 1))[:length]

    def pieces() -> Iterator[bytes]:
        return (data[at : at + size] for at in range(0, length, size))

    back = bytearray()
    async with await flows.bump(pieces()) as bumped:
        while piece := await bumped.read(size):
            expect("size", len(piece) <= size, True)
            back += piece
    expect("length", len(back), length)
    expect("every byte", back == bytes((byte + 1) % 256 for byte in data), True)
    expect("total", await flows.total(pieces()), sum(data))


async def chunks_of_1() -> None:
    await in_chunks_of(1, 300)


async def chunks_of_7() -> None:
    await in_chunks_of(7, 1000)


async def chunks_of_a_mebibyte() -> None:
    await in_chunks_of(1 << 20, (2 << 20) + 5)


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


async def handles_there_and_back() -> None:
    tokens = [flows.Token(number) for number in range(1, 6)]
    odd = [token async for token in await flows.odd(tokens)]
    expect("odd", [token.number() for token in odd], [1, 3, 5])
    expect("sum", await flows.collect(odd), 9)


async def handles_after_their_stream() -> None:
    token = flows.Token(3)
    expect("sum", await flows.collect([token]), 3)
    try:
        token.number()
    except Exception as error:
        expect("a method", "moved" in str(error), True)
    else:
        raise Difference("a method: nothing was raised")


async def methods_that_wait() -> None:
    token = await flows.Token.later(7, 5)
    found = await asyncio.gather(token.number_later(10), token.number_later(1))
    expect("numbers", [token.number(), *found], [7, 7, 7])


async def the_writer_ends_early() -> None:
    got = bytearray()
    async with await flows.count(5) as numbers:
        while piece := await numbers.read(100):
            got += piece
    expect("read", bytes(got), b"\0\1\2\3\4")
    expect("first", await flows.first([7, 8], 5), [7, 8])


async def two_readers() -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        await gate.wait()
        yield b"\x00"

    bumped = await flows.bump(slow())
    first = asyncio.create_task(bumped.read())
    await asyncio.sleep(0.005)
    try:
        await bumped.read()
    except RuntimeError:
        gate.set()
        expect("the first", await first, b"\x01")
    else:
        raise Difference("both read")


async def the_reader_leaves() -> None:
    before = flows.left()
    async with await flows.endless() as numbers:
        async for number in numbers:
            if number == 3:
                break
    await soon(lambda: flows.left() > before)
    expect("left", flows.left(), before + 1)


async def the_callee_leaves() -> None:
    left = False

    async def endless() -> AsyncIterator[int]:
        nonlocal left
        try:
            for number in itertools.count():
                yield number
        finally:
            left = True

    expect("first", await flows.first(endless(), 3), [0, 1, 2])
    await soon(lambda: left)
    expect("left", left, True)


async def error_beside_a_stream() -> None:
    texts, end = await flows.lines(3, True)
    expect("texts", [text async for text in texts], ["line 0", "line 1", "line 2"])
    expect("end", await end, Err("no line 3"))
    whole, well = await flows.lines(1, False)
    expect("whole", [text async for text in whole], ["line 0"])
    expect("well", await well, Ok(None))


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


async def future_the_callee_drops() -> None:
    await flows.ignore(asyncio.sleep(0.005, "unheard"))
    await asyncio.sleep(0.02)
    expect("after it", await tasks.now("still"), "still now")


async def inside_of_a_record() -> None:
    async def texts(envelope: flows.Envelope) -> AsyncIterator[str]:
        async for text in envelope.texts:
            yield text

    envelope = await flows.letters()
    expect("texts", [text async for text in texts(envelope)], ["one", "two", "three"])
    expect("number", await envelope.number, 3)
    expect("note", envelope.note, None)


async def trap_in_the_middle_of_a_stream() -> None:
    async for _ in await flows.break_off(3):
        pass


SCENARIOS: dict[str, Scenario] = {
    "returns-at-once": returns_at_once,
    "waits": waits,
    "two-at-once": two_at_once,
    "rendezvous": rendezvous,
    "declared-error-after-waiting": declared_error_after_waiting,
    "cancelled-before-it-starts": cancelled_before_it_starts,
    "cancelled-while-it-waits": cancelled_while_it_waits,
    "cancelled-in-vain": cancelled_in_vain,
    "cancelled-when-over": cancelled_when_over,
    "synchronous-beside": synchronous_beside,
    "work-after-the-result": work_after_the_result,
    "a-thousand": a_thousand,
    "ten-thousand-in-turn": ten_thousand_in_turn,
    "trap-in-one-of-many": trap_in_one_of_many,
    "trap-after-the-result": trap_after_the_result,
    "bytes-there-and-back": bytes_there_and_back,
    "chunks-of-1": chunks_of_1,
    "chunks-of-7": chunks_of_7,
    "chunks-of-a-mebibyte": chunks_of_a_mebibyte,
    "nothing-in-a-stream": nothing_in_a_stream,
    "texts": texts,
    "records": records,
    "handles": handles,
    "handles-there-and-back": handles_there_and_back,
    "handles-after-their-stream": handles_after_their_stream,
    "methods-that-wait": methods_that_wait,
    "the-writer-ends-early": the_writer_ends_early,
    "two-readers": two_readers,
    "the-reader-leaves": the_reader_leaves,
    "the-callee-leaves": the_callee_leaves,
    "error-beside-a-stream": error_beside_a_stream,
    "future-that-comes-later": future_that_comes_later,
    "future-of-the-caller": future_of_the_caller,
    "future-nobody-reads": future_nobody_reads,
    "future-the-callee-drops": future_the_callee_drops,
    "inside-of-a-record": inside_of_a_record,
    "trap-in-the-middle-of-a-stream": trap_in_the_middle_of_a_stream,
}


class Scenarios(scenarios.Scenarios):
    async def play(self, scenario: str) -> None:
        try:
            await SCENARIOS[scenario]()
        except Difference as difference:
            raise Err(str(difference)) from None
