"""Rows that arrive at times known long before, brought to the clock one at a time.

A parcel on its way back needs no event until it is there. Those of a day wait in one sorted list,
of which only the first stands on SimPy's queue; what lies beyond midnight waits unsorted. The
order of events is that of a token for each.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, BELL, Clock, Token
from sim.units import DAY

_NONE = np.zeros((3, 0), dtype=np.int64)


class Arrivals:
    """Calls ``arrive(row, now)`` for each row at its time."""

    __slots__ = ("_arrive", "_clock", "_cursor", "_later", "_midnight", "_next", "_today")

    def __init__(self, clock: Clock, arrive: Callable[[int, int], None]) -> None:
        self._clock = clock
        self._arrive = arrive
        self._later: list[NDArray[np.int64]] = []
        self._today: tuple[list[int], list[int], list[int]] = ([], [], [])
        self._next = 0
        self._midnight = DAY
        self._cursor = Token(0)
        clock.at(DAY, BELL, self._day_begins)

    def expect(self, times: NDArray[np.int64], orders: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
        """These `rows` will arrive at `times`, none before now; at equal times the lower of `orders` is first."""
        block = np.stack([times, orders, rows])
        later = times >= self._midnight
        self._later.append(block[:, later])
        for time, order, row in block[:, ~later].T.tolist():  # the list of today is sorted already
            alone = Token(row)
            alone.callbacks = [self._alone]
            self._clock.schedule(alone, ARRIVAL + order, time - self._clock.now)

    def _day_begins(self, now: int) -> None:
        self._midnight = now + DAY
        self._clock.at(self._midnight, BELL, self._day_begins)
        waiting = np.concatenate([_NONE, *self._later], axis=1)
        today = waiting[:, waiting[0] < self._midnight]
        self._later = [waiting[:, waiting[0] >= self._midnight]]
        times, orders, rows = today[:, np.lexsort(today[1::-1])].tolist()
        self._today, self._next = (times, orders, rows), 0
        self._point()

    def _point(self) -> None:
        """Put the next of today on the clock."""
        times, orders, _ = self._today
        if self._next < len(times):
            self._cursor.callbacks = [self._one]
            self._clock.schedule(self._cursor, ARRIVAL + orders[self._next], times[self._next] - self._clock.now)

    def _one(self, _event: Token) -> None:
        row = self._today[2][self._next]
        self._next += 1
        self._point()
        self._arrive(row, self._clock.now)

    def _alone(self, event: Token) -> None:
        self._arrive(event.index, self._clock.now)
