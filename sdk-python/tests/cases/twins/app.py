from __future__ import annotations

from gen import Err, Ok, Some
from gen.exports import exports, store, user
from gen.imports import store as far
from gen.imports import user as far_user


class Counter(store.Counter):
    def __init__(self, name: str, start: int) -> None:
        self.name = name
        self.value = start

    def next(self) -> int:
        self.value += 1
        return self.value

    def close(self) -> None:
        self.value = 0

    @staticmethod
    def merge(a: store.Counter, b: store.Counter) -> Counter:
        assert isinstance(a, Counter) and isinstance(b, Counter)
        return Counter(a.name + b.name, a.value + b.value)


class Token(store.Token):
    def __init__(self, text: str) -> None:
        if not text:
            raise Err("no text")
        self.text = text


class Store(store.Store):
    def make(self, n: int) -> list[store.Counter]:
        return [Counter(str(i), i) for i in range(n)]

    def total(self, items: list[store.Counter]) -> int:
        return sum(item.next() for item in items)

    def wrap(self, h: store.Holder) -> store.Choice:
        return store.ChoiceOne(h.item)

    def select(self, c: store.Choice) -> store.Counter | None:
        match c:
            case store.ChoiceOne(counter):
                return counter
            case store.ChoiceMany([first, *_]):
                return first
            case store.ChoiceACaseWithARatherLongNameOfItsOwn(holder):
                return holder.item
        return None

    def take(self, c: store.Counter | None) -> store.Holder:
        if c is None:
            raise Err(Token("none"))
        return store.Holder("held", c, far.Label("shared", 1))

    def mark(
        self,
        m: store.Marks,
        l: store.Label,
        more: list[
            tuple[store.Label, store.Label | None, Ok[store.Label] | Err[store.Label]]
        ],
    ) -> store.Marks:
        raise Err(l)

    def a_function_with_a_very_long_name_and_many_parameters(
        self,
        first_parameter: int,
        second_parameter: Some[str | None] | None,
        third: Ok[None] | Err[str],
    ) -> tuple[int, Some[str | None] | None, Ok[None] | Err[str]]:
        return (first_parameter, second_parameter, third)


class User(user.User):
    def visit(self, c: store.Counter) -> int:
        return c.next()

    def visit_pair(self, p: user.Pair) -> int:
        return 0

    def join(self, b: user.Both) -> user.Both:
        return user.Both(b.left, None, b.labels)


class Exports(exports.Exports):
    def exports(self, l: far.Label) -> store.Label:
        theirs = far.Counter("far", 1)
        choice = far.wrap(far.Holder("theirs", theirs, l))
        assert isinstance(choice, far.ChoiceOne) and isinstance(
            choice.value, far.Counter
        )
        assert far_user.visit(choice.value) == 2
        return far.Label(l.text + "!", l.size)
