"""Cancels a call that never started."""

import asyncio

from gen.exports import scenarios
from gen.imports import gate


class Scenarios(scenarios.Scenarios):
    async def play(self, scenario: str) -> str:
        ticket = gate.Ticket(7)
        gate.shut()
        before = "it was not cancelled"
        try:
            async with asyncio.timeout(0.005):
                await gate.pass_(ticket)
        except TimeoutError:
            before = f"TimeoutError, passed {gate.passed()}, ticket {ticket.number()}"
        gate.open()
        number = await gate.pass_(ticket)
        return f"{before}; {number}, passed {gate.passed()}"
