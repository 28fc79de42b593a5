"""Calls everything that the other component does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from gen import ByteStream, Err, Future, Ok, Stream
from gen.exports import driver
from gen.imports import far, work

log: list[str] = []


async def calls() -> str:
    sums = [await work.add(n, 2) for n in range(3)]
    return f"{sums} {work.plain(4)} {await work.label('one', 5)}"


async def at_once() -> str:
    naps = [work.label(name, ms) for name, ms in [("a", 60), ("b", 20), ("c", 40)]]
    ended = []
    for nap in asyncio.as_completed(naps):
        ended.append(await nap)
    return ", ".join(ended)


async def meeting() -> str:
    met = await asyncio.gather(*(work.meet(name) for name in "abcdef"))
    return "".join(met)


async def turns() -> str:
    waiting = [asyncio.create_task(work.wait_turn(name)) for name in ("x", "y")]
    await asyncio.sleep(0.01)
    left = work.take_turn("y")
    first = await waiting[1]
    work.take_turn("x")
    return f"{first}, {left} left, {await waiting[0]}"


async def methods() -> str:
    with work.Task(5) as task:
        ran = await asyncio.gather(task.run("a"), task.run("b"))
        slept = await work.Task.sleep(3)
        return f"{ran} {slept} {task.size()}"


async def lent() -> str:
    task = work.Task(30)
    run = asyncio.create_task(task.run("lent"))
    await asyncio.sleep(0.005)
    try:
        task.close()
    except ValueError as error:
        return f"{error}; {await run}"
    return "closed"


async def outcomes() -> str:
    value = await work.fails("no")
    try:
        await work.fails("err")
    except Err as error:
        return f"{value} {error.value}"
    return "no error"


async def cancelled() -> str:
    try:
        await asyncio.wait_for(work.label("long", 60_000), 0.02)
    except TimeoutError:
        return f"{work.seen()}, {far.given_up()} given up"
    return "it ended"


async def stubborn() -> str:
    door = far.Door("stubborn")
    call = asyncio.create_task(work.keep(door, 60_000))
    await asyncio.sleep(0.01)
    call.cancel()
    [done], _ = await asyncio.wait([call])
    return f"{done.cancelled()} {door.handle}"


async def streams() -> str:
    async def slow() -> AsyncIterator[bytes]:
        for piece in (b"he", b"", b"llo", b" there"):
            yield piece
            await asyncio.sleep(0.002)

    pieces = [piece async for piece in await work.upper(slow())]
    whole = await (await work.upper(b"whole")).read_all()
    listed = await (await work.upper([b"a", b"b"])).read_all()
    return f"{b''.join(pieces)!r} {whole!r} {listed!r}"


async def chunks() -> str:
    sizes = []
    for size in (1, 7, 1 << 20):
        data = bytes(range(256)) * (size * 3 // 256 + 1)
        source = (data[at : at + size] for at in range(0, len(data), size))
        got = bytearray()
        async with await work.upper(source) as back:
            while piece := await back.read(size):
                assert len(piece) <= size
                got += piece
        assert got == data.upper()
        sizes.append(len(got))
    return str(sizes)


async def words() -> str:
    words = await work.words(5)
    first = await words.read(1)
    rest = [word async for word in words]
    assert not await words.read() and words.closed
    early = await work.words(1_000_000)
    async for word in early:
        if word == "word 3":
            break
    early.close()
    await asyncio.sleep(0.02)
    return f"{first} {rest} {work.seen()}"


async def taken() -> str:
    def endless() -> AsyncIterator[str]:
        async def words() -> AsyncIterator[str]:
            number = 0
            try:
                while True:
                    yield f"w{number}"
                    number += 1
            finally:
                log.append(f"left at {number}")

        return words()

    some = await work.take(endless(), 3)
    everything = await work.take(["x", "y"], 10)
    await asyncio.sleep(0.01)
    return f"{some} {everything} {log.pop()}"


async def numbers() -> str:
    return str(await work.total(range(-100, 100)))


async def wrong_number() -> str:
    return str(await work.total([1, 200]))


async def wrong_future() -> str:
    async def value() -> list[int]:
        raise Err("not a result")

    return str(await work.resolve(value()))


async def units() -> str:
    ticks = 0
    async for tick in await work.ticks(300):
        assert tick is None
        ticks += 1
    return f"{ticks} {await work.beats([None] * 5)}"


async def futures() -> str:
    promised = await work.promise(10)
    values = [await promised, await promised]
    later: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
    resolving = asyncio.create_task(work.resolve(later))
    await asyncio.sleep(0.01)
    later.set_result([1, -2])
    signal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    done = await work.done(signal)
    signal.set_result(None)
    await done
    return f"{values} {await work.ready(9)} {await resolving} {work.seen()}"


async def dropped_future() -> str:
    promised = await work.promise(10)
    promised.close()
    await asyncio.sleep(0.03)
    return f"{promised.closed} {await work.add(1, 1)}"


async def cancelled_read() -> str:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        await gate.wait()
        yield b"late"

    back = await work.upper(slow())
    promised = await work.promise(30)
    gave_up = 0
    for awaitable in (back.read(), promised):
        try:
            await asyncio.wait_for(awaitable, 0.01)
        except TimeoutError:
            gave_up += 1
    gate.set()
    return f"{gave_up} {await back.read_all()!r} {await promised}"


async def two_readers() -> str:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        await gate.wait()
        yield b"x"

    back = await work.upper(slow())
    first = asyncio.create_task(back.read())
    await asyncio.sleep(0.005)
    try:
        await back.read()
    except RuntimeError as error:
        gate.set()
        return f"{error}; {await first!r}"
    return "both read"


async def moved() -> str:
    back = await work.upper(b"once")
    again = await work.forward(back)
    try:
        await work.forward(back)
    except ValueError as error:
        return f"{await again.read_all()!r} {error}"
    return "twice"


async def mistakes() -> str:
    said = []
    attempts: list[Callable[[], Awaitable[object]]] = [
        lambda: work.label("x", -1),
        lambda: work.upper(5),  # type: ignore[arg-type]
        lambda: work.upper("text"),  # type: ignore[arg-type]
        lambda: work.resolve([1]),  # type: ignore[arg-type]
        lambda: work.unpack(work.Parcel("p", 1, 2, {})),  # type: ignore[arg-type]
    ]
    for attempt in attempts:
        try:
            await attempt()
        except (TypeError, ValueError) as error:
            said.append(str(error))
    return "\n".join(said)


async def forwarded() -> str:
    plain = await (await work.forward(b"forward")).read_all()
    same = await (await work.forward([b"..", b"rest"])).read_all()
    return f"{plain!r} {same!r}"


async def parcels() -> str:
    sent = await work.pack("good", b"body")
    trailer = await sent.trailer
    bad = await (await work.pack("bad", [])).trailer
    parcel = work.Parcel(
        "p", ByteStream(b"bytes"), Future(value(Ok(3))), {"x": b"\0\1"}
    )
    body = await sent.body.read_all()
    return f"{body!r} {trailer} {sent.ages} {bad!r} {await work.unpack(parcel)}"


async def value(value: Ok[int] | Err[str]) -> Ok[int] | Err[str]:
    return value


async def doors() -> str:
    back = await work.doors(far.Door(name) for name in ("a", "b"))
    names = [door.name() async for door in back]
    with far.Door("lent") as door:
        return f"{names} {await work.visit(door)} {door.name()}"


async def tasks() -> str:
    sizes = []
    mine = []
    async for task in await work.tasks(4):
        sizes.append(task.size())
        mine.append(task)
    total = await work.retire(mine, 2)
    kept = [task.handle is not None for task in mine]
    for task in mine:
        task.close()
    return f"{sizes} {total} {kept} {work.seen()}"


async def some_tasks() -> str:
    """What nobody takes is the callee's again."""
    tasks = await work.tasks(5)
    first = await tasks.read(2)
    tasks.close()
    for task in first:
        task.close()
    rest = [task.size() async for task in await work.again()]
    promised = await work.one(7)
    promised.close()
    await asyncio.sleep(0.02)
    [once_more] = [task.size() async for task in await work.again()]
    return f"{len(first)} {rest} {once_more} {work.seen()}"


async def some_doors() -> str:
    doors = [far.Door(name) for name in ("a", "b", "c")]
    taken = await work.pick(tuple(doors), 2)
    await asyncio.sleep(0.02)  # until it is known that nobody takes the third
    try:
        doors[0].name()
    except ValueError as error:
        return f"{taken} {doors[2].name()}; {error}"
    return "not gone"


async def hung() -> str:
    try:
        async with asyncio.timeout(0.02):
            await work.hang()
    except TimeoutError:
        return f"{work.seen()} {await work.add(1, 2)}"
    return "it returned"


async def finished() -> str:
    """Two calls end at once, and who hears of the first cancels the second."""
    first, second = (asyncio.create_task(work.wait_turn(name)) for name in ("x", "y"))
    await asyncio.sleep(0.01)
    work.take_turn("x")
    work.take_turn("y")
    await first
    too_late = second.cancel()
    [done], _ = await asyncio.wait([second])
    return f"{too_late} {done.cancelled()} {first.cancel()} {await work.add(1, 1)}"


async def crowded() -> str:
    """A callee that has its hands full starts no more calls."""
    arrived = await work.upper(b"arrived")  # this call goes on, too
    names = [f"n{number}" for number in range(9_999)]
    waiting = [asyncio.create_task(work.wait_turn(name)) for name in names]
    await asyncio.sleep(0)
    door = far.Door("in front")
    pieces = ByteStream([b"pieces"])
    calls = [
        asyncio.create_task(work.keep(door, 1)),
        asyncio.create_task(work.forward(pieces)),
        asyncio.create_task(work.forward(arrived)),
    ]
    for _ in range(3):
        await asyncio.sleep(0.01)
    away = door.handle is None
    for call in calls:
        call.cancel()
    ended, _ = await asyncio.wait(calls)
    gave_up = all(call.cancelled() for call in ended)
    for name in names:
        work.take_turn(name)
    await asyncio.gather(*waiting)
    back = await arrived.read_all()
    return f"{away} {gave_up} {door.name()} {back!r} {await work.add(1, 1)}"


async def burst() -> str:
    return repr(await (await work.burst()).read_all())


async def nested() -> str:
    async def groups() -> AsyncIterator[ByteStream]:
        for text in (b"one", b"two"):
            yield ByteStream(text)

    back = await work.nested(groups())
    assert back is not None
    return str([await group.read_all() async for group in back])


async def thousand() -> str:
    labels = await asyncio.gather(*(work.label(f"n{i}", i % 5) for i in range(1000)))
    assert labels == [f"n{i} napped {i % 5}" for i in range(1000)]
    return f"{len(work.seen())} ended"


async def many() -> str:
    for number in range(2000):
        assert await work.add(number, 1) == number + 1
    return "2000 one after another"


class Driver(driver.Driver):
    async def run(self, what: str) -> str:
        run: Callable[[], Awaitable[str]] = globals()[what]
        return await run()
