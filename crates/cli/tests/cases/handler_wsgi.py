"""Answers what the tests ask of handlers in every language."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from gen import wsgi

if TYPE_CHECKING:
    from wsgiref.types import InputStream, StartResponse, WSGIEnvironment


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    match environ["PATH_INFO"]:
        case "/hello":
            return hello(environ, start_response)
        case "/echo":
            start_response("200 OK", [])
            return pieces(environ["wsgi.input"])
        case "/none":
            start_response("204 No Content", [])
            return []
        case "/fail":
            raise RuntimeError("out of order")
        case "/late":
            write = start_response("200 OK", [])
            write(b"half")
            raise RuntimeError("too late")
        case "/instead":
            return instead(environ, start_response)
        case "/bad":
            start_response("200 OK", [("a b", "c")])
            return [b"bad"]
        case "/ticks":
            start_response("200 OK", [])
            return ticks()
        case _:
            start_response("404 Not Found", [])
            return []


def hello(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    name = parse_qs(environ["QUERY_STRING"])["name"][0]
    kinds = environ["HTTP_X_KIND"]
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Connection", "close"),
    ]
    start_response("200 OK", headers)
    return [f"<p>hello, {name} at {environ['HTTP_HOST']}, {kinds}".encode()]


def instead(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Fails behind a head that was not sent yet, or that was."""
    write = start_response("200 OK", [("X-First", "1")])
    if environ["QUERY_STRING"] == "sent":
        write(b"half")
    try:
        raise RuntimeError("too late")
    except RuntimeError:
        start_response("503 Service Unavailable", [("X-Second", "2")], sys.exc_info())
        return [b"instead"]


def pieces(body: InputStream) -> Iterator[bytes]:
    while piece := body.read(1 << 16):
        yield piece


def ticks() -> Iterator[bytes]:
    while True:
        yield b"tick\n"


handle = wsgi.handler(app)
