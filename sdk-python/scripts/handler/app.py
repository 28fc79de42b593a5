"""Answers requests with bodies that come bit by bit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable

from gen import ByteStream, Err, Ok
from gen.exports import handler
from gen.imports.types import (
    ErrorCode,
    ErrorCodeLoopDetected,
    Fields,
    Request,
    Response,
)

Ended = Ok[Fields | None] | Err[ErrorCode]


class Handler(handler.Handler):
    async def handle(self, request: Request) -> Response:
        match request.get_path_with_query():
            case "/lines":
                trailers: asyncio.Future[Ended] = asyncio.Future()
                return answer(lines(3, trailers), trailers)
            case "/upper":
                body, came = Request.consume_body(request, taken())
                return answer((part.upper() async for part in body), came)
            case _:
                raise Err(ErrorCodeLoopDetected())


async def taken() -> Ok[None] | Err[ErrorCode]:
    """How reading a request ended."""
    return Ok(None)


async def lines(count: int, trailers: asyncio.Future[Ended]) -> AsyncIterator[bytes]:
    """Lines, one after another; the trailers come when all are written."""
    for number in range(count):
        await asyncio.sleep(0.001)
        yield f"line {number}\n".encode()
    trailers.set_result(Ok(None))


def answer(body: AsyncIterator[bytes], trailers: Awaitable[Ended]) -> Response:
    """A response of these parts."""
    response, sent = Response.new(Fields(), ByteStream(body), trailers)
    sent.close()
    return response
