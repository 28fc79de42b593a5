"""Answers by Starlette."""

import asyncio
from collections.abc import AsyncIterator

from gen import asgi
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route


async def item(request: Request) -> Response:
    return PlainTextResponse(f"item {request.path_params['sku']}")


async def count(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        for number in range(3):
            await asyncio.sleep(0.001)
            yield f"{number}\n"

    return StreamingResponse(lines())


async def fail(request: Request) -> Response:
    raise RuntimeError("out of order")


routes = [Route("/items/{sku}", item), Route("/count", count), Route("/fail", fail)]
handle = asgi.handler(Starlette(routes=routes))
