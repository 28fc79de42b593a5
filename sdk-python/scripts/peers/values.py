"""The service's values as Python has them, and their messages.

A message of protobuf is read when it is asked for its fields. A program that works with what it got has values of its
own, which is what components are given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import costs_pb2 as costs


@dataclass(slots=True)
class Point:
    id: int
    x: float
    y: float
    on: bool
    kind: int


@dataclass(slots=True)
class Item:
    id: int
    name: str
    tags: list[str]


@dataclass(slots=True)
class Case:
    """A case of a variant."""

    name: str
    value: Any


def points(message: Any) -> list[Point]:
    return [Point(p.id, p.x, p.y, p.on, p.kind) for p in message.points]


def some_points(values: list[Point]) -> Any:
    return costs.SomePoints(points=[costs.Point(id=p.id, x=p.x, y=p.y, on=p.on, kind=p.kind) for p in values])


def items(message: Any) -> list[Item]:
    return [Item(i.id, i.name, list(i.tags)) for i in message.items]


def some_items(values: list[Item]) -> Any:
    return costs.SomeItems(items=[costs.Item(id=i.id, name=i.name, tags=i.tags) for i in values])


def shapes(message: Any) -> list[Case]:
    return [shape(s) for s in message.shapes]


def some_shapes(values: list[Case]) -> Any:
    return costs.SomeShapes(shapes=[one_shape(value) for value in values])


def shape(message: Any) -> Case:
    match message.WhichOneof("shape"):
        case "circle":
            return Case("circle", length(message.circle))
        case "frame":
            return Case("frame", (length(message.frame.width), length(message.frame.height)))
        case "label":
            return Case("label", message.label.text if message.label.HasField("text") else None)
        case _:
            return Case("empty", None)


def one_shape(value: Case) -> Any:
    match value.name:
        case "circle":
            return costs.Shape(circle=one_length(value.value))
        case "frame":
            width, height = value.value
            return costs.Shape(frame=costs.Size(width=one_length(width), height=one_length(height)))
        case "label":
            return costs.Shape(label=costs.Label(text=value.value))
        case _:
            return costs.Shape(empty=costs.Empty())


def length(message: Any) -> Case:
    name = message.WhichOneof("length")
    return Case(name, None if name == "auto" else getattr(message, name))


def one_length(value: Case) -> Any:
    return costs.Length(**{value.name: costs.Empty() if value.name == "auto" else value.value})


# What reads a message, and what makes one, by the method.
BOTH: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "Text": (lambda message: message.text, lambda text: costs.OneText(text=text)),
    "Bytes": (lambda message: message.bytes, lambda block: costs.Block(bytes=block)),
    "Integers": (lambda message: list(message.numbers), lambda numbers: costs.SomeIntegers(numbers=numbers)),
    "Floats": (lambda message: list(message.numbers), lambda numbers: costs.SomeFloats(numbers=numbers)),
    "Points": (points, some_points),
    "Items": (items, some_items),
    "Shapes": (shapes, some_shapes),
}
