"""Calls that fail."""

from __future__ import annotations

from gen.imports import faults
from play import Difference, expect, failed, refused


def declared_error() -> None:
    expect("seven", faults.parse("7"), 7)
    expect("empty", failed(lambda: faults.parse("")), faults.FaultEmpty())
    expect("too long", failed(lambda: faults.parse("12345")), faults.FaultTooLong(5))
    expect("unknown", failed(lambda: faults.parse("x")), faults.FaultUnknown("x"))


def wrong_type() -> None:
    before = faults.calls()
    refused(lambda: faults.named(7), "named", "name")
    refused(lambda: faults.named(None), "named", "name")
    refused(lambda: faults.small("7"), "small", "byte")
    expect("calls", faults.calls(), before)
    expect("after", faults.named("after"), "after")


def out_of_range() -> None:
    before = faults.calls()
    refused(lambda: faults.small(256), "small", "byte")
    refused(lambda: faults.small(-1), "small", "byte")
    refused(lambda: faults.named("\ud800"), "named", "name")
    expect("calls", faults.calls(), before)
    expect("after", faults.small(255), 255)


def flood() -> None:
    faults.flood(20_000)
    expect("after", faults.named("after"), "after")


def undeclared_error() -> None:
    faults.blow_up("seven")
    raise Difference("went on after the trap")


def undeclared_error_beside_declared() -> None:
    faults.lapse("eight")
    raise Difference("went on after the trap")


def trap_in_the_middle() -> None:
    expect("first", faults.named("first"), "first")
    expect("second", faults.small(2), 2)
    faults.blow_up("third")
    raise Difference("went on after the trap")


def hang() -> None:
    faults.spin()


def hoard() -> None:
    faults.hoard()
