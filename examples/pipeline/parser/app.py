"""Parses lines of a web server's log in the combined format."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime

from gen import ByteStream, Future, Stream
from gen.exports import parser
from gen.exports.parser import Hit, Parsed

LINE = re.compile(
    rb'^\S+ \S+ \S+ \[(?P<minute>\d\d/\w{3}/\d{4}:\d\d:\d\d):(?P<second>\d\d) (?P<zone>[+-]\d{4})\] '
    rb'"[A-Z]+ (?P<path>\S+)[^"\n]*" (?P<status>\d{3}) (?P<size>\d+|-) "[^"\n]*" "(?P<agent>[^"\n]*)"$',
    re.MULTILINE,
)


class Times:
    """Seconds since 1970; lines of one minute follow each other, so that its start is worked out once."""

    def __init__(self) -> None:
        self.minute = (b"", b"")
        self.start = 0

    def of(self, minute: bytes, second: bytes, zone: bytes) -> int:
        if (minute, zone) != self.minute:
            text = (minute + b" " + zone).decode()
            self.start = int(datetime.strptime(text, "%d/%b/%Y:%H:%M %z").timestamp())
            self.minute = (minute, zone)
        return self.start + int(second)


class Parser(parser.Parser):
    async def parse(self, log: ByteStream) -> Parsed:
        malformed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        return Parsed(hits=Stream(self.hits(log, malformed)), malformed=Future(malformed))

    async def hits(self, log: ByteStream, malformed: asyncio.Future[int]) -> AsyncIterator[list[Hit]]:
        times, lines, known, rest = Times(), 0, 0, b""
        async for piece in log:
            whole, newline, rest = (rest + piece).rpartition(b"\n")
            if newline:
                batch = self.batch(whole, times)
                lines += whole.count(b"\n") + 1
                known += len(batch)
                yield batch
        if rest:
            batch = self.batch(rest, times)
            lines += 1
            known += len(batch)
            yield batch
        malformed.set_result(lines - known)

    def batch(self, text: bytes, times: Times) -> list[Hit]:
        return [
            Hit(
                time=times.of(line["minute"], line["second"], line["zone"]),
                path=line["path"].decode(errors="replace"),
                status=int(line["status"]),
                size=0 if line["size"] == b"-" else int(line["size"]),
                agent=line["agent"].decode(errors="replace"),
            )
            for line in LINE.finditer(text)
        ]
