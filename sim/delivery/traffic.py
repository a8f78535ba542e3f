"""Speeds over the day: how fast the roads are at which hour, and what the plans know of it.

Every day is alike. A leg that takes d at free speed is d units of way, driven at the speed of the hour, first in, first
out by construction, as in `solvers.speeds`. Times are microseconds since the start, which is a midnight.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from operator import add
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from sim.delivery.incidents import IncidentConfig
from sim.forms import TimeOfDay
from sim.settings import Name, Settings
from sim.units import DAY, SECOND, time_of_day
from solvers.speeds import FREE, SpeedProfile

DAYS_AHEAD = 3
"""Days of which a plan knows the hours; no van is out for longer."""


SpeedsOfDay = dict[TimeOfDay, Annotated[float, Field(ge=0.05, le=5.0)]]


class TrafficConfig(Settings):
    """How fast the roads are over the day, and what plans know of it."""

    speeds: SpeedsOfDay = Field(
        default_factory=dict,
        description="time of day from which -> share of speed_kilometres_per_hour that is driven until the next one, "
        "the last of a day on to the first; none: the same speed at every hour",
    )
    zones: dict[Name, SpeedsOfDay] = Field(
        default_factory=dict,
        description="carrier zone -> its own speeds, of drives to an address in it and of the way home from one; zones "
        "that are not named have those of speeds",
    )
    plans_know: Literal["mean", "hours", "nothing"] = Field(
        "mean",
        description="mean: routes are planned with the mean speed of the hours in which vans may drive; hours: with "
        "the speed of each hour, by a solver that knows such; nothing: as if every road were free",
    )
    slack: Annotated[float, Field(ge=0.0, le=2.0)] = Field(
        0.0, description="share by which planned driving times are longer than the plan knows them to be"
    )

    incidents: IncidentConfig = Field(default_factory=IncidentConfig, description="roads that are blocked for a while")

    @field_validator("speeds", "zones")
    @classmethod
    def _once(cls, given: dict[str, Any]) -> dict[str, Any]:
        for speeds in (given, *(one for one in given.values() if isinstance(one, dict))):
            if "00:00" in speeds and "24:00" in speeds:
                raise ValueError("00:00 and 24:00 are the same time of every day, use one of them")
        return given

    def of_zone(self, name: str) -> TrafficConfig:
        """The traffic of one zone, as that of a city."""
        return self.model_copy(update={"speeds": self.zones.get(name, self.speeds), "zones": {}})

    @property
    def slow_hours(self) -> bool:
        """Whether any hour is slower than another anywhere, or than a free road."""
        return bool(self.speeds or any(self.zones.values()))


class Traffic:
    """The speeds of a city or of one zone, driven and planned.

    in_zones : beside other zones, with which an even one is planned by the hour too.
    """

    def __init__(self, config: TrafficConfig, *, in_zones: bool = False) -> None:
        changes = sorted((time_of_day(text) % DAY, round(FREE * share)) for text, share in config.speeds.items())
        if changes and changes[0][0] > 0:
            changes.insert(0, (0, changes[-1][1]))
        self._times = [time for time, _ in changes] or [0]
        self._speeds = [speed for _, speed in changes] or [FREE]
        self._ways = [0]
        for (one, later), speed in zip(pairwise([*self._times, DAY]), self._speeds, strict=True):
            self._ways.append(self._ways[-1] + speed * (later - one))
        self._hourly = config.plans_know == "hours" and (bool(changes) or in_zones)
        # what an even day pays for its legs is an addition
        self.arrival = self._arrival if changes else add
        """When a drive ends that begins at a moment and takes so long at free speed, (moment, duration) -> moment."""
        self.foreseen = self._arrival if self._hourly else add
        """The same as the plans know it, with planned durations."""

    def mean(self, begin: int, end: int) -> float:
        """Share of the free speed that is driven on average between two moments."""
        return (self._way(end) - self._way(begin)) / (FREE * (end - begin))

    @property
    def foreseeing(self) -> Traffic:
        """The speeds by which plans drive."""
        return self if self._hourly else EVEN

    def way(self, begin: int, end: int) -> int:
        """How far vans drive between two moments: `FREE` for each microsecond at free speed."""
        return self._way(end) - self._way(begin)

    def ends(self, leave: int, way: int) -> int:
        """The first whole microsecond by which a way lies behind, in the unit of `way`."""
        if way <= 0:
            return leave
        day, left = divmod(self._way(leave) + way - 1, self._ways[-1])
        left += 1
        at = bisect_right(self._ways, left - 1) - 1
        return day * DAY + self._times[at] + -(-(left - self._ways[at]) // self._speeds[at])

    def reach(self, departure: int, planned: NDArray[np.int64]) -> NDArray[np.int64]:
        """Seconds that vans need to places, leaving at a moment, from planned seconds of driving."""
        if not self._hourly:
            return planned
        there = [self._arrival(departure, time * SECOND) - departure for time in planned.tolist()]
        return np.array(there, dtype=np.int64) // SECOND

    def profiles(self, departure: int) -> tuple[SpeedProfile, ...]:
        """What a plan knows of the hours after a departure, in seconds after it; nothing where it knows none."""
        if not self._hourly:
            return ()
        now = departure % DAY
        changes = [(day * DAY + time, speed) for day in range(DAYS_AHEAD) for time, speed in self._changes()]
        at = bisect_right(changes, (now, 10**9)) - 1
        # the plan's clock has whole seconds: a change within the first one is there from the beginning
        later = {0: changes[at][1]} | {(time - now) // SECOND: speed for time, speed in changes[at + 1 :]}
        return (SpeedProfile(tuple(later), tuple(later.values())),)

    def _changes(self) -> list[tuple[int, int]]:
        return list(zip(self._times, self._speeds, strict=True))

    def _way(self, time: int) -> int:
        day, now = divmod(time, DAY)
        at = bisect_right(self._times, now) - 1
        return day * self._ways[-1] + self._ways[at] + self._speeds[at] * (now - self._times[at])

    def _arrival(self, leave: int, free: int) -> int:
        return self.ends(leave, FREE * free)


EVEN = Traffic(TrafficConfig())
"""The same speed at every hour."""
