"""How far and how long vans drive between two places: a straight line times the detour, or as a matrix of theirs says.

Places are metres east and north of the map's middle, ways metres and seconds. A matrix tells of free roads: slack, slow
hours and the luck of traffic come on top of it, as they do on straight lines driven at the fleet's speed.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.delivery.fleet_config import FleetConfig
from sim.placement.travel import IntArray, TravelMatrix

BLOCK = 1 << 15
"""Ways computed at a time: so few that they stay in the cache."""


class Ways(NamedTuple):
    """Between all of some places, int64 (places, places): metres, planned seconds, and seconds on a free road."""

    metres: IntArray
    planned: IntArray
    free: IntArray


class Roads:
    """The ways of one business."""

    __slots__ = ("_detour", "_free_speed", "_matrix", "_planned_speed")

    def __init__(self, fleet: FleetConfig, matrix: TravelMatrix | None = None) -> None:
        self._matrix, self._detour = matrix, fleet.detour
        self._planned_speed, self._free_speed = fleet.planned_speed, fleet.speed_kilometres_per_hour / 3.6

    def between(self, x: NDArray[Any], y: NDArray[Any]) -> Ways:
        """Between all of these places."""
        alike = self._planned_speed == self._free_speed
        if self._matrix is not None:
            place = self._matrix.at(x, y)
            free = self._matrix.seconds[np.ix_(place, place)]
            return Ways(self._matrix.metres[np.ix_(place, place)], free if alike else self._slower(free), free)
        east, north = x.astype(np.float64), y.astype(np.float64)
        metres, planned = np.empty((2, east.size, east.size), dtype=np.int64)
        size = max(1, BLOCK // east.size)
        for first in range(0, east.size, size):
            rows = slice(first, first + size)
            # squares of metres are exact, and so is the root as far as it is rounded: hypot takes three times as long
            straight = np.sqrt((east[rows, None] - east) ** 2 + (north[rows, None] - north) ** 2)
            metres[rows] = np.rint(straight * self._detour)
            planned[rows] = np.rint(metres[rows] / self._planned_speed)
        return Ways(metres, planned, planned if alike else np.rint(metres / self._free_speed).astype(np.int64))

    def made_of(self, ways: Ways, x: int, y: int, east: IntArray, north: IntArray) -> bytes:
        """All that the ways between a node and places are a function of."""
        if self._matrix is not None:
            return hashlib.blake2b(ways.metres.tobytes() + ways.planned.tobytes()).digest()
        return repr((x, y, self._detour, self._planned_speed, east.tobytes(), north.tobytes())).encode()

    def planned_to(self, origin_x: NDArray[Any], origin_y: NDArray[Any], x: int, y: int) -> IntArray:
        """Planned seconds from some places to one, (origins,)."""
        if self._matrix is not None:
            target = self._matrix.at(np.array([x]), np.array([y]))[0]
            return self._slower(self._matrix.seconds[self._matrix.at(origin_x, origin_y), target])
        way = np.rint(np.hypot(origin_x - float(x), origin_y - float(y)) * self._detour)
        seconds: IntArray = np.rint(way / self._planned_speed).astype(np.int64)
        return seconds

    def _slower(self, free: IntArray) -> IntArray:
        """What plans make of seconds on a free road."""
        seconds: IntArray = np.rint(free * (self._free_speed / self._planned_speed)).astype(np.int64)
        return seconds
