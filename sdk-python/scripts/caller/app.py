"""Plays scenarios by their name."""

from __future__ import annotations

import traceback

import errors
import homes
import maps
import relays
import resources
from gen import Err
from gen.exports import scenarios
from gen.imports import ledger
from play import Difference


class Scenarios(scenarios.Scenarios):
    def play(self, scenario: str) -> None:
        name = scenario.replace("-", "_")
        modules = (resources, homes, relays, maps, errors)
        play = next(
            (getattr(module, name) for module in modules if hasattr(module, name)), None
        )
        if play is None:
            raise Err(f"unknown scenario `{scenario}`")
        ledger.reset()
        try:
            play()
        except Difference as difference:
            raise Err(str(difference)) from None
        except Exception:
            raise Err(traceback.format_exc()) from None
