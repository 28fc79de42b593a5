"""Everything that async functions, streams and futures do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator

from gen import ByteStream, Err, Future, Ok, Stream
from gen.exports import work
from gen.imports import far

queue: asyncio.Queue[tuple[str, asyncio.Future[str]]] = asyncio.Queue()
turns: dict[str, asyncio.Event] = {}
log: list[str] = []
made: list[work.Task] = []
held: list[asyncio.Task[None]] = []


class Task(work.Task):
    def __init__(self, ms: int) -> None:
        self.ms = ms

    async def run(self, name: str) -> str:
        await asyncio.sleep(self.ms / 1000)
        return f"{name} ran {self.ms}"

    @staticmethod
    async def sleep(ms: int) -> int:
        await asyncio.sleep(ms / 1000)
        return ms

    def size(self) -> int:
        return self.ms

    def close(self) -> None:
        log.append(f"task {self.ms} closed")


class Work(work.Work):
    async def add(self, a: int, b: int) -> int:
        return a + b

    def plain(self, a: int) -> int:
        return a + 1

    async def label(self, name: str, ms: int) -> str:
        try:
            return await far.nap(name, ms)
        except asyncio.CancelledError:
            log.append(f"{name} cancelled")
            raise
        finally:
            log.append(f"{name} ended")

    async def meet(self, name: str) -> str:
        if queue.empty():
            mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            await queue.put((name, mine))
            return await mine
        other, theirs = await queue.get()
        theirs.set_result(name)
        return other

    async def wait_turn(self, name: str) -> str:
        event = turns[name] = asyncio.Event()
        await event.wait()
        return f"{name} had a turn"

    def take_turn(self, name: str) -> int:
        turns.pop(name).set()
        return len(turns)

    async def fails(self, how: str) -> int:
        await asyncio.sleep(0)
        if how == "err":
            raise Err(work.Mood.BAD)
        if how == "raise":
            raise KeyError(how)
        if how == "type":
            return how  # type: ignore[return-value]
        if how == "inner":
            task = asyncio.create_task(asyncio.sleep(60))
            task.cancel()
            await task
        return 7

    async def timers(self, what: str) -> str:
        loop = asyncio.get_running_loop()
        start = loop.time()
        if what == "gather":
            sleeping = most = 0

            async def sleep() -> None:
                nonlocal sleeping, most
                sleeping += 1
                most = max(most, sleeping)
                await asyncio.sleep(0.05)
                sleeping -= 1

            await asyncio.gather(*(sleep() for _ in range(20)))
            return f"{most} at once"
        elif what == "timeout":
            try:
                async with asyncio.timeout(0.03):
                    await far.nap("long", 60_000)
            except TimeoutError:
                return f"timed out, {far.given_up()} given up"
        elif what == "wait_for":
            try:
                await asyncio.wait_for(asyncio.Event().wait(), 0.02)
            except TimeoutError:
                return "timed out"
        elif what == "group":
            async with asyncio.TaskGroup() as group:
                naps = [group.create_task(far.nap(f"n{i}", 20)) for i in range(3)]
            return " ".join(nap.result() for nap in naps)
        elif what == "group fails":
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(far.nap("long", 60_000))
                    group.create_task(self.fails("raise"))
            except* KeyError:
                start = loop.time()
            return f"{far.given_up()} given up"
        elif what == "later":
            done = asyncio.Event()
            loop.call_later(0.02, done.set)
            loop.call_later(60, log.append, "never").cancel()
            await done.wait()
        elif what == "spin":
            other = asyncio.create_task(far.nap("other", 5))
            while not other.done():
                await asyncio.sleep(0)
            return await other
        elif what == "after":
            asyncio.create_task(self.note_later())
            return "at once"
        elif what in ("drop error", "hold error", "callback error"):
            if what == "callback error":
                loop.call_later(0.01, lambda: turns.pop("late"))
            else:
                task = asyncio.create_task(self.raise_later())
                if what == "hold error":
                    held.append(task)
            return "at once"
        elif what == "thousand":
            await asyncio.gather(*(far.nap("x", i % 7) for i in range(1000)))
        return "waited" if loop.time() - start > 0.01 else "did not wait"

    async def note_later(self) -> None:
        await asyncio.sleep(0.02)
        log.append("noted later")

    async def raise_later(self) -> None:
        await asyncio.sleep(0.01)
        raise KeyError("late")

    async def upper(self, data: ByteStream) -> AsyncIterator[bytes]:
        async def pieces() -> AsyncIterator[bytes]:
            async for piece in data:
                yield piece.upper()

        return pieces()

    async def words(self, count: int) -> Iterator[str]:
        def words() -> Iterator[str]:
            try:
                for number in range(count):
                    yield f"word {number}"
            finally:
                log.append("words closed")

        return words()

    async def take(self, words: Stream[str], count: int) -> list[str]:
        taken: list[str] = []
        async with words:
            while len(taken) < count and (some := await words.read(count - len(taken))):
                taken += some
        return taken

    async def total(self, numbers: Stream[int]) -> int:
        total = 0
        async for number in numbers:
            total += number
        return total

    async def ticks(self, count: int) -> list[None]:
        return [None] * count

    async def beats(self, ticks: Stream[None]) -> int:
        beats = 0
        async for tick in ticks:
            assert tick is None
            beats += 1
        return beats

    async def promise(self, ms: int) -> Awaitable[str]:
        return far.nap("promised", ms)

    async def resolve(self, value: Future[list[int]]) -> list[int]:
        first, second = await asyncio.gather(value, value)
        assert first is second
        return [-x for x in await value]

    def ready(self, value: int) -> Awaitable[int]:
        async def answer() -> int:
            if value == 0:
                await asyncio.sleep(1)
            return value

        return answer()

    async def done(self, signal: Future[None]) -> Awaitable[None]:
        async def after() -> None:
            await signal
            log.append("signalled")

        return after()

    async def forward(self, data: ByteStream) -> ByteStream:
        first = await data.read(2)
        assert len(first) <= 2
        rest = ByteStream([first])
        if first == b"..":
            return data

        async def all() -> AsyncIterator[bytes]:
            async for piece in rest:
                yield piece
            async for piece in data:
                yield piece

        return ByteStream(all())

    async def pack(self, name: str, body: ByteStream) -> work.Parcel:
        async def trailer() -> Ok[int] | Err[str]:
            if name == "bad":
                raise Err("no trailer")
            await asyncio.sleep(0.01)
            return Ok(len(name))

        return work.Parcel(name, body, Future(trailer()), {name: b"\1\2"})

    async def unpack(self, parcel: work.Parcel) -> work.Opened:
        body = await parcel.body.read_all()
        return work.Opened(parcel.name, body, await parcel.trailer, parcel.ages)

    async def doors(self, doors: Stream[far.Door]) -> AsyncIterator[far.Door]:
        async def back() -> AsyncIterator[far.Door]:
            async for door in doors:
                name = door.name()
                door.close()
                yield far.Door(f"{name}!")

        return back()

    async def visit(self, door: far.Door) -> str:
        knocked = await door.knock(5)
        return f"{knocked} at {door.name()}"

    async def tasks(self, count: int) -> list[work.Task]:
        made[:] = [Task(ms) for ms in range(count)]
        return list(made)

    async def again(self) -> tuple[work.Task, ...]:
        return tuple(made)

    async def one(self, ms: int) -> Awaitable[work.Task]:
        made[:] = [Task(ms)]
        return asyncio.sleep(ms / 1000, made[0])

    async def pick(self, doors: Stream[far.Door], count: int) -> list[str]:
        async with doors:
            return [door.name() for door in await doors.read(count)]

    async def hang(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            log.append("hung up")

    async def burst(self) -> Iterator[bytes]:
        def pieces() -> Iterator[bytes]:
            yield b"fine"
            raise ValueError("burst")

        return pieces()

    async def nested(self, groups: Stream[ByteStream]) -> Stream[ByteStream]:
        async def each() -> AsyncIterator[ByteStream]:
            async for group in groups:
                yield ByteStream([(await group.read_all()).upper()])

        return Stream(each())

    async def keep(self, door: far.Door, ms: int) -> str:
        try:
            return await far.nap(door.name(), ms)
        except asyncio.CancelledError:
            return "stubborn"

    async def retire(self, tasks: Stream[work.Task], count: int) -> int:
        total = 0
        async for task in tasks:
            total += task.size()
            count -= 1
            if not count:
                break
        tasks.close()
        return total

    async def host_side(self, what: str) -> str:
        if what == "door":
            door = await far.Door.open(5)
            with door:
                answer = await door.knock(5)
            try:
                door.name()
            except ValueError as error:
                return f"{answer}; {error}"
        elif what == "no door":
            try:
                await far.Door.open(0)
            except Err as error:
                return f"err {error.value}"
        elif what == "lent":
            door = far.Door("lent")
            knock = asyncio.create_task(door.knock(20))
            await asyncio.sleep(0)
            try:
                door.close()
            except ValueError as error:
                return f"{await knock}; {error}"
        raise AssertionError(what)

    def seen(self) -> list[str]:
        seen, log[:] = log[:], []
        return seen
