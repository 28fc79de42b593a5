"""Answers calls on a port of its own until its input ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import costs_pb2
import costs_pb2_grpc
import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, status_pb2
from grpc_status import rpc_status
from values import BOTH


class Work(costs_pb2_grpc.WorkServicer):
    def Nothing(self, request: Any, context: grpc.ServicerContext) -> Any:
        return request

    def Add(self, request: Any, context: grpc.ServicerContext) -> Any:
        return costs_pb2.Sum(sum=request.a + request.b)

    def Refuse(self, request: Any, context: grpc.ServicerContext) -> Any:
        detail = any_pb2.Any()
        detail.Pack(costs_pb2.Problem(code=request.code, reason="refused"))
        status = status_pb2.Status(code=code_pb2.INVALID_ARGUMENT, message="refused", details=[detail])
        context.abort_with_status(rpc_status.to_status(status))

    def Produce(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        whole = bytes(request.piece)
        left = request.bytes
        while left > 0:
            yield costs_pb2.Block(bytes=whole[:left])
            left -= request.piece


def echo(read: Callable[[Any], Any], write: Callable[[Any], Any]) -> Any:
    return lambda _work, request, _context: write(read(request))


for name, both in BOTH.items():
    setattr(Work, name, echo(*both))


def main() -> None:
    options = [("grpc.max_receive_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(), options=options)
    costs_pb2_grpc.add_WorkServicer_to_server(Work(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"127.0.0.1:{port}", flush=True)
    sys.stdin.read()
    server.stop(None).wait()


main()
