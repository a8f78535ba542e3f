"""Calendars: on which days something is open, computed before the clock starts.

The warehouse's dispatch days and the days on which doors are served are two calendars, and a promise
counts both: an order is dispatched on the first dispatch day, and comes so many delivery days later.
Days are numbered from the scenario's first; a day has 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.forms import PUBLIC_HOLIDAYS, TimeOfDay
from sim.settings import WEEKDAYS, Settings, Weekday
from sim.units import DAY, time_of_day

Span: TypeAlias = tuple[int, int]
"""From and to, microseconds since midnight."""

BEYOND = 400
"""Days past the end of a run that a calendar knows: longer than any closure."""


class DaysConfig(Settings):
    """Days on which something is open."""

    days: tuple[Weekday, ...] | None = Field(
        None, description="weekdays it is open; none: as its people work, and every day for a carrier"
    )
    closed: tuple[date, ...] = Field((), description="dates on which it is closed though the weekday is open")
    holidays: Annotated[str, Field(pattern=PUBLIC_HOLIDAYS)] | None = Field(
        None, description="closed on the public holidays of a country or subdivision, as GB-ENG; dates go into closed"
    )
    open_on: tuple[date, ...] = Field((), description="public holidays on which it is open all the same")
    on_holidays: Literal["closed", "short", "open"] = Field(
        "closed", description="what it is on the public holidays: closed, open from short_from to short_to, or open"
    )
    short: tuple[date, ...] = Field((), description="dates on which it is open from short_from to short_to only")
    short_from: TimeOfDay = Field("10:00", description="time of day it opens on a short day")
    short_to: TimeOfDay = Field("16:00", description="time of day it closes on a short day")

    @model_validator(mode="after")
    def _one_of_two(self) -> DaysConfig:
        if self.short_to <= self.short_from:
            raise ValueError(f"short_to {self.short_to} is not after short_from {self.short_from}")
        if both := sorted({*self.short} & {*self.closed}):
            raise ValueError(f"short: {both[0]} is among the closed dates too; accepted: one of the two")
        for name, dates in (("closed", self.closed), ("short", self.short)):
            if both := sorted({*self.open_on} & {*dates}):
                raise ValueError(f"open_on: {both[0]} is among the {name} dates too; accepted: one of the two")
        return self

    @property
    def short_hours(self) -> Span:
        """Hours of a short day, microseconds since midnight."""
        return time_of_day(self.short_from), time_of_day(self.short_to)


class CalendarConfig(Settings):
    """When the warehouse dispatches, vans drive, doors are served, stores are open and support answers."""

    warehouse: DaysConfig = Field(
        default_factory=DaysConfig, description="dispatch days: orders are picked, packed, labelled and handed over"
    )
    carrier: DaysConfig = Field(
        default_factory=DaysConfig, description="days on which the carrier collects and delivers"
    )
    vans: DaysConfig | None = Field(None, description="days on which own vans drive; none: as the warehouse is open")
    stores: DaysConfig | None = Field(None, description="days on which stores are open; none: as the warehouse is open")
    support: DaysConfig = Field(default_factory=DaysConfig, description="days on which the support desk is there")

    def of(self, who: str) -> DaysConfig:
        """Return the calendar of the warehouse, the carrier, vans, stores or support."""
        found: DaysConfig | None = getattr(self, who)
        return self.warehouse if found is None else found


def day_numbers(start: date, dates: Iterable[date]) -> frozenset[int]:
    """Dates as numbers of days since the start, those before it left out."""
    return frozenset(number for one in dates if (number := (one - start).days) >= 0)


class Days:
    """Open days as a sorted int64 list, and the next of them.

    Raises
    ------
    ValueError : it is never open.
    """

    __slots__ = ("_after", "_never_shut", "_short", "is_open")

    def __init__(
        self,
        start: date,
        horizon: int,
        weekdays: Iterable[Weekday],
        closed: Iterable[date],
        what: str,
        short: Mapping[int, Span] | None = None,
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
        self._never_shut = days.size == size
        self._short = short or {}

    def common(self, other: Days) -> Days:
        """Days on which both are open, hours aside; where there are none, those of `other`, for which one waits."""
        found = copy(self)
        found.is_open = self.is_open & other.is_open
        found._after = np.flatnonzero(found.is_open)
        found._never_shut = bool(found.is_open.all())
        return found if found._after.size else other

    def next_day(self, day: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day itself if it is open, else the next that is, (n,)."""
        if self._never_shut:
            return day
        place = np.minimum(np.searchsorted(self._after, day), self._after.size - 1)
        return np.maximum(day, self._after[place])

    def later(self, day: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """So many open days after a day, (n,); with 0 the day itself or the next that is open."""
        if self._never_shut:
            return np.maximum(day, np.minimum(day + count, self._after.size - 1))
        first = np.searchsorted(self._after, day, side="left" if count == 0 else "right")
        place = np.minimum(first + max(0, count - 1), self._after.size - 1)
        return np.maximum(day, self._after[place])

    def next_open(self, time: NDArray[np.int64], opens: int, closes: int) -> NDArray[np.int64]:
        """`time`, or the next moment within the hours of an open day, microseconds (n,)."""
        if self._short:
            each = [self._in_hours(one, opens, closes) for one in time.tolist()]
            return np.array(each, dtype=np.int64)
        day = time // DAY
        of_day = time - day * DAY
        inside = (of_day >= opens) & (of_day <= closes)
        if not self._never_shut:
            inside &= self.is_open[np.minimum(day, self.is_open.size - 1)]
        following = self.next_day(np.where(of_day > closes, day + 1, day))
        found: NDArray[np.int64] = np.where(inside, time, following * DAY + opens)
        return found

    def _in_hours(self, time: int, opens: int, closes: int) -> int:
        """The same for one moment, where some days are short; one that is over before it opens is no day."""
        day, moment = divmod(time, DAY)
        while True:
            begin, end = self._short.get(day, (opens, closes))
            begin, end = max(begin, opens), min(end, closes)
            if (day >= self.is_open.size or self.is_open[day]) and moment <= end and begin <= end:
                return day * DAY + max(moment, begin)
            day, moment = day + 1, 0
