"""Dispatch policies: when to decide, and which parcels leave now.

A policy is a frozen dataclass with two methods; it sees the dock as the order system knows it.
Add one in a file of your own and name it in the scenario (`delivery.dispatch.policy`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.forms import TimeBeforeMidnight
from sim.units import DAY, MINUTE, microseconds, time_of_day

IntArray: TypeAlias = NDArray[np.int64]


def _nowhere() -> IntArray:
    raise TypeError("this dock was made without places, volumes and roads")


@dataclass(frozen=True, slots=True, eq=False)
class Dock:
    """What waits at one node, int64 arrays (parcels,) in microseconds since the start.

    `departure` is when vans planned now would leave, `next_departure` the same for the next decision. What costs
    something is asked for: ``places()`` gives int64 (parcels, 2), metres east and north; ``volumes()`` int64
    (parcels,), millilitres; ``travel()`` int64 (parcels + 1, parcels + 1), planned seconds of driving, the node first.
    Nothing that a policy does to these arrays reaches the model.
    """

    now: int
    departure: int
    next_departure: int
    staged: IntArray
    promise_open: IntArray
    promise_close: IntArray
    attempts: IntArray
    vans_available: int
    places: Callable[[], IntArray] = _nowhere
    volumes: Callable[[], IntArray] = _nowhere
    travel: Callable[[], IntArray] = _nowhere


@dataclass(frozen=True, slots=True, eq=False)
class VanAtDoor:
    """A van on the road that has just tried a door, and the stops that are left, (stops,) each.

    now, departed : microseconds; place : metres east and north. places int64 (stops, 2) metres;
    promise_open and promise_close int64 microseconds. ``travel()`` gives int64 (stops + 2, stops + 2), planned
    microseconds of driving between the van, the stops in their order, and the depot.
    """

    now: int
    departed: int
    place: tuple[int, int]
    places: IntArray
    promise_open: IntArray
    promise_close: IntArray
    travel: Callable[[], IntArray] = _nowhere


class DispatchPolicy(Protocol):
    """Decides when vans leave and with what.

    A policy with ``diverts: ClassVar[bool] = True`` has a method ``divert(van: VanAtDoor)`` too, asked at every door
    with two stops or more left: the order in which they are to be visited, each of 0 to stops - 1 once. What is driven
    or being driven stays.

    A policy may have a third method, ``reset(rng)``, called once for each node before the run with a random stream of
    its own; what it returns is its state, handed to every call as the keyword ``state``.
    """

    def next_decision(self, now: int) -> int:
        """Time of the next decision, at least a second after `now` (-1: the first of all), whole microseconds."""

    def select(self, dock: Dock) -> NDArray[np.bool_]:
        """Which waiting parcels are offered to the planner now, bool (parcels,)."""


@dataclass(frozen=True, slots=True)
class Waves:
    """A wave every so many minutes from the first to the last of a day.

    A parcel waits on the dock until its window opens within `look_ahead_minutes` of the
    departure; everything else leaves with the next wave.
    """

    every_minutes: Annotated[float, Field(ge=1, le=1440)] = 45.0
    first: TimeBeforeMidnight = "08:30"
    last: TimeBeforeMidnight = "19:45"
    look_ahead_minutes: Annotated[float, Field(ge=0, le=100_000)] = 90.0

    def __post_init__(self) -> None:
        if time_of_day(self.last) < time_of_day(self.first):
            raise ValueError(f"last {self.last} is before first {self.first}")

    def next_decision(self, now: int) -> int:
        """The next wave of the day, or the first of the next day."""
        every = microseconds(self.every_minutes, MINUTE)
        first, last = time_of_day(self.first), time_of_day(self.last)
        midnight = max(now, 0) // DAY * DAY
        passed = now - midnight - first
        wave = first if passed < 0 else first + (passed // every + 1) * every
        return midnight + wave if wave <= last else midnight + DAY + first

    def select(self, dock: Dock) -> NDArray[np.bool_]:
        """All but slots that open later than `look_ahead_minutes` after the departure."""
        ahead = dock.departure + microseconds(self.look_ahead_minutes, MINUTE)
        chosen: NDArray[np.bool_] = dock.promise_open <= ahead
        return chosen
