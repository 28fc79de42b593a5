"""Answers what the tests ask of handlers in every language."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from gen import asgi

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def app(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
        return
    assert scope["state"] == {"starts": 1}
    match scope["path"]:
        case "/hello":
            await hello(scope, send)
        case "/echo":
            await echo(receive, send)
        case "/none":
            await answer(send, 204)
        case "/fail":
            raise RuntimeError("out of order")
        case "/late":
            await send({"type": "http.response.start", "status": 200})
            body = {"type": "http.response.body", "body": b"half", "more_body": True}
            await send(body)
            raise RuntimeError("too late")
        case "/bad":
            await answer(send, 200, [(b"a b", b"c")])
        case "/ticks":
            await ticks(receive, send)
        case "/timeout":
            await timeout(send)
        case "/stuck":
            await asyncio.gather(asyncio.Event().wait(), asyncio.sleep(0))
        case _:
            await answer(send, 404)


async def lifespan(scope: Message, receive: Receive, send: Send) -> None:
    assert (await receive())["type"] == "lifespan.startup"
    scope["state"]["starts"] = scope["state"].get("starts", 0) + 1
    await send({"type": "lifespan.startup.complete"})
    assert (await receive())["type"] == "lifespan.shutdown"


async def hello(scope: Message, send: Send) -> None:
    name = parse_qs(scope["query_string"].decode())["name"][0]
    fields = scope["headers"]
    host = dict(fields)[b"host"].decode()
    kinds = ", ".join(value.decode() for key, value in fields if key == b"x-kind")
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
        (b"connection", b"close"),
    ]
    page = f"<p>hello, {name} at {host}, {kinds}"
    await answer(send, 200, headers, page.encode())


async def echo(receive: Receive, send: Send) -> None:
    headers = [(b"trailer", b"X-Count")]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    await send({**start, "trailers": True})
    count, more = 0, True
    while more:
        message = await receive()
        count += len(message["body"])
        more = message["more_body"]
        body = {"body": message["body"], "more_body": more}
        await send({"type": "http.response.body", **body})
    total = dict(message.get("trailers", [])).get(b"x-sum", b"").decode()
    trailers = [(b"x-count", f"{count} {total}".encode())]
    await send({"type": "http.response.trailers", "headers": trailers})


async def ticks(receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})
    body = {"type": "http.response.body", "body": b"tick\n", "more_body": True}
    try:
        while True:
            await send(body)
    except OSError as error:
        while (message := await receive())["type"] == "http.request":
            pass
        print(f"{error}: {message['type']}", file=sys.stderr)
        raise


async def timeout(send: Send) -> None:
    """Waits for what doesn't come, but not for ever."""
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except TimeoutError:
        await answer(send, 200, body=b"in time")


async def answer(
    send: Send,
    status: int,
    headers: list[tuple[bytes, bytes]] | None = None,
    body: bytes = b"",
) -> None:
    start = {"type": "http.response.start", "status": status, "headers": headers or []}
    await send(start)
    await send({"type": "http.response.body", "body": body})


handle = asgi.handler(app)
