"""Calls the other side again and again."""

from __future__ import annotations

import asyncio

from gen.exports import load
from gen.imports import work


class Load(load.Load):
    async def calls(self, count: int) -> None:
        for _ in range(count):
            await work.nothing()

    async def plain_calls(self, count: int) -> None:
        for _ in range(count):
            work.plain()

    async def crowd(self, count: int) -> int:
        naps = (work.nap(number % 8) for number in range(count))
        return len(await asyncio.gather(*naps))

    async def hang(self) -> None:
        await work.never()

    async def embrace(self) -> int:
        number: asyncio.Future[int] = asyncio.Future()
        got = await work.after(number)
        number.set_result(1)
        return got

    async def pull(self, bytes: int, piece: int) -> int:
        total = 0
        async with await work.produce(bytes, piece) as body:
            while part := await body.read(piece):
                total += len(part)
        return total
