"""Answers the app's HTTP requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from gen import wsgi

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Greets whom the query names."""
    if environ["PATH_INFO"] != "/":
        start_response("404 Not Found", [])
        return []
    name = parse_qs(environ["QUERY_STRING"]).get("name", ["world"])[0]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"hello, {name}, from Python\n".encode()]


# The application of a framework is answered with in the same way.
handle = wsgi.handler(app)
