"""A type of vehicle: what it holds, where and when it drives, what it costs, and what it may not do.

Times are seconds, distances metres, money minor units. What is left at its default limits nothing and costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from solvers.checks import DEAREST, FAR, numbers, pair, records, text, whole_number, whole_numbers

NOWHERE = -1
"""The end of an open route: the vehicle is not needed back, and its way home costs nothing."""
MOST_TRIPS = 100
MOST_BREAKS = 8


@dataclass(frozen=True, slots=True)
class Break:
    """A rest of `duration` seconds that begins from `window[0]` to `window[1]`.

    It interrupts a drive or a wait, never a service, and is paid like any time on the route. It may lie before the
    vehicle leaves or after it is back, so a route that is over by `window[1]` has none on the way.
    """

    window: tuple[int, int]
    duration: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "window", pair("breaks: window", self.window, "earliest, latest"))
        object.__setattr__(self, "duration", whole_number("breaks: duration", self.duration, 1, FAR))


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One type of vehicle: `count` of them.

    Parameters
    ----------
    name, count
        What it is called, and how many there are.
    capacity
        A number, or one for each dimension of the problem's demand.
    shift
        Earliest departure and latest return.
    fixed_cost, cost_per_kilometre, cost_per_hour
        Prices, used by `Objective.COST`.
    start, end
        Depot (node) from which it leaves and to which it returns; `NOWHERE` as end leaves the route open.
    max_trips, reload_time, reload_at
        Trips it may make, the time at a depot between two of them, and the depots for that (its start when empty).
    breaks
        The rests of its driver, in order.
    shift_length, max_overtime, overtime_cost_per_hour
        Longest duration of a route at the price per hour, what may be added, and what an added hour costs on top.
    max_distance, max_stops
        Limits on a route.
    skills
        Bit mask: bit k says that it has skill k; a stop's skills must all be there.
    """

    name: str
    count: int
    capacity: int | tuple[int, ...]
    shift: tuple[int, int] = (0, FAR)
    fixed_cost: int = 0
    cost_per_kilometre: int = 0
    cost_per_hour: int = 0
    start: int = 0
    end: int = 0
    max_trips: int = 1
    reload_time: int = 0
    reload_at: tuple[int, ...] = ()
    breaks: tuple[Break, ...] = ()
    shift_length: int = FAR
    max_overtime: int = 0
    overtime_cost_per_hour: int = 0
    max_distance: int = FAR
    max_stops: int = FAR
    skills: int = 0

    def __post_init__(self) -> None:
        text("vehicles: name", self.name)
        limits = {
            "count": (0, FAR),
            **dict.fromkeys(("fixed_cost", "cost_per_kilometre", "cost_per_hour"), (0, DEAREST)),
            "overtime_cost_per_hour": (0, DEAREST),
            "start": (0, FAR),
            "end": (NOWHERE, FAR),
            "max_trips": (1, MOST_TRIPS),
            "max_stops": (1, FAR),
            **dict.fromkeys(("reload_time", "shift_length", "max_overtime", "max_distance"), (0, FAR)),
            "skills": (0, FAR),
        }
        for key, (lowest, most) in limits.items():
            self._put(key, whole_number(f"vehicles: {self.name}: {key}", getattr(self, key), lowest, most))
        where = f"vehicles: {self.name}: capacity"
        if isinstance(self.capacity, (tuple, list, np.ndarray)) and np.ndim(numbers(where, self.capacity)):
            if not len(self.capacity):
                raise ValueError(f"{where}: empty, use a number, or one for each dimension")
            self._put("capacity", whole_numbers(where, self.capacity, 0, FAR))
        else:
            self._put("capacity", whole_number(where, self.capacity, 0, FAR))
        self._put("shift", pair(f"vehicles: {self.name}: shift", self.shift, "start, end"))
        self._put("reload_at", whole_numbers(f"vehicles: {self.name}: reload_at", self.reload_at, 0, FAR))
        if self.max_overtime and self.shift_length == FAR:
            given = f"{self.max_overtime} is not accepted without shift_length"
            raise ValueError(f"vehicles: {self.name}: max_overtime: {given}, the time after which overtime begins")
        self._check_breaks()

    def _put(self, key: str, value: object) -> None:
        object.__setattr__(self, key, value)

    def _check_breaks(self) -> None:
        where = f"vehicles: {self.name}: breaks"
        self._put("breaks", records(where, self.breaks, Break, "Break(window, duration)"))
        if len(self.breaks) > MOST_BREAKS:
            raise ValueError(f"{where}: {len(self.breaks)} are not accepted, use {MOST_BREAKS} at most")
        for one, other in pairwise(self.breaks):
            if other.window[0] < one.window[0] or other.window[1] < one.window[0] + one.duration:
                raise ValueError(f"{where}: {other.window!r} cannot follow {one.window!r}, use them in order")
        length = self.shift[1] - self.shift[0]
        for one in self.breaks:
            if one.duration > length:
                raise ValueError(f"{where}: duration {one.duration} is longer than the shift, use {length} at most")

    @property
    def capacities(self) -> tuple[int, ...]:
        """Capacity in each dimension."""
        return self.capacity if isinstance(self.capacity, tuple) else (self.capacity,)

    @property
    def room(self) -> int:
        """Capacity in the first dimension, the only one where demand is one number a stop."""
        return self.capacities[0]

    @property
    def longest(self) -> int:
        """Longest duration of a route, with overtime."""
        return min(FAR, self.shift_length + self.max_overtime)

    @property
    def reloads(self) -> tuple[int, ...]:
        """Depots at which it may load again."""
        if self.max_trips == 1:
            return ()
        return self.reload_at or (self.start,)
