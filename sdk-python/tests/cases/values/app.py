import abc
import json

from gen import Err, Ok, Some, world
from gen.exports import echo, types
from gen.exports import json as json_interface
from gen.imports import echo as far
from gen.imports import inline
from gen.imports import types as far_types


class Echo(echo.Echo):
    def full(self, v: int) -> int:
        try:
            return far.full(v)
        except Err as error:
            match error.value:
                case echo.FailureOverflow(text):
                    raise Err(far.FailureOverflow(text)) from error
                case _:
                    raise

    def only_ok(self, v: int) -> int:
        return far.only_ok(v)

    def only_err(self, v: int) -> None:
        if v == 3:
            raise ValueError("plain")
        if v == 4:
            raise KeyError("missing")
        far.only_err(v)

    def bare(self, v: int) -> None:
        if v == 3:
            raise ValueError("seen on stderr")
        far.bare(v)

    def aliased(self, v: int) -> int:
        if v == 3:
            raise RuntimeError("late")
        return far.aliased(v)

    def misfits(self, what: str) -> str:
        wrong = {
            "short": lambda: far.triples(b"ab"),
            "long": lambda: far.fixed([["a", "b"]] * 21),
            "inner": lambda: far.fixed([["a", "b"]] * 19 + [["a"]]),
            "key": lambda: far.maps({1: []}),
            "value": lambda: far.maps({"k": [256]}),
            "null": lambda: far.ages_of({"k": None}),
            "list": lambda: far.ages_of([("k", 1)]),
            "negative": lambda: far.numbers([1, -1]),
            "yes": lambda: far.numbers([1, True]),
            "point": lambda: far.aliases([echo.Point(1, 2), echo.Point(1, 2**31)]),
            "many": lambda: far.shapes([echo.ShapeMany([echo.Point(1, None)])]),
            "beyond": lambda: far.floats([-1e300, 2**1000, 1.5]),
        }
        try:
            return str(wrong[what]())
        except (TypeError, ValueError) as error:
            return str(error)

    def type(self, type: int, self2: int, list: list[int]) -> int:
        return far.type(type, self2, list)


def forward(name: str):
    def call(self, *args):
        return getattr(far, name)(*args)

    return call


for name in vars(echo.Echo):
    if not name.startswith("_") and name not in vars(Echo):
        setattr(Echo, name, forward(name))
abc.update_abstractmethods(Echo)


class Types(types.Types):
    def use_it(self, v: echo.Shape) -> str:
        return far_types.use_it(v)


class Json(json_interface.Json):
    def dumps(self, v: str) -> str:
        return json.dumps([v, world.import_(v), *inline.list_()])


def lambda_(v: world.Local) -> world.Local:
    assert isinstance(v.p, echo.Point) and Some(1) == Some(1) and Ok(2) != Err(2)
    return world.Local(echo.Point(v.p.y, v.p.x), v.s)
