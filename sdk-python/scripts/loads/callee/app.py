"""What is called again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from gen import Future
from gen.exports import work


class Work(work.Work):
    async def nothing(self) -> None:
        pass

    def plain(self) -> None:
        pass

    async def nap(self, ms: int) -> None:
        await asyncio.sleep(ms / 1000)

    async def never(self) -> None:
        await asyncio.Event().wait()

    async def after(self, number: Future[int]) -> int:
        return await number

    async def produce(self, bytes: int, piece: int) -> AsyncIterator[bytes]:
        return pieces(bytes, piece)


async def pieces(left: int, piece: int) -> AsyncIterator[bytes]:
    """So many bytes, in pieces."""
    whole = bytes(piece)
    while left > 0:
        yield whole[:left]
        left -= piece
