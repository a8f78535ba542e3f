"""Speeds that change over the day: travel times that depend on the departure, first in, first out by construction.

A profile gives the speed, in thousandths of the free speed, from each of its times on. A leg that takes d seconds at
free speed is 1000 d units of way; driving from t, one arrives at the first whole second by which so much way lies
behind (Ichoua, Gendreau and Potvin, 2003). Whoever leaves later arrives no earlier, whatever the speeds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from solvers.checks import FAR, said, whole_numbers

FREE = 1_000
"""The free speed, in thousandths."""
FASTEST = 10_000


@dataclass(frozen=True, slots=True)
class SpeedProfile:
    """Speeds over time.

    Parameters
    ----------
    times
        Seconds at which the speed changes, rising, the first one 0.
    speeds
        From each time on, in thousandths of the free speed; the last one holds for ever.
    """

    times: tuple[int, ...]
    speeds: tuple[int, ...]

    def __post_init__(self) -> None:
        for key, lowest, most in (("times", 0, FAR), ("speeds", 1, FASTEST)):
            values = whole_numbers(f"speed_profiles: {key}", getattr(self, key), lowest, most)
            object.__setattr__(self, key, values)
        if not self.times or self.times[0] != 0 or any(later <= one for one, later in pairwise(self.times)):
            raise ValueError(f"speed_profiles: times: {said(self.times)} is not accepted, use rising times from 0")
        if len(self.speeds) != len(self.times):
            wrong = f"{len(self.speeds)} for {len(self.times)} times"
            raise ValueError(f"speed_profiles: speeds: {wrong} is not accepted, use one for each")

    @staticmethod
    def of_travel_times(times: Sequence[int], factors: Sequence[float]) -> SpeedProfile:
        """The profile in which a leg that lies within one period takes `factors` times its free time.

        Factors are what hourly tables give. A table whose times themselves jump need not be first in, first out; the
        speeds it stands for are.
        """
        return SpeedProfile(tuple(times), tuple(max(1, round(FREE / factor)) for factor in factors))

    def way(self, time: int) -> int:
        """Units of way driven from 0 to `time`."""
        at = bisect_right(self.times, time) - 1
        return self._ways()[at] + self.speeds[at] * (time - self.times[at])

    def arrival(self, leave: int, free: int) -> int:
        """When a leg of `free` seconds at free speed ends that begins at `leave`."""
        return self.until(self.way(leave) + FREE * free)

    def until(self, way: int) -> int:
        """The first whole second by which so much way lies behind."""
        ways = self._ways()
        at = max(0, bisect_right(ways, way - 1) - 1)
        return self.times[at] + -(-(way - ways[at]) // self.speeds[at])

    def departure(self, arrive: int, free: int) -> int:
        """The latest whole second to leave and be there by `arrive`; below 0 where there is none from 0 on."""
        left = self.way(arrive) - FREE * free
        if left < 0:
            return -1
        ways = self._ways()
        at = bisect_right(ways, left) - 1
        return self.times[at] + (left - ways[at]) // self.speeds[at]

    def _ways(self) -> tuple[int, ...]:
        return ways(self.times, self.speeds)


@lru_cache(maxsize=256)
def ways(times: tuple[int, ...], speeds: tuple[int, ...]) -> tuple[int, ...]:
    """Units of way driven from 0 to each time of a profile."""
    found = [0]
    for at in range(1, len(times)):
        found.append(found[-1] + speeds[at - 1] * (times[at] - times[at - 1]))
    return tuple(found)
