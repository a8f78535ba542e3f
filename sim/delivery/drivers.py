"""Drivers: a roster apart from the vans, and how they are paid.

A duty is a shift of drivers at a node (who of them is free: `driver_pool.py`). What a driver costs whatever the plan
is no business of the planner's: of a shift, a day or a drop the plan of a wave changes nothing, of an
hour on the road and of overtime it does.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.delivery.breaks import BreakConfig
from sim.forms import TimeOfDay
from sim.settings import WEEKDAYS, Settings, Weekday
from sim.units import HOUR, time_of_day
from solvers.vehicle import MOST_BREAKS

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
    breaks: Annotated[tuple[BreakConfig, ...], Field(max_length=MOST_BREAKS)] = Field(
        (),
        description="breaks of a duty in order, by the hours of it; planned on the way by a solver that knows breaks "
        "(Great Britain: 20 minutes within more than 6 hours of work)",
    )

    @model_validator(mode="after")
    def _one_after_another(self) -> _Drivers:
        for one, other in pairwise(self.breaks):
            if other.after_hours < one.end_hours:
                raise ValueError(
                    f"breaks: one after {other.after_hours:g} hours of a duty begins before the one by "
                    f"{one.by_hours:g} hours may be over, at {one.end_hours:g}; accepted: one after another"
                )
        return self

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
    paid_hours: Annotated[float, Field(ge=0.1, le=24.0)] | None = Field(
        USUAL_HOURS, description="hours of a duty before overtime; none: no overtime by the day"
    )
    paid_hours_a_week: Annotated[float, Field(ge=0.1, le=168.0)] | None = Field(
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
