"""The days on which a station's work comes: those of demand, unless most of it comes later.

Returns come weeks after their orders, and orders handed over once a night come a day late. How busy
people are is told of as many days as demand has, moved to where most of the work came.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.units import DAY


def first_day_of_work(entered: NDArray[np.int64], days: int) -> int:
    """The day with which the `days` days begin that saw most of the arrivals at `entered`, the earliest of equals."""
    return busiest(np.bincount(entered // DAY, minlength=days), days)


def busiest(each_day: NDArray[np.int64], days: int) -> int:
    """The day with which the `days` days of the largest sum begin, the earliest of equals; (at least `days`,)."""
    running = np.concatenate(([0], np.cumsum(each_day)))
    return int(np.argmax(running[days:] - running[:-days]))
