"""Makes the calls that it is told to on its input: `FUNCTION TIMES [UNIT] [COUNT]`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import costs_pb2 as costs
import costs_pb2_grpc
import grpc
from grpc_status import rpc_status
from values import BOTH, Case, Item, Point


def point(i: int) -> Point:
    return Point(i, i / 2, float(-i), i % 3 == 0, i % 3)


def item(i: int) -> Item:
    return Item(i, f"item {i}", ["new", f"tag {i % 10}"])


def shape(i: int) -> Case:
    match i % 5:
        case 0:
            return Case("empty", None)
        case 1:
            return Case("circle", Case("pixels", i))
        case 2:
            return Case("frame", (Case("auto", None), Case("share", i / 2)))
        case 3:
            return Case("label", f"shape {i}")
        case _:
            return Case("label", None)


def play(times: int, call: Callable[[], Any], right: Callable[[Any], bool]) -> None:
    """Calls once, asks whether the answer is right, and calls so many times."""
    if not right(call()):
        raise ValueError("a wrong answer")
    for _ in range(times):
        call()


class Caller:
    def __init__(self, address: str) -> None:
        options = [("grpc.max_receive_message_length", -1)]
        self.work = costs_pb2_grpc.WorkStub(grpc.insecure_channel(address, options=options))

    def echo(self, times: int, method: str, value: Any) -> None:
        """Sends a value and gets it back, each time."""
        read, write = BOTH[method]
        function = getattr(self.work, method)
        play(times, lambda: read(function(write(value))), lambda got: got == value)

    def refused(self) -> Any:
        problem = costs.Problem()
        try:
            self.work.Refuse(costs.Code(code=7))
        except grpc.RpcError as error:
            rpc_status.from_call(error).details[0].Unpack(problem)
        return problem

    def pull(self, count: int) -> None:
        amount = costs.Amount(bytes=count, piece=1 << 20)
        if sum(len(block.bytes) for block in self.work.Produce(amount)) != count:
            raise ValueError("a wrong answer")

    def order(self, function: str, times: int, unit: str, count: int) -> str:
        work = self.work
        match function:
            case "nothing":
                play(times, lambda: work.Nothing(costs.Empty()), lambda got: got == costs.Empty())
            case "add":
                terms = costs.Terms(a=20, b=-62)
                play(times, lambda: work.Add(terms), lambda got: got.sum == -42)
            case "text":
                self.echo(times, "Text", unit * count)
            case "bytes":
                self.echo(times, "Bytes", bytes(i % 251 for i in range(count)))
            case "integers":
                self.echo(times, "Integers", [i * 4000 for i in range(count)])
            case "floats":
                self.echo(times, "Floats", [i / 2 for i in range(count)])
            case "points":
                self.echo(times, "Points", [point(i) for i in range(count)])
            case "items":
                self.echo(times, "Items", [item(i) for i in range(count)])
            case "shapes":
                self.echo(times, "Shapes", [shape(i) for i in range(count)])
            case "refuse":
                play(times, self.refused, lambda got: got.code == 7)
            case "produce":
                self.pull(times << 26)
            case _:
                return "none"
        return "ok"


def main() -> None:
    caller = Caller(sys.argv[2])
    for line in sys.stdin:
        function, times, *rest = line.split()
        count = int(rest[-1]) if rest else 0
        unit = rest[0] if len(rest) > 1 else ""
        try:
            print(caller.order(function, int(times), unit, count), flush=True)
        except (ValueError, grpc.RpcError) as error:
            print(repr(error), flush=True)


main()
