"""Units inside the simulator: int64 microseconds, int64 minor money units, int64 metres.

Files and screens speak minutes, hours, days, kilometres and the scenario's currency; the
conversions stand here and nowhere else. All of them round half up to whole units, so that a
kernel and a room that convert the same number agree.
"""

from math import floor

import numpy as np
from numpy.typing import NDArray

MILLISECOND = 1_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

DAYS_A_MONTH = 365.25 / 12
"""Said as 30.44."""

UNOBSERVED = -1
"""The stamp of something that has not happened. Times count from 0, so no time equals it."""


def microseconds(amount: float, unit: int) -> int:
    """`amount` of `unit` (for example ``microseconds(2.5, MINUTE)``) in whole microseconds."""
    return floor(amount * unit + 0.5)


def all_microseconds(amounts: NDArray[np.float64], unit: int) -> NDArray[np.int64]:
    """`microseconds` for an array; the same numbers."""
    return np.floor(amounts * unit + 0.5).astype(np.int64)


def minor(amount: float) -> int:
    """An amount of the scenario's currency in minor units (cents, pence)."""
    return floor(amount * 100 + 0.5)


def metres(kilometres: float) -> int:
    """Kilometres in whole metres."""
    return floor(kilometres * 1000 + 0.5)


def time_of_day(text: str) -> int:
    """Microseconds since midnight of ``"HH:MM"``; ``"24:00"`` is the end of the day."""
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE
