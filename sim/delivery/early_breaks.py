"""Breaks of a plan, had as early as it costs nothing: at the very end of their hours there is no room for luck.

A break goes to the earliest leg on which, by the plan's own times, nobody is served later than promised who would not
be anyway, and the van is home no later. Times are microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sim.delivery.breaks import NO_LEG, DueBreak, drive_with_breaks
from sim.delivery.traffic import Traffic


class PlannedLeg(NamedTuple):
    """A leg of a route: how long it takes at the plan's free speed, and what comes at its end.

    opens, closes : the promise there, 0 at a depot; stands : how long the van stands there.
    """

    traffic: Traffic
    duration: int
    opens: int
    closes: int
    stands: int


def as_early_as_free(due: tuple[DueBreak, ...], departure: int, legs: Sequence[PlannedLeg]) -> tuple[DueBreak, ...]:
    """The breaks of a route with the legs on which they are had; those the plan has after the route stay there."""
    usual = _served(due, departure, legs)
    latest = [max(time, leg.closes) for time, leg in zip(usual, legs, strict=True)]
    for number, one in enumerate(due):
        if one.leg == NO_LEG:
            break
        for leg in range(one.leg):
            earlier = (*due[:number], replace(one, leg=leg), *due[number + 1 :])
            times = _served(earlier, departure, legs)
            if all(time <= limit for time, limit in zip(times, latest, strict=True)):
                due = earlier
                break
    return due


def _served(due: Sequence[DueBreak], departure: int, legs: Sequence[PlannedLeg]) -> list[int]:
    """When service begins at the end of each leg, or the van is home."""
    left, now, found = list(due), departure, list[int]()
    for number, leg in enumerate(legs):
        _, begins = drive_with_breaks(leg.traffic, now, leg.duration, leg.opens, number, left, [])
        found.append(begins)
        now = begins + leg.stands
    return found
