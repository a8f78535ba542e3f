"""SimPy's clock in whole microseconds, and what comes first when times are equal.

A token (an order, a fulfilment, a van) is its own SimPy event: `at` puts it on SimPy's queue with
the callbacks it is to meet, and costs one heap push instead of an Event, a Timeout and a process.
At equal times replenishment comes before completion, completion before arrival, arrival before
decision; within each, the lower order number first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

REPLENISHMENT = 0
COMPLETION = 1 << 40
ARRIVAL = 2 << 40
DECISION = 3 << 40


class Token:
    """Something that moves through the model and waits on the clock: a SimPy event of its own."""

    __slots__ = ("callbacks", "index")
    _ok = True

    def __init__(self, index: int) -> None:
        self.callbacks: list[Callable[[Any], None]] | None = None
        self.index = index


class Clock:
    """The one scheduler. `environment` is a plain SimPy environment whose time is an int."""

    __slots__ = ("environment", "schedule")

    def __init__(self) -> None:
        self.environment = simpy.Environment(initial_time=0)
        # SimPy orders its queue by (time, priority, insertion); priority may be any int.
        self.schedule: Callable[..., None] = self.environment.schedule

    @property
    def now(self) -> int:
        """Microseconds since the start."""
        return self.environment._now  # type: ignore[return-value]  # int all along; the property costs a call

    def at(self, time: int, rank: int, call: Callable[[int], None], index: int = 0) -> None:
        """Call ``call(time)`` at `time`; for what is rare. Hot paths schedule tokens themselves."""
        token = Token(index)
        token.callbacks = [lambda _event: call(time)]
        self.schedule(token, rank + index, time - self.now)

    def run(self) -> None:
        """Run until nothing is left to happen."""
        self.environment.run()
