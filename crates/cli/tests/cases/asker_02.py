"""Asks by `wasi:http/outgoing-handler` of WASI 0.2, as its WIT stands."""

from gen import Err, Ok
from gen.imports import outgoing_handler, types


def ask(authority: str, path: str) -> str:
    request = types.OutgoingRequest(types.Fields.from_list([("x-kind", b"one, two")]))
    request.set_scheme(types.SchemeHttp())
    request.set_authority(authority)
    request.set_path_with_query(path)
    try:
        future = outgoing_handler.handle(request, None)
        with future.subscribe() as ready:
            ready.block()
        match future.get():
            case Ok(Ok(response)):
                return told(response)
            case Ok(Err(code)):
                return type(code).__name__
    except Err as error:
        return type(error.value).__name__
    return "no answer"


def told(response: types.IncomingResponse) -> str:
    with response.headers() as headers:
        seen = b", ".join(headers.get("x-seen")).decode()
    pieces = []
    with response.consume() as body, body.stream() as stream:
        try:
            while True:
                pieces.append(stream.blocking_read(1 << 16))
        except Err:
            return f"{response.status()} {seen} {b''.join(pieces).decode()}"
