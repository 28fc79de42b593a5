"""Sends what the tests want others to be asked, in every language."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from gen import asgi, client

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def get(url: str, how: str) -> str:
    request = urllib.request.Request(url, data=b"posted" if how == "post" else None)
    request.add_header("X-Kind", "one, two")
    if how == "secret":
        request.add_header("Authorization", "Basic abc")
        request.add_header("Cookie", "a=1")
    timeout = 0.2 if how == "limit" else None
    opener = urllib.request.build_opener(*([Stays] if how == "manual" else []))
    try:
        with opener.open(request, timeout=timeout) as answer:
            return told(answer)
    except urllib.error.HTTPError as answer:
        return told(answer)


def told(answer: Any) -> str:
    seen = ", ".join(answer.headers.get_all("X-Seen", []))
    return f"{answer.status} {seen} {answer.read().decode()}"


def count(url: str) -> str:
    total = 0
    with urllib.request.urlopen(url) as answer:
        while piece := answer.read(1 << 16):
            total += len(piece)
    return str(total)


def pieces(url: str) -> Iterator[bytes]:
    for _ in range(64):
        yield b"x" * (1 << 16)
    if "breaks" in url:
        raise ValueError("no more of it")


def posted(url: str) -> str:
    request = urllib.request.Request(url, data=pieces(url))
    with urllib.request.urlopen(request) as answer:
        return told(answer)


async def received(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def passed(url: str, receive: Receive, send: Send) -> None:
    async with await client.send("POST", url, body=received(receive)) as answer:
        await send({"type": "http.response.start", "status": answer.status})
        async for piece in answer:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body"})


async def app(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    query = {
        name: values[0]
        for name, values in parse_qs(scope["query_string"].decode()).items()
    }
    url, status = query["url"], 200
    try:
        if scope["path"] == "/pass":
            return await passed(url, receive, send)
        if scope["path"] == "/posted":
            text = posted(url)
        elif scope["path"] == "/count":
            text = count(url)
        else:
            text = get(url, query.get("how", ""))
    except (OSError, ValueError) as error:
        text, status = f"{type(error).__name__} {error}", 502
    await send({"type": "http.response.start", "status": status})
    await send({"type": "http.response.body", "body": text.encode()})


handle = asgi.handler(app)
