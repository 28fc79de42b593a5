"""Makes the calls that it is told to on its input: `FUNCTION TIMES [UNIT] [COUNT]`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import costs_pb2 as costs
import costs_pb2_grpc
import grpc
from grpc_status import rpc_status


def point(i: int) -> Any:
    return costs.Point(id=i, x=i / 2, y=float(-i), on=i % 3 == 0, kind=i % 3)


def item(i: int) -> Any:
    return costs.Item(id=i, name=f"item {i}", tags=["new", f"tag {i % 10}"])


def shape(i: int) -> Any:
    match i % 5:
        case 0:
            return costs.Shape(empty=costs.Empty())
        case 1:
            return costs.Shape(circle=costs.Length(pixels=i))
        case 2:
            width, height = costs.Length(auto=costs.Empty()), costs.Length(share=i / 2)
            return costs.Shape(frame=costs.Size(width=width, height=height))
        case 3:
            return costs.Shape(label=costs.Label(text=f"shape {i}"))
        case _:
            return costs.Shape(label=costs.Label())


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

    def echo(self, times: int, function: Callable[[Any], Any], value: Any) -> None:
        play(times, lambda: function(value), lambda got: got == value)

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
                self.echo(times, work.Nothing, costs.Empty())
            case "add":
                terms = costs.Terms(a=20, b=-62)
                play(times, lambda: work.Add(terms), lambda got: got.sum == -42)
            case "text":
                self.echo(times, work.Text, costs.OneText(text=unit * count))
            case "bytes":
                block = bytes(i % 251 for i in range(count))
                self.echo(times, work.Bytes, costs.Block(bytes=block))
            case "integers":
                numbers = [i * 4000 for i in range(count)]
                self.echo(times, work.Integers, costs.SomeIntegers(numbers=numbers))
            case "floats":
                numbers = [i / 2 for i in range(count)]
                self.echo(times, work.Floats, costs.SomeFloats(numbers=numbers))
            case "points":
                points = [point(i) for i in range(count)]
                self.echo(times, work.Points, costs.SomePoints(points=points))
            case "items":
                items = [item(i) for i in range(count)]
                self.echo(times, work.Items, costs.SomeItems(items=items))
            case "shapes":
                shapes = [shape(i) for i in range(count)]
                self.echo(times, work.Shapes, costs.SomeShapes(shapes=shapes))
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
