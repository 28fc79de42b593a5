"""Sends what the tests want others to be asked, by `requests` and by `httpx`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

import httpx
import requests
from gen import asgi, wsgi

again = httpx.Client(follow_redirects=True)


def get(url: str, how: str) -> str:
    headers = {"X-Kind": "one, two"}
    if how == "secret":
        headers |= {"Authorization": "Basic abc", "Cookie": "a=1"}
    answer = requests.request(
        "POST" if how == "post" else "GET",
        url,
        headers=headers,
        data=b"posted" if how == "post" else None,
        timeout=0.2 if how == "limit" else None,
        allow_redirects=how != "manual",
    )
    return f"{answer.status_code} {answer.headers.get('X-Seen')} {answer.text}"


def count(url: str) -> str:
    with requests.get(url, stream=True) as answer:
        return str(sum(len(piece) for piece in answer.iter_content(1 << 16)))


def pieces(url: str) -> Iterator[bytes]:
    for _ in range(64):
        yield b"x" * (1 << 16)
    if "breaks" in url:
        raise ValueError("no more of it")


def posted(url: str) -> str:
    with requests.post(url, data=pieces(url), stream=True) as answer:
        return f"{answer.status_code} {answer.headers.get('X-Seen')} {answer.text}"


def by_httpx(how: str) -> dict[str, Any]:
    """A request's settings."""
    return {
        "method": "POST" if how == "post" else "GET",
        "headers": [("X-Kind", "one"), ("X-Kind", "two")],
        "content": b"posted" if how == "post" else None,
        "timeout": 0.2 if how == "limit" else None,
    }


def seen(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.headers.get('X-Seen')} {answer.text}"


async def later(scope: Any, receive: Any, send: Any) -> None:
    """Asks by `httpx` with `await`, where the path is `/later`."""
    if scope["type"] == "lifespan":
        return
    query = {
        name: values[0]
        for name, values in parse_qs(scope["query_string"].decode()).items()
    }
    how, status = query.get("how", ""), 200
    try:
        async with httpx.AsyncClient(follow_redirects=True) as asker:
            if how == "stream":
                async with asker.stream("GET", query["url"]) as answer:
                    count = 0
                    async for piece in answer.aiter_bytes():
                        count += len(piece)
                    text = str(count)
            else:
                text = seen(await asker.request(url=query["url"], **by_httpx(how)))
    except httpx.HTTPError as error:
        text, status = f"{type(error).__name__} {error}", 502
    await send({"type": "http.response.start", "status": status})
    await send({"type": "http.response.body", "body": text.encode()})


def received(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(1 << 16):
        yield piece


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    query = {
        name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()
    }
    url, status = query["url"], "200 OK"
    try:
        match environ["PATH_INFO"]:
            case "/pass":
                sent = received(environ["wsgi.input"])
                answer = requests.post(url, data=sent, stream=True)
                start(f"{answer.status_code} {answer.reason}", [])
                return answer.iter_content(1 << 16)
            case "/posted":
                text = posted(url)
            case "/httpx" if query.get("how") == "stream":
                with again.stream("GET", url) as streamed:
                    text = str(sum(len(piece) for piece in streamed.iter_bytes()))
            case "/httpx":
                text = seen(again.request(url=url, **by_httpx(query.get("how", ""))))
            case "/count":
                text = count(url)
            case _:
                text = get(url, query.get("how", ""))
    except (requests.RequestException, httpx.HTTPError, ValueError) as error:
        text, status = f"{type(error).__name__} {error}", "502 Bad Gateway"
    start(status, [])
    return [text.encode()]


handle_at_once, handle_later = wsgi.handler(app), asgi.handler(later)


async def handle(request: Any) -> Any:
    path = request.get_path_with_query() or "/"
    return await (handle_later if path.startswith("/later") else handle_at_once)(
        request
    )
