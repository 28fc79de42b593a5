"""Objects that belong to others, and objects with words of their own for their end."""

from __future__ import annotations

from gen.imports import ledger
from gen.imports.homes import Badge, Cupboard, Door, Gate, House, Room
from play import expect, saw


def build() -> tuple[House, Room, Cupboard]:
    house = House("h")
    room = house.room("r")
    cupboard = room.cupboard("c")
    expect("name", house.name(), "h")
    expect("path of the room", room.path(), "h/r")
    expect("path of the cupboard", cupboard.path(), "h/r/c")
    return house, room, cupboard


def children_first() -> None:
    house, room, cupboard = build()
    with house:
        with room:
            with cupboard:
                pass
            expect("path of the room", room.path(), "h/r")
        expect("name", house.name(), "h")
    saw(0, "h/r/c", "h/r", "h")


def parents_first() -> None:
    house, room, cupboard = build()
    with cupboard:
        with room:
            with house:
                pass
            expect("path of the room", room.path(), "h/r")
        expect("path of the cupboard", cupboard.path(), "h/r/c")
    saw(0, "h", "h/r", "h/r/c")


def middle_first() -> None:
    house, room, cupboard = build()
    with cupboard:
        with house:
            with room:
                pass
            expect("name", house.name(), "h")
        expect("path of the cupboard", cupboard.path(), "h/r/c")
    saw(0, "h/r", "h", "h/r/c")


def forgotten_parents() -> None:
    """Nobody holds the house and the room; they must not go before what is in them."""
    with House("h").room("r").cupboard("c") as cupboard:
        expect("path of the cupboard", cupboard.path(), "h/r/c")
    expect("first to go", ledger.dropped()[0], "h/r/c")


def close_drop_dispose() -> None:
    """Methods that are called like the end of an object, and aren't."""
    with Door("d") as door:
        expect("close", door.close(), "closed d")
        expect("drop", door.drop(3), "dropped d 3")
        expect("dispose", door.dispose(), "disposed d")
        saw(0)
    with Gate("g") as gate:
        expect("close", gate.close(3), "closed g 3")
        gate.drop()
        expect("dispose", gate.dispose(3), "disposed g 3")
        saw(0, "d")
    saw(0, "d", "g")


def words_of_objects() -> None:
    """Methods that are called like what every object of some language has."""
    with Badge("a") as a, Badge("b") as b, Badge("a") as same:
        expect("free", a.free(), "freed a")
        expect("clone", a.clone(), "cloned a")
        expect("to-string", a.to_string(), "text a")
        expect("inspect", a.inspect(), "inspected a")
        expect("hashes", [a.hash(), a.hash_code(), a.value_of()], [1, 2, 3])
        found = [a.equals(other) for other in (a, b, same)]
        expect("equals", found, [True, False, True])
        saw(0)
    saw(0, "a", "b", "a")
