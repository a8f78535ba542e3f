"""Calendars: on which days something is open, computed before the clock starts.

The warehouse's dispatch days and the days on which doors are served are two calendars, and a promise
counts both: an order is dispatched on the first dispatch day, and comes so many delivery days later.
Days are numbered from the scenario's first; a day has 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.settings import WEEKDAYS, Settings, Weekday
from sim.units import DAY

BEYOND = 400
"""Days past the end of a run that a calendar knows: longer than any closure."""


class DaysConfig(Settings):
    """Days on which something is open."""

    days: tuple[Weekday, ...] | None = Field(
        None, description="weekdays it is open; none: as its people work, and every day for a carrier"
    )
    closed: tuple[date, ...] = Field((), description="dates on which it is closed though the weekday is open")
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = Field(
        None, description="closed on the public holidays of a country or subdivision, as GB-ENG; dates go into closed"
    )
    open_on: tuple[date, ...] = Field((), description="public holidays on which it is open all the same")


class CalendarConfig(Settings):
    """When the warehouse dispatches and when doors are served."""

    warehouse: DaysConfig = Field(
        default_factory=DaysConfig, description="dispatch days: orders are picked, packed, labelled and handed over"
    )
    carrier: DaysConfig = Field(
        default_factory=DaysConfig, description="days on which the carrier collects and delivers"
    )


def day_numbers(start: date, dates: Iterable[date]) -> frozenset[int]:
    """Dates as numbers of days since the start, those before it left out."""
    return frozenset(number for one in dates if (number := (one - start).days) >= 0)


class Days:
    """Open days as a sorted int64 list, and the next of them.

    Raises
    ------
    ValueError : it is never open.
    """

    __slots__ = ("_after", "is_open")

    def __init__(
        self, start: date, horizon: int, weekdays: Iterable[Weekday], closed: Iterable[date], what: str
    ) -> None:
        size = horizon + BEYOND
        week = np.zeros(7, dtype=np.bool_)
        week[[WEEKDAYS.index(day) for day in weekdays]] = True
        self.is_open: NDArray[np.bool_] = week[(start.weekday() + np.arange(size)) % 7]
        for one in closed:
            if 0 <= (one - start) // timedelta(days=1) < size:
                self.is_open[(one - start).days] = False
        days = np.flatnonzero(self.is_open)
        if not days.size or not week.any():
            raise ValueError(f"{what}: never open; accepted: at least one weekday")
        self._after = days

    def next_day(self, day: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day itself if it is open, else the next that is, (n,)."""
        place = np.minimum(np.searchsorted(self._after, day), self._after.size - 1)
        return np.maximum(day, self._after[place])

    def later(self, day: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """So many open days after a day, (n,); with 0 the day itself or the next that is open."""
        first = np.searchsorted(self._after, day, side="left" if count == 0 else "right")
        place = np.minimum(first + max(0, count - 1), self._after.size - 1)
        return np.maximum(day, self._after[place])

    def next_open(self, time: NDArray[np.int64], opens: int, closes: int) -> NDArray[np.int64]:
        """`time`, or the next moment within the hours of an open day, microseconds (n,)."""
        day = time // DAY
        of_day = time - day * DAY
        inside = self.is_open[np.minimum(day, self.is_open.size - 1)] & (of_day >= opens) & (of_day <= closes)
        following = self.next_day(np.where(of_day > closes, day + 1, day))
        found: NDArray[np.int64] = np.where(inside, time, following * DAY + opens)
        return found
