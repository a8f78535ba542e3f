"""SimPy's clock in whole microseconds, and what comes first when times are equal.

A token (an order, a fulfilment, a van) is its own SimPy event: `at` puts it on SimPy's queue with
the callbacks it is to meet, and costs one heap push instead of an Event, a Timeout and a process.
At equal times replenishment comes before completion, completion before arrival, arrival before
decision; within each, the lower order number first.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import simpy

from sim.units import HOUR

BELL = -1
REPLENISHMENT = 0
COMPLETION = 1 << 40
ARRIVAL = 2 << 40
DECISION = 3 << 40

DRAWER = HOUR
"""What lies further ahead waits in a drawer of this width."""


class Token:
    """Something that moves through the model and waits on the clock: a SimPy event of its own."""

    __slots__ = ("callbacks", "index")
    _ok = True

    def __init__(self, index: int) -> None:
        self.callbacks: Any = None  # a list of callables; SimPy sets it to None when processed
        self.index = index


class Clock(simpy.Environment):
    """SimPy's environment on whole microseconds, with its queue, order and events untouched.

    Two methods are SimPy's own, written for tokens: `schedule` without the lookups of a method, and
    `run` with `step` inlined. What lies more than an hour ahead (a return asked for next week) waits
    in the drawer of its hour and joins the queue when the hour strikes, with the number it was given:
    the order of events is the same, and the heap stays small enough for the processor's cache.
    """

    schedule: Callable[..., None]

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        queue: list[Any] = self._queue
        number = self._eid
        self._drawers: dict[int, list[Any]] = {}

        def schedule(event: Any, priority: int = COMPLETION, delay: int = 0) -> None:
            """Put `event` on SimPy's queue: ordered by time, then priority, then insertion."""
            if delay < DRAWER:
                heappush(queue, (self._now + delay, priority, next(number), event))
            else:
                self._put_away(self.now + delay, priority, next(number), event)

        self.schedule = schedule

    def _put_away(self, time: int, priority: int, number: int, event: Any) -> None:
        """Into the drawer of its hour, which is opened when the hour strikes, before anything else happens."""
        hour = time // DRAWER
        drawer = self._drawers.get(hour)
        if drawer is None:
            drawer = self._drawers[hour] = []
            bell = Token(hour)
            bell.callbacks = [self._open_drawer]
            heappush(self._queue, (hour * DRAWER, BELL, -hour, bell))  # type: ignore[misc]
        drawer.append((time, priority, number, event))

    def _open_drawer(self, bell: Any) -> None:
        for entry in self._drawers.pop(bell.index):
            heappush(self._queue, entry)

    @property
    def now(self) -> int:
        """Microseconds since the start."""
        return self._now  # type: ignore[return-value]  # an int all along

    def skip_to(self, time: int) -> bool:
        """Move the clock to `time` if nothing is due until then; whether it was moved."""
        queue: list[Any] = self._queue
        if queue and queue[0][0] <= time:
            return False
        self._now = time
        return True

    def at(self, time: int, rank: int, call: Callable[[int], None], index: int = 0) -> None:
        """Call ``call(time)`` at `time`; for what is rare. Hot paths schedule tokens themselves."""
        token = Token(index)
        token.callbacks = [lambda _event: call(time)]
        self.schedule(token, rank + index, time - self.now)

    def run_until(self, finished: simpy.Event) -> None:
        """Process events until `finished` is processed or nothing is left to happen.

        A token's failure is an exception in its callback, which ends the run; SimPy's failed events
        (`_ok` false) are raised as `Environment.step` does.
        """
        queue: list[Any] = self._queue
        pop = heappop
        stop: list[bool] = []
        assert finished.callbacks is not None
        finished.callbacks.append(lambda _event: stop.append(True))
        while queue and not stop:
            self._now, _, _, event = pop(queue)
            callbacks = event.callbacks
            event.callbacks = None  # as SimPy marks a processed event
            for callback in callbacks:
                callback(event)
            if not event._ok and not hasattr(event, "_defused"):
                raise event._value
