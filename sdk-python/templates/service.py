"""Answers the app's HTTP requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from gen import wsgi
from gen.imports import greet_part

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Greets whom the query names, by itself and through the other components."""
    if environ["PATH_INFO"] != "/":
        start_response("404 Not Found", [])
        return []
    name = parse_qs(environ["QUERY_STRING"]).get("name", ["world"])[0]
    lines = [f"hello, {name}, from Python"]
    lines += [part.greet(name) for part in [greet_part]]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["".join(f"{line}\n" for line in lines).encode()]


# The application of a framework is answered with in the same way.
handle = wsgi.handler(app)
