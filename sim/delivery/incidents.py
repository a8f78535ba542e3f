"""Incidents: a road is blocked for a while, and who comes to it waits until it is clear or goes round it.

A drive is held up when it begins while an incident lasts and its straight line passes the place within a radius: until
the road is clear, or by what the way round takes longer, whichever is less. So nobody overtakes by beginning later,
while it lasts.
Times are microseconds since the start, lengths metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.placement.addresses import disc
from sim.settings import Positive, Settings
from sim.streams import stream
from sim.units import DAY, MINUTE, microseconds

Place = tuple[int, int]


class IncidentConfig(Settings):
    """How often a road is blocked, where, and what that costs a van that meets it."""

    per_day: Annotated[float, Field(ge=0.0, le=1_000.0)] = Field(
        0.0, description="mean number a day, at any hour alike"
    )
    minutes: Annotated[float, Field(ge=1.0, le=1_440.0)] = Field(
        60.0, description="mean minutes until the road is clear"
    )
    delay_minutes: Annotated[float, Field(ge=0.0, le=480.0)] = Field(
        15.0, description="minutes that the way round it takes longer; who would be through sooner waits"
    )
    radius_kilometres: Positive = Field(1.0, description="drives that pass it no further away are held up")
    within_kilometres: Positive = Field(9.0, description="it lies no further from (0, 0), the middle of the city")
    known: bool = Field(
        False, description="routes planned while it lasts count on it for the drives that it blocks then"
    )


@dataclass(frozen=True, slots=True, eq=False)
class Incidents:
    """The incidents of one replication, in the order in which they begin, int64 (incidents,) each."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    delay: int
    radius: int

    def lasting(self, now: int) -> NDArray[np.int64]:
        """Numbers of those that last at a moment."""
        return np.flatnonzero((self.begin <= now) & (now < self.end))

    def hold(self, begin: int, origin: Place, target: Place) -> int:
        """Microseconds for which a drive is held up that begins at a moment."""
        longest = 0
        for k in self.lasting(begin).tolist():
            if self._passes(k, origin, target):
                longest = max(longest, min(self.delay, int(self.end[k]) - begin))
        return longest

    def _passes(self, k: int, origin: Place, target: Place) -> bool:
        """Whether the straight line between two places passes an incident, in whole numbers."""
        (x, y), (to_x, to_y) = origin, target
        east, north = to_x - x, to_y - y
        away_x, away_y = int(self.x[k]) - x, int(self.y[k]) - y
        reach, length = self.radius * self.radius, east * east + north * north
        along = away_x * east + away_y * north
        if along <= 0 or not length:
            return away_x * away_x + away_y * away_y <= reach
        if along >= length:
            return (away_x - east) ** 2 + (away_y - north) ** 2 <= reach
        return (away_x * north - away_y * east) ** 2 <= reach * length

    def holds(self, now: int, places: list[Place]) -> NDArray[np.int64]:
        """`hold` for the drives between all of some places, (places, places)."""
        found = [[self.hold(now, one, other) if one != other else 0 for other in places] for one in places]
        return np.array(found, dtype=np.int64)


def incidents_of(config: IncidentConfig, days: int, seed: int, replication: int) -> Incidents | None:
    """The incidents of the days of a replication, and of those that follow up; None where there are none at all."""
    if not config.per_day:
        return None
    rng = stream(seed, replication, "incidents")
    number = int(rng.poisson(config.per_day * days))
    begin = np.sort(rng.integers(0, days * DAY, number))
    lasts = np.rint(rng.exponential(config.minutes * MINUTE, number)).astype(np.int64)
    x, y = (np.rint(one).astype(np.int64) for one in disc(rng, number, 1000 * config.within_kilometres))
    radius = round(1000 * config.radius_kilometres)
    return Incidents(begin, begin + lasts, x, y, microseconds(config.delay_minutes, MINUTE), radius)
