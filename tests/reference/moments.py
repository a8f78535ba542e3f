"""Equal times in plain SimPy: the business's rule, said once for the reference.

SimPy orders its queue by time, then priority, then insertion. Ordinary SimPy events (a request
granted, a process started, a condition met) have priority 0 or 1, so all that follows from one
moment is settled before the next moment of the same time. Moments themselves stand in the order
replenishment, completion, arrival, decision, and within each by number (of the order; of the
parcel, return or contact where there is one). Who walks into a store at that time comes last: what
came to the shelf is there.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

Run = Generator[Any, Any, Any]
"""A process: it yields what it waits for."""

REPLENISHMENT, COMPLETION, ARRIVAL, DECISION, WALK_IN = range(5)
_FIRST = 1_000  # above SimPy's own URGENT and NORMAL, and above staff changes, which count as number -1
_WIDTH = 1 << 40


class Moment(simpy.Event):
    """A timeout to an absolute time, with its place among equal times."""

    def __init__(self, env: simpy.Environment, time: int, rank: int, number: int = 0) -> None:
        super().__init__(env)
        self._ok, self._value = True, time
        env.schedule(self, priority=_FIRST + rank * _WIDTH + number, delay=time - env.now)
