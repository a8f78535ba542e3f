"""Drivers: a roster apart from the vans, and how they are paid.

A duty is a shift of drivers at a node; a van leaves with a driver who is on duty, and is planned back
before the duty ends, or within the overtime that plans may use. What a driver costs whatever the plan
is no business of the planner's: of a shift, a day or a drop the plan of a wave changes nothing, of an
hour on the road and of overtime it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal, Protocol

from pydantic import Field, model_validator

from sim.settings import WEEKDAYS, Settings, TimeOfDay, Weekday
from sim.units import HOUR, SECOND, microseconds, time_of_day

Wage = Annotated[float, Field(ge=0.0, le=10_000.0, allow_inf_nan=False)]
Hours = Annotated[float, Field(ge=0.1, le=24.0, allow_inf_nan=False)]


class Duty(Settings):
    """A shift of drivers, at every node."""

    start: TimeOfDay = Field(description="time of day the duty starts")
    end: TimeOfDay = Field(description="time of day drivers must be back, at most 24:00")
    days: tuple[Weekday, ...] = Field(WEEKDAYS, description="weekdays on which it is worked")
    staff: Annotated[int, Field(ge=0, le=100_000)] = Field(description="drivers on duty at each node")

    @model_validator(mode="after")
    def _ordered(self) -> Duty:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """Start and end, microseconds since midnight."""
        return time_of_day(self.start), time_of_day(self.end)

    @property
    def length(self) -> int:
        """Microseconds."""
        return time_of_day(self.end) - time_of_day(self.start)


class _Drivers(Settings):
    shifts: tuple[Duty, ...] | None = Field(
        None,
        description="shifts of drivers; none: for every van as many as its hours ask for, each of 9 hours at the most",
    )
    longest_duty_hours: Hours = Field(11.0, description="longest shift allowed (Great Britain: 11 h of duty a day)")
    allow_longer_duties: bool = Field(False, description="accept shifts longer than that")

    @model_validator(mode="after")
    def _not_too_long(self) -> _Drivers:
        if self.allow_longer_duties:
            return self
        more = self.overtime_hours
        besides = f" with {more:g} of planned overtime" if more else ""
        accepted = f"longest_duty_hours {self.longest_duty_hours:g}; accepted: shorter, or allow_longer_duties: true"
        for duty in self.shifts or ():
            hours = duty.length / HOUR + more
            if hours > self.longest_duty_hours:
                raise ValueError(
                    f"shifts: {duty.start} to {duty.end} is {hours:g} hours{besides}, longer than {accepted}"
                )
        if self.shifts is None and more and self.usual_hours + more > self.longest_duty_hours:
            raise ValueError(
                f"planned_overtime_hours: a duty of {self.usual_hours + more:g} hours{besides} is longer "
                f"than {accepted}"
            )
        return self

    @property
    def overtime_hours(self) -> float:
        """Hours after the end of a duty by which a plan may bring drivers back."""
        return 0.0

    def overtime_wage(self, duty: Duty) -> float:
        """Return what an hour of overtime costs, currency."""
        return 0.0

    @property
    def usual_hours(self) -> float:
        """Hours of a duty where none are stated."""
        return USUAL_HOURS


USUAL_HOURS = 9.0
"""Hours a driver is usually paid for a day (UK, EU)."""


class PaidByShift(_Drivers):
    """Paid for the duty, driven or not; what is longer than the paid hours is overtime, planned or by a late return."""

    pay: Literal["shift"] = "shift"
    wage_per_hour: Wage = Field(
        15.6,
        description="what one hour costs, all in, currency: 12.21 with contributions, pension and holidays "
        "(UK, March 2026)",
    )
    paid_hours: Annotated[float, Field(gt=0.0, le=24.0)] | None = Field(
        USUAL_HOURS, description="hours of a duty before overtime; none: no overtime by the day"
    )
    paid_hours_a_week: Annotated[float, Field(gt=0.0, le=168.0)] | None = Field(
        None, description="hours of a week before overtime; none: no overtime by the week (United States: 40)"
    )
    overtime_factor: Annotated[float, Field(ge=1.0, le=10.0)] = Field(
        1.25, description="wage of overtime over the plain wage (UK, EU: 1.25; United States: 1.5)"
    )
    planned_overtime_hours: Annotated[float, Field(ge=0.0, le=12.0)] = Field(
        0.0,
        description="hours after the end of a duty by which a plan may bring a driver back, at what they cost; only "
        "with a solver that plans overtime",
    )

    @property
    def overtime_hours(self) -> float:
        """Hours after the end of a duty by which a plan may bring drivers back."""
        return self.planned_overtime_hours

    def overtime_wage(self, duty: Duty) -> float:
        """Return what an hour after the end of a duty costs, currency: the mean over the hours that a plan may add.

        Hours paid by the day or the week that the duty leaves over come first, at the plain wage.
        """
        left, hours = self.planned_overtime_hours, duty.length / HOUR
        if self.paid_hours is not None:
            left = min(left, max(0.0, self.paid_hours - hours))
        if self.paid_hours_a_week is not None:
            left = min(left, max(0.0, self.paid_hours_a_week / max(1, len(duty.days)) - hours))
        share = left / self.planned_overtime_hours if self.planned_overtime_hours else 1.0
        return self.wage_per_hour * (share + self.overtime_factor * (1.0 - share))

    @property
    def usual_hours(self) -> float:
        """Hours of a duty where none are stated."""
        return min(self.paid_hours or USUAL_HOURS, self.longest_duty_hours)


class PaidByHour(_Drivers):
    """Paid for every hour on the road."""

    pay: Literal["hour"] = "hour"
    wage_per_hour: Wage = Field(15.6, description="what one hour on the road costs, all in, currency")


class PaidByDay(_Drivers):
    """Paid a fixed sum for a day on which they drive."""

    pay: Literal["day_rate"] = "day_rate"
    rate_per_day: Annotated[float, Field(ge=0.0, le=100_000.0)] = Field(140.0, description="a driver's day, currency")


class PaidByDrop(_Drivers):
    """Paid for every door they drive to."""

    pay: Literal["drop"] = "drop"
    rate_per_drop: Annotated[float, Field(ge=0.0, le=10_000.0)] = Field(1.8, description="one door, currency")


Drivers = Annotated[PaidByShift | PaidByHour | PaidByDay | PaidByDrop, Field(discriminator="pay")]


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

    overtime : further seconds by which a plan may bring them back, at what they cost.
    """

    van_type: int
    duty: int
    count: int
    seconds: int
    overtime: int = 0


class DriverPool:
    """Who is on duty at a node and not on the road. Drivers are numbered through the duties.

    overtime : microseconds after the end of a duty by which a plan may bring them back.
    """

    __slots__ = ("_days", "_free", "_overtime", "_spans")

    def __init__(self, duties: list[Duty], overtime: int = 0) -> None:
        self._overtime = overtime
        self._free: list[list[int]] = []
        numbered = 0
        for duty in duties:
            self._free.append(list(range(numbered, numbered + duty.staff)))
            numbered += duty.staff
        self._spans = [duty.span for duty in duties]
        self._days = [frozenset(WEEKDAYS.index(day) for day in duty.days) for duty in duties]

    def crews(self, leave: int, weekday: int, vans: list[int], until: list[int]) -> list[Crew]:
        """Free vans and free drivers put together, whose duty is longest first.

        leave : microseconds since midnight; vans : free ones by type; until : microseconds since midnight at
        which vans of each type must be back, at most `leave` where none may leave.
        """
        there = [
            duty
            for duty, (start, end) in enumerate(self._spans)
            if start <= leave < end and weekday in self._days[duty] and self._free[duty]
        ]
        left = [(duty, len(self._free[duty])) for duty in sorted(there, key=lambda duty: (-self._spans[duty][1], duty))]
        found = []
        for van_type, (free, back) in enumerate(zip(vans, until, strict=True)):
            wanted = free if back > leave else 0
            while wanted and left:
                duty, drivers = left.pop(0)
                count = min(wanted, drivers)
                wanted -= count
                if drivers > count:
                    left.insert(0, (duty, drivers - count))
                end = self._spans[duty][1]
                seconds = (min(back, end) - leave) // SECOND
                latest = (min(back, end + self._overtime) - leave) // SECOND
                found.append(Crew(van_type, duty, count, seconds, latest - seconds))
        return found

    def take(self, duty: int) -> int:
        """A driver of a duty goes on the road: the one with the lowest number."""
        return self._free[duty].pop(0)

    def give_back(self, duty: int, driver: int) -> None:
        """A driver is back."""
        self._free[duty].append(driver)
        self._free[duty].sort()
