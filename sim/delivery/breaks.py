"""Breaks of drivers: due within some hours of a duty, taken at the depot or on the way.

A driver who stands at the depot when a break may begin has it then; one who comes back with a break outstanding has it
at once. On a trip it is taken on the leg on which the plan has it, or on the first one after that which is not over
before it may begin: in the middle of the drive, or while the van waits at a door, never during service. A driver who is
late has it on an earlier leg, at its latest moment, if that passes there. Times are microseconds since the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field, model_validator

from sim.delivery.traffic import Traffic
from sim.settings import Settings
from sim.units import HOUR, MINUTE, SECOND, microseconds
from solvers.scheduling import Schedule
from solvers.speeds import FREE
from solvers.vehicle import Break

NO_LEG = 1 << 30
"""The leg of a break that the plan has after the route."""
HoursOfDuty = Annotated[float, Field(ge=0.0, le=24.0)]


class BreakConfig(Settings):
    """A break of every driver whose duty is long enough for it."""

    after_hours: HoursOfDuty = Field(description="hours of a duty after which it may begin")
    by_hours: HoursOfDuty = Field(
        description="hours of a duty by which it begins; a duty that ends before it would then be over has none"
    )
    minutes: Annotated[float, Field(ge=1.0, le=480.0)] = Field(
        description="how long it lasts; on a trip it is paid like any minute of it"
    )

    @model_validator(mode="after")
    def _ordered(self) -> BreakConfig:
        if self.by_hours < self.after_hours:
            raise ValueError(f"by_hours {self.by_hours:g} is before after_hours {self.after_hours:g}")
        return self

    @property
    def end_hours(self) -> float:
        """Hours of a duty by which it is over."""
        return self.by_hours + self.minutes / 60


@dataclass(frozen=True, slots=True)
class DueBreak:
    """A break to come: it begins from `opens` to `closes`, on leg number `leg` of the route or a later one."""

    opens: int
    closes: int
    length: int
    leg: int = 0


@dataclass(frozen=True, slots=True)
class TakenBreak:
    """A break that was taken on a trip."""

    begin: int
    late: bool


def breaks_of_duty(breaks: Sequence[BreakConfig], begin: int, end: int) -> tuple[DueBreak, ...]:
    """The breaks of a duty from `begin` to `end`, in order."""
    found = []
    for one in breaks:
        opens, closes = (begin + microseconds(hours, HOUR) for hours in (one.after_hours, one.by_hours))
        length = microseconds(one.minutes, MINUTE)
        if closes + length <= end:
            found.append(DueBreak(opens, closes, length))
    return tuple(found)


def had_by(due: Sequence[DueBreak], since: int, had: int, moment: int) -> int | None:
    """How many breaks a driver has had at a moment who stands at the depot since `since`; None in the middle of one."""
    for one in due[had:]:
        begin = max(since, one.opens)
        if moment < begin:
            break
        since = begin + one.length
        if moment < since:
            return None
        had += 1
    return had


def breaks_to_plan(due: Sequence[DueBreak], departure: int, longest: int) -> tuple[tuple[Break, ...], int]:
    """The breaks of a vehicle that leaves then, in seconds after it, and when it must be back: `longest`, or sooner."""
    breaks: list[Break] = []
    for one in due:
        opens = -(-(one.opens - departure) // SECOND)
        earliest = breaks[-1].window[0] + breaks[-1].duration if breaks else 0
        closes = max(opens, earliest, (one.closes - departure) // SECOND)
        duration = -(-one.length // SECOND)
        if duration > longest:
            # no break of this length fits into what is left: the van is back before it is due
            return tuple(breaks), min(longest, closes)
        breaks.append(Break((opens, closes), duration))
    return tuple(breaks), longest


def planned_breaks(due: Sequence[DueBreak], planned: Schedule) -> tuple[DueBreak, ...]:
    """Breaks with the legs on which a plan has them; those after the route, at the depot, on a leg that never comes."""
    stops = len(planned.arrival)
    legs = [max(0, place) if place <= stops else NO_LEG for place, _, _ in planned.breaks]
    legs += [NO_LEG] * (len(due) - len(legs))
    return tuple(replace(one, leg=leg) for one, leg in zip(due, legs, strict=True))


def drive_with_breaks(
    traffic: Traffic, begin: int, free: int, earliest: int, leg: int, due: list[DueBreak], taken: list[TakenBreak]
) -> tuple[int, int]:
    """Drive one leg: (when the van is there, when service may begin); breaks taken move from one list to the other.

    free : microseconds at free speed; earliest : when the door opens; leg : its number on the route.
    """
    now, way = begin, FREE * free
    there = traffic.ends(now, way)
    while due:
        one = due[0]
        start = max(now, one.opens)
        if one.leg > leg:
            if one.closes >= max(there, earliest):
                break
            start = max(now, one.closes)
        if start < there:
            way -= traffic.way(now, start)
            there = traffic.ends(start + one.length, way)
        elif start >= earliest:
            break  # the door is open: it is served first
        now = start + one.length
        taken.append(TakenBreak(start, start > one.closes))
        del due[0]
    return there, max(there, earliest, now)
