"""Objects that belong to others, and objects with words of their own for their end."""

from __future__ import annotations

from gen.exports import homes
from seen import gone


class Cupboard(homes.Cupboard):
    def __init__(self, path: str) -> None:
        self.place = path

    def path(self) -> str:
        return self.place

    def close(self) -> None:
        gone(self.place)


class Room(homes.Room):
    def __init__(self, path: str) -> None:
        self.place = path

    def path(self) -> str:
        return self.place

    def cupboard(self, name: str) -> Cupboard:
        return Cupboard(f"{self.place}/{name}")

    def close(self) -> None:
        gone(self.place)


class House(homes.House):
    def __init__(self, name: str) -> None:
        self.place = name

    def name(self) -> str:
        return self.place

    def room(self, name: str) -> Room:
        return Room(f"{self.place}/{name}")

    def close(self) -> None:
        gone(self.place)


class Door(homes.Door):
    def __init__(self, name: str) -> None:
        self.place = name

    def close(self) -> str:
        return f"closed {self.place}"

    def drop(self, count: int) -> str:
        return f"dropped {self.place} {count}"

    def dispose(self) -> str:
        return f"disposed {self.place}"

    def __exit__(self, *_: object) -> None:
        gone(self.place)


class Gate(homes.Gate):
    def __init__(self, name: str) -> None:
        self.place = name

    def close(self, count: int) -> str:
        return f"closed {self.place} {count}"

    def drop(self) -> None:
        pass

    def dispose(self, count: int) -> str:
        return f"disposed {self.place} {count}"

    def __exit__(self, *_: object) -> None:
        gone(self.place)


class Badge(homes.Badge):
    def __init__(self, name: str) -> None:
        self.place = name

    def free(self) -> str:
        return f"freed {self.place}"

    def clone(self) -> str:
        return f"cloned {self.place}"

    def to_string(self) -> str:
        return f"text {self.place}"

    def inspect(self) -> str:
        return f"inspected {self.place}"

    def hash(self) -> int:
        return 1

    def hash_code(self) -> int:
        return 2

    def value_of(self) -> int:
        return 3

    def equals(self, other: homes.Badge) -> bool:
        assert isinstance(other, Badge)
        return other.place == self.place

    def close(self) -> None:
        gone(self.place)
