"""One station in isolation: tokens that arrive at given times and carry their own service and patience."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.breakdowns import Failures
from sim.clock import ARRIVAL, Clock, Token
from sim.lines import CompiledStation
from sim.roster import Roster
from sim.settings import Shift, Staffing
from sim.stations import Station
from sim.units import DAY

MONDAY = date(2026, 3, 2)
FAR = 2**61


def always(staff: int) -> Roster:
    """So many people day and night."""
    return Roster(Staffing(shifts=(Shift(start="00:00", end="24:00", staff=staff),)), MONDAY)


class Customer(Token):
    """A token with a class."""

    __slots__ = ("priority",)

    def __init__(self, index: int, priority: int) -> None:
        super().__init__(index)
        self.priority = priority


class Bench:
    """A `Station` fed from columns; stamps are int64 arrays by token."""

    def __init__(
        self,
        roster: Roster,
        arrivals: Sequence[int] | NDArray[np.int64],
        service: Sequence[int] | NDArray[np.int64],
        *,
        classes: Sequence[int] | NDArray[np.int64] | None = None,
        patience: Sequence[int] | NDArray[np.int64] | None = None,
        then: Callable[[Any, int], None] | None = None,
        queue_limit: int = 1_000_000,
        failures: tuple[Failures, ...] = (),
    ) -> None:
        size = len(arrivals)
        self.clock = Clock()
        self._arrivals = [int(t) for t in arrivals]
        self._started, self._finished = array("q", [-1]) * size, array("q", [-1]) * size
        self._left = array("q", [-1]) * size
        self._classes = [0] * size if classes is None else [int(c) for c in classes]
        waits = None if patience is None else [int(p) for p in patience]
        self.station = Station(
            self.clock,
            "bench",
            roster,
            array("q", [int(s) for s in service]),
            self._started,
            self._finished,
            then or (lambda token, now: None),
            classes=1 if classes is None else max(self._classes, default=0) + 1,
            patience=None if waits is None else waits.__getitem__,
            gave_up=self._gave_up,
            queue_limit=queue_limit,
            failures=failures,
        )

    def _gave_up(self, token: Token, now: int) -> None:
        self._left[token.index] = now

    def run(self, until: int = FAR) -> Bench:
        """Let everybody come and, unless `until` cuts it short, be served."""
        for index, time in enumerate(self._arrivals):
            customer = Customer(index, self._classes[index])
            customer.callbacks = [lambda token: self.station.enter(token, int(self.clock.now))]
            self.clock.schedule(customer, ARRIVAL + index, time)
        over = self.clock.event()
        last = max(self._arrivals, default=0) + 400 * DAY
        self.clock.at(min(until, last), 4 << 40, lambda now: over.succeed())
        self.clock.run_until(over)
        return self

    @property
    def started(self) -> NDArray[np.int64]:
        return np.array(self._started, dtype=np.int64)

    @property
    def finished(self) -> NDArray[np.int64]:
        return np.array(self._finished, dtype=np.int64)

    @property
    def left(self) -> NDArray[np.int64]:
        """When impatient tokens gave up, -1 for the others."""
        return np.array(self._left, dtype=np.int64)


def compiled(
    roster: Roster,
    arrivals: NDArray[np.int64],
    service: NDArray[np.int64],
    classes: NDArray[np.int64] | None = None,
    cuts: Sequence[int] = (),
    until: int = FAR,
    **options: Any,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Started and finished of the same tokens in a `CompiledStation` cut at these moments."""
    size = arrivals.size
    started, finished = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    priority = np.zeros(size, dtype=np.uint8) if classes is None else classes.astype(np.uint8)
    station = CompiledStation(
        "bench", roster, None, 800 * DAY, service.astype(np.int64), started, finished, priority,
        classes=int(priority.max(initial=0)) + 1, **options,
    )  # fmt: skip
    rows, done = np.argsort(arrivals, kind="stable"), 0
    for cut in [*sorted(cuts), min(until, 400 * DAY)]:
        upto = int(np.searchsorted(arrivals[rows], cut, side="left"))
        station.advance(cut, arrivals[rows[done:upto]].astype(np.int64), rows[done:upto].astype(np.int64))
        done = max(done, upto)
    return started, finished
