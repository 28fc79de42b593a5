"""The life of resources."""

from __future__ import annotations

from gen.imports import ledger, others, things
from gen.imports.things import Thing
from play import expect, failed, refused, saw


def constructor_and_methods() -> None:
    with Thing("a") as thing:
        expect("label", thing.label(), "a")
        expect("rename", thing.rename("b"), "a")
        expect("label", thing.label(), "b")
        saw(1)
    saw(0, "b")


def static_function() -> None:
    with Thing.merge(Thing("a"), Thing("b")) as merged:
        expect("label", merged.label(), "a+b")
        saw(1)
    saw(0, "a+b")


def borrow() -> None:
    a, b = Thing("a"), Thing("b")
    expect("look", things.look(a), "a")
    expect("look again", things.look(a), "a")
    expect("same as itself", a.same_as(a), True)
    expect("same as another", a.same_as(b), False)
    saw(2)
    a.close()
    b.close()
    saw(0, "a", "b")


def borrows_in_a_list() -> None:
    a, b = Thing("a"), Thing("b")
    expect("look-all", things.look_all([a, b, a]), ["a", "b", "a"])
    expect("label", b.label(), "b")
    a.close()
    b.close()
    saw(0, "a", "b")


def own_is_passed() -> None:
    expect("take", things.take(Thing("a")), "a")
    saw(0)


def own_comes_home() -> None:
    with things.echo(Thing("a")) as back:
        expect("label", back.label(), "a")
        saw(1)
    saw(0, "a")


def own_in_an_option() -> None:
    things.keep(Thing("a"))
    saw(1)
    kept = things.kept()
    assert kept is not None
    expect("label", kept.label(), "a")
    expect("nothing is kept", things.kept(), None)
    kept.close()
    saw(0, "a")


def own_in_a_list() -> None:
    a, b, c = things.make(["a", "b", "c"])
    expect("labels", [a.label(), b.label(), c.label()], ["a", "b", "c"])
    b.close()
    saw(2, "b")
    a.close()
    c.close()
    saw(0, "b", "a", "c")


def own_in_a_record() -> None:
    held = things.hold(["a", "b", "c"])
    expect("note", held.note, "2 more")
    expect("label", held.rest[1].label(), "c")
    held.rest.reverse()
    expect("unhold", things.unhold(held), ["a", "c", "b"])
    saw(0)


def own_in_a_variant() -> None:
    nothing = things.pack([])
    expect("nothing", nothing, things.ParcelNothing())
    one = things.pack(["a"])
    assert isinstance(one, things.ParcelOne)
    expect("label", one.value.label(), "a")
    expect("unpack one", things.unpack(one), ["a"])
    two = things.pack(["a", "b"])
    assert isinstance(two, things.ParcelTwo)
    a, b = two.value
    expect("label", b.label(), "b")
    expect("unpack two", things.unpack(things.ParcelTwo((b, a))), ["b", "a"])
    expect("unpack nothing", things.unpack(nothing), [])
    saw(0)


def own_in_a_result() -> None:
    found = things.find("a")
    expect("label", found.label(), "a")
    expect("not found", failed(lambda: things.find("")), "no label")
    expect("exchange", things.exchange(found, True), "a")
    back = failed(lambda: things.exchange(Thing("b"), False))
    assert isinstance(back, Thing)
    expect("label", back.label(), "b")
    back.close()
    saw(0, "b")


def same_name() -> None:
    with Thing("a"):
        with others.Thing(1) as one, others.Thing(2) as two:
            expect("sum", others.sum([one, two]), 3)
        saw(1)
        expect("dropped numbers", ledger.dropped_numbers(), [2, 1])
    saw(0, "a")


def a_thousand_handles() -> None:
    labels = [str(number) for number in range(1000)]
    made = [Thing(label) for label in labels]
    saw(1000)
    for thing in made:
        thing.close()
    saw(0, *labels)


def use_after_drop() -> None:
    thing = Thing("a")
    thing.close()
    refused(thing.label, "thing", "closed")
    refused(lambda: things.look(thing), "look", "it", "closed")
    thing.close()
    expect("calls", ledger.calls(), 0)
    saw(0, "a")


def use_after_move() -> None:
    thing = Thing("a")
    things.take(thing)
    refused(thing.label, "thing", "moved")
    refused(lambda: things.take(thing), "take", "it", "moved")
    thing.close()
    expect("calls", ledger.calls(), 1)
    saw(0)


def refused_arguments_stay() -> None:
    a, b = Thing("a"), Thing("b")
    b.close()
    refused(lambda: things.unhold(things.Holding(a, "", [b])), "unhold", "all")
    expect("calls", ledger.calls(), 0)
    expect("label", a.label(), "a")
    a.close()
    saw(0, "b", "a")


def own_twice() -> None:
    a = Thing("a")
    refused(lambda: things.unhold(things.Holding(a, "", [a])), "unhold", "all")
    refused(lambda: Thing.merge(a, a), "merge", "b")
    expect("calls", ledger.calls(), 0)
    expect("label", a.label(), "a")
    a.close()
    saw(0, "a")
