"""Sends what the tests want others to be asked, by `requests`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

import requests
from gen import wsgi


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
            case "/count":
                text = count(url)
            case _:
                text = get(url, query.get("how", ""))
    except (requests.RequestException, ValueError) as error:
        text, status = f"{type(error).__name__} {error}", "502 Bad Gateway"
    start(status, [])
    return [text.encode()]


handle = wsgi.handler(app)
