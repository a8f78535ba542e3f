"""Who may drive: the duties at a node, and who of them is on duty and not on the road.

A van leaves with a driver who is on duty, and is planned back before the duty ends, or within the overtime that
plans may use. Who is in the middle of a break leaves with no van.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from sim.delivery.breaks import BreakConfig, DueBreak, breaks_of_duty, had_by
from sim.delivery.drivers import Duty, PaidByDay, PaidByDrop, PaidByHour, PaidByShift
from sim.settings import WEEKDAYS
from sim.units import DAY, HOUR, SECOND, microseconds, time_of_day


class OnShift(Protocol):
    """A type of van and the hours in which it is driven."""

    @property
    def shift_start(self) -> str:
        """Time of day drivers start."""

    @property
    def shift_end(self) -> str:
        """Time of day drivers must be back."""


def duties_of(
    drivers: PaidByShift | PaidByHour | PaidByDay | PaidByDrop, vans: Iterable[tuple[OnShift, int]]
) -> list[Duty]:
    """The duties at one node that has so many vans of each type."""
    if drivers.shifts is not None:
        return list(drivers.shifts)
    staff: dict[tuple[int, int], int] = {}
    for van, count in vans:
        for span in _spans(time_of_day(van.shift_start), time_of_day(van.shift_end), drivers.usual_hours):
            staff[span] = staff.get(span, 0) + count
    return [Duty(start=_clock(start), end=_clock(end), staff=count) for (start, end), count in sorted(staff.items())]


def _spans(start: int, end: int, hours: float) -> Iterator[tuple[int, int]]:
    """Duties of equal length, at most `hours`, that together cover the time from start to end."""
    length = min(end - start, microseconds(hours, HOUR))
    number = ceil((end - start) / length)
    minute = HOUR // 60
    for k in range(number):
        begin = start + (k * (end - start - length) // max(1, number - 1) // minute) * minute
        yield begin, min(end, begin + -(-length // minute) * minute)


def _clock(time: int) -> str:
    minutes = time // (HOUR // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Crew:
    """Vans of one type with drivers of one duty who may leave now: how many, and for how many seconds.

    overtime : further seconds by which a plan may bring them back, at what they cost; had : the breaks of the duty that
    they have had; breaks : those to come.
    """

    van_type: int
    duty: int
    count: int
    seconds: int
    overtime: int = 0
    had: int = 0
    breaks: tuple[DueBreak, ...] = ()


class DriverPool:
    """Who is on duty at a node and not on the road. Drivers are numbered through the duties.

    overtime : microseconds after the end of a duty by which a plan may bring them back; breaks : of every duty that is
    long enough.
    """

    __slots__ = ("_breaks", "_days", "_free", "_overtime", "_since", "_spans")

    def __init__(self, duties: list[Duty], overtime: int, breaks: Sequence[BreakConfig]) -> None:
        self._overtime, self._breaks = overtime, breaks
        self._since: dict[int, tuple[int, int]] = {}
        self._free: list[list[int]] = []
        numbered = 0
        for duty in duties:
            self._free.append(list(range(numbered, numbered + duty.staff)))
            numbered += duty.staff
        self._spans = [duty.span for duty in duties]
        self._days = [frozenset(WEEKDAYS.index(day) for day in duty.days) for duty in duties]

    def crews(self, leave: int, weekday: int, vans: list[int], until: list[int], day: int) -> list[Crew]:
        """Free vans and free drivers put together, whose duty is longest first.

        leave : microseconds since the midnight of a day, numbered from the start; vans : free ones by type; until :
        microseconds since that midnight at which vans of each type must be back, at most `leave` where none may leave.
        """
        there = [
            duty
            for duty, (start, end) in enumerate(self._spans)
            if start <= leave < end and weekday in self._days[duty] and self._free[duty]
        ]
        left = [
            (duty, had, len(drivers))
            for duty in sorted(there, key=lambda duty: (-self._spans[duty][1], duty))
            for had, drivers in sorted(self._by_breaks_had(duty, day * DAY + leave).items())
        ]
        found = []
        for van_type, (free, back) in enumerate(zip(vans, until, strict=True)):
            wanted = free if back > leave else 0
            while wanted and left:
                duty, had, drivers = left.pop(0)
                count = min(wanted, drivers)
                wanted -= count
                if drivers > count:
                    left.insert(0, (duty, had, drivers - count))
                end = self._spans[duty][1]
                seconds = (min(back, end) - leave) // SECOND
                latest = (min(back, end + self._overtime) - leave) // SECOND
                breaks = self._due(duty, day)[had:]
                found.append(Crew(van_type, duty, count, seconds, latest - seconds, had, breaks))
        return found

    def take(self, duty: int, had: int, leave: int) -> int:
        """A driver of a duty who has had so many breaks goes on the road: the one with the lowest number."""
        driver = self._by_breaks_had(duty, leave)[had][0]
        self._free[duty].remove(driver)
        return driver

    def give_back(self, duty: int, driver: int, now: int, had: int) -> None:
        """A driver is back who has had so many breaks of the day's duty."""
        self._free[duty].append(driver)
        self._free[duty].sort()
        self._since[driver] = now, had

    def _due(self, duty: int, day: int) -> tuple[DueBreak, ...]:
        begin, end = self._spans[duty]
        return breaks_of_duty(self._breaks, day * DAY + begin, day * DAY + end)

    def _by_breaks_had(self, duty: int, moment: int) -> dict[int, list[int]]:
        """Free drivers of a duty who are in no break then, by the number they have had."""
        day = moment // DAY
        due = self._due(duty, day)
        if not due:
            return {0: self._free[duty]}
        found: dict[int, list[int]] = {}
        for driver in self._free[duty]:
            since, before = self._since.get(driver, (0, 0))
            if since < day * DAY + self._spans[duty][0]:
                since, before = day * DAY + self._spans[duty][0], 0
            had = had_by(due, since, before, moment)
            if had is not None:
                found.setdefault(had, []).append(driver)
        return found
