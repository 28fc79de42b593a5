"""Streams and futures: how they are given, and what was in those that came."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
from collections.abc import AsyncIterator, Callable, Sequence

import script
from gen._runtime import Err, Ok, Some


@dataclasses.dataclass
class Flow:
    """What a stream had in it."""

    items: object


@dataclasses.dataclass
class Later:
    """What a future became."""

    value: object


async def flow(items: Sequence[object], size: int) -> AsyncIterator[object]:
    """Gives the items in pieces of a size, with pauses between them."""
    for at in range(0, len(items), size):
        await asyncio.sleep(0)
        piece = items[at : at + size]
        if isinstance(piece, bytes):
            yield piece
        else:
            for item in piece:
                yield item


async def later(value: object) -> object:
    """Gives the value after a pause."""
    await asyncio.sleep(0)
    return value


async def outcome(call: Callable[..., object], args: tuple[object, ...], want: object) -> str | None:
    """Calls, and compares what is returned or raised with all that is in it."""
    return script.compare("result", *await settle(await script.answer(call, args), want))


async def settle(got: object, want: object) -> tuple[object, object]:
    """A value with what its streams and futures had in them, as far as the wanted one has such; and the wanted one."""
    return await settled(got, want), want


async def settled(got: object, want: object) -> object:
    if isinstance(want, Flow):
        if isinstance(want.items, bytes):
            return Flow(await got.read_all())
        return Flow(await every([item async for item in got], want.items))
    if isinstance(want, Later):
        return Later(await settled(await got, want.value))
    if type(got) is not type(want):
        return got
    if isinstance(want, (list, tuple)):
        return type(want)(await every(got, want))
    if isinstance(want, (Ok, Err, Some)):
        return type(want)(await settled(got.value, want.value))
    if dataclasses.is_dataclass(want):
        names = [field.name for field in dataclasses.fields(want)]
        fields = [await settled(getattr(got, name), getattr(want, name)) for name in names]
        return type(want)(*fields)
    return got


async def every(got: Sequence[object], want: Sequence[object]) -> list[object]:
    return [await settled(item, other) for item, other in zip(got, itertools.chain(want, itertools.repeat(None)))]
