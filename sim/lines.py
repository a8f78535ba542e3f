"""Compiled stations: the feed-forward part of an order's way, advanced from decision to decision.

A `CompiledStation` gives the timestamps a `Station` would give, without a SimPy event a token. It
may be used where a window between two cuts is never longer than its *lookahead*: the smallest
delay by which anything found inside can alter an input of the same window. For a warehouse that
is the time a short pick takes to reach the order system.
"""

from __future__ import annotations

from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from sim.breakdowns import Failures, capacity_changes
from sim.kernels.station import FIRST_HEAD, FREE, IN_SERVICE, NEXT_STEP, advance
from sim.roster import Roster
from sim.stations import SimulationError, describe

_NONE = np.zeros(0, dtype=np.int64)


class CompiledStation:
    """A station whose tokens are rows of int64 columns.

    Parameters
    ----------
    name : as planners call it.
    roster : staff over time.
    failures : of its servers, of each kind.
    until : end of the replication, microseconds: staff changes are laid out up to it.
    service, started, finished : int64 by row, microseconds; the last two are written.
    priority : uint8 by row; class 0 is served first.
    classes : number of priority classes.
    queue_limit : tokens waiting at which the replication ends with a SimulationError.
    """

    def __init__(
        self,
        name: str,
        roster: Roster,
        failures: tuple[Failures, ...],
        until: int,
        service: NDArray[np.int64],
        started: NDArray[np.int64],
        finished: NDArray[np.int64],
        priority: NDArray[np.uint8],
        *,
        classes: int = 2,
        queue_limit: int = 1_000_000,
    ) -> None:
        self.name = name
        self.roster = roster
        self._service, self._started, self._finished = service, started, finished
        self._priority = priority
        self._limit = queue_limit
        steps = list(takewhile(lambda step: step[0] < until, capacity_changes(roster.starting, failures)))
        self._step_time = np.array([time for time, _ in steps], dtype=np.int64)
        self._step_change = np.array([change for _, change in steps], dtype=np.int64)
        self._heap_time, self._heap_row = np.zeros(64, dtype=np.int64), np.zeros(64, dtype=np.int64)
        self._queue = np.zeros((classes, 256), dtype=np.int32)
        self._out = np.zeros(64, dtype=np.int64)
        self._state = np.zeros(FIRST_HEAD + 2 * classes, dtype=np.int64)
        self._state[FREE] = roster.starting.at_start
        self._counts = memoryview(self._state)
        self._lengths = range(FIRST_HEAD + 1, FIRST_HEAD + 2 * classes, 2)

    @property
    def waiting(self) -> int:
        """Tokens in the queues."""
        return sum(self._counts[place] for place in self._lengths)

    @property
    def inside(self) -> int:
        """Tokens in the queues and in service."""
        return self.waiting + self._counts[IN_SERVICE]

    def works_again(self, now: int) -> int:
        """`now` while anybody is at work, else when the number of people changes next: until then nothing happens."""
        free, step = self._counts[FREE], self._counts[NEXT_STEP]
        if free > 0 or self._counts[IN_SERVICE] or step >= self._step_time.size:
            return now
        return max(now, int(self._step_time[step]))

    def advance(
        self, until: int, times: NDArray[np.int64] = _NONE, rows: NDArray[np.int64] = _NONE
    ) -> NDArray[np.int64]:
        """Let `rows` arrive at `times` (ascending) and everything happen before `until`.

        Returns the rows finished, in the order they finished, int64.
        """
        self._make_room(rows.size)
        done = advance(
            until, times, rows, self._priority, self._service, self._started, self._finished,
            self._step_time, self._step_change, self._heap_time, self._heap_row, self._queue, self._state, self._out,
        )  # fmt: skip
        if self.waiting > self._limit:
            raise SimulationError(f"{self.name}: more than {self._limit} waiting at {describe(until)}")
        finished: NDArray[np.int64] = self._out[:done].copy()
        return finished

    def _make_room(self, arrivals: int) -> None:
        """No window can hold more tokens than are inside and arriving."""
        needed = self.inside + arrivals
        if needed > self._out.size:
            size = 2 * needed
            self._heap_time, self._heap_row = np.resize(self._heap_time, size), np.resize(self._heap_row, size)
            self._out = np.zeros(size, dtype=np.int64)
        if needed > self._queue.shape[1]:
            ring = self._queue.shape[1]
            larger = np.zeros((self._queue.shape[0], 2 * needed), dtype=np.int32)
            for grade in range(self._queue.shape[0]):
                head, length = self._state[FIRST_HEAD + 2 * grade], self._state[FIRST_HEAD + 2 * grade + 1]
                larger[grade, :length] = self._queue[grade, (head + np.arange(length)) % ring]
                self._state[FIRST_HEAD + 2 * grade] = 0
            self._queue = larger
