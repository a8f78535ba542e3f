"""Traffic by zone: a drive belongs to the zone of the address to which it leads, the way home to that of the last one.

Each zone has speeds over the day of its own, or those of the city (`traffic`); so who begins a drive later is there no
earlier, in any zone. Zones are numbered as those of the tape.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.delivery.traffic import Traffic, TrafficConfig
from solvers.problem import FAR
from solvers.speeds import SpeedProfile

Whole = NDArray[np.int64]


class ZoneTraffic:
    """The speeds of every zone, driven and planned; `zones` are their names by number."""

    def __init__(self, config: TrafficConfig, zones: Sequence[str]) -> None:
        self._city = Traffic(config)
        self._by_zone = [Traffic(config.of_zone(name), in_zones=True) for name in zones] if config.zones else []
        self._by_mean = config.plans_know == "mean"

    def of(self, zone: int) -> Traffic:
        """The traffic of a drive to an address in a zone."""
        return self._by_zone[zone] if self._by_zone else self._city

    def slower(self, planned: Whole, zone: Whole, begin: int, end: int) -> Whole:
        """Planned seconds, (stops + 1, stops + 1) with the depot first, by the mean speed of each zone.

        planned : by that of the city; zone : of each stop; begin, end : when vans may drive, microseconds of a day.
        """
        if not self._by_zone or not self._by_mean:
            return planned
        city = self._city.mean(begin, end)
        ratio = np.array([city / one.mean(begin, end) for one in self._by_zone])
        slow = np.rint(planned * ratio[self._of_legs(zone)]).astype(np.int64)
        found: Whole = np.where(planned >= FAR, planned, slow)
        return found

    def reach(self, departure: int, planned: Whole, zone: Whole) -> Whole:
        """Seconds that vans need from a depot to stops, leaving at a moment, from planned seconds of driving."""
        if not self._by_zone:
            return self._city.reach(departure, planned)
        each = zip(zone.tolist(), planned, strict=True)
        return np.array([self.of(number).reach(departure, np.array([way]))[0] for number, way in each], dtype=np.int64)

    def profiles(self, departure: int, zone: Whole) -> tuple[tuple[SpeedProfile, ...], Whole]:
        """What a plan knows of the hours after a departure, and the profile of each leg (empty: all have the first)."""
        if not self._by_zone:
            return self._city.profiles(departure), np.empty(0, dtype=np.int64)
        found = tuple(profile for one in self._by_zone for profile in one.profiles(departure))
        return found, self._of_legs(zone) if found else np.empty(0, dtype=np.int64)

    @staticmethod
    def _of_legs(zone: Whole) -> Whole:
        """The zone of each leg, (stops + 1, stops + 1)."""
        legs = np.tile(np.concatenate(([0], zone)), (zone.size + 1, 1))
        legs[1:, 0] = zone
        return legs
