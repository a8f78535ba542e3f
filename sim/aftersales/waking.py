"""Waking hours: customers do by day what they think of at night."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.config import SupportConfig
from sim.units import DAY, HOUR, time_of_day

SPREAD = 3 * HOUR
"""Whoever had to wait for the morning, or for a desk or the carrier, comes within its first hours."""


class Waking:
    """The hours of the day in which customers get in touch; times in microseconds."""

    __slots__ = ("_sleeps", "_spread", "_wakes")

    def __init__(self, config: SupportConfig) -> None:
        self._wakes, self._sleeps = time_of_day(config.waking_start), time_of_day(config.waking_end)
        self._spread = min(SPREAD, self._sleeps - self._wakes)

    def is_awake(self, time: int) -> bool:
        """Whether customers are up."""
        return self._wakes <= time % DAY < self._sleeps

    def awake(self, time: int, u: float) -> int:
        """`time`, or some moment (`u` in [0, 1) says which) in the first hours of the customer's next day."""
        day, of_day = divmod(time, DAY)
        if self._wakes <= of_day < self._sleeps:
            return time
        return (day + (of_day >= self._sleeps)) * DAY + self._wakes + int(u * self._spread)

    def all_awake(self, times: NDArray[np.int64], u: NDArray[np.float64]) -> NDArray[np.int64]:
        """`awake` of many times, int64 like `times`."""
        day = times // DAY
        of_day = times - day * DAY
        morning = (day + (of_day >= self._sleeps)) * DAY + self._wakes + (u * self._spread).astype(np.int64)
        found: NDArray[np.int64] = np.where((of_day >= self._wakes) & (of_day < self._sleeps), times, morning)
        return found
