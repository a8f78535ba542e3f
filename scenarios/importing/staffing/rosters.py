"""From work by hour to people by hour: what came since the last day of work is done by the time the carrier collects.

A day's people-hours are laid evenly over its hours, those that make no whole person late, when the work has come. How
many people-hours an hour of work takes (breaks, peaks, what comes in one hour) is the slack, found by simulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.importing.staffing.work import HOURS, shift
from sim.settings import WEEKDAYS

People = NDArray[np.int64]


def people(
    work: NDArray[np.float64], days: Sequence[str], hours: tuple[int, int], collected: int, slack: float
) -> People:
    """Return the people by weekday and hour, int64 (7, 24).

    Parameters
    ----------
    work
        Person-hours that come by weekday and hour, float64 (7, 24).
    days
        Weekdays of work.
    hours
        First hour of work, and the one after the last.
    collected
        Hour of the day by which a day's work must be done.
    slack
        Paid over worked hours.
    """
    begin, end = hours
    until = min(max(begin + 1, collected), end)
    result = np.zeros((len(WEEKDAYS), HOURS), dtype=np.int64)
    open_ = [place for place, day in enumerate(WEEKDAYS) if day in days]
    for place, day in enumerate(open_):
        before = open_[place - 1]  # of the last day of work, the week before's where this is the first
        between = (day - before - 1) % len(WEEKDAYS)
        closed = sum(float(work[(before + 1 + k) % len(WEEKDAYS)].sum()) for k in range(between))
        wanted = closed + float(work[before, until:].sum()) + float(work[day, :until].sum())
        if wanted > 0:
            result[day, begin:until] = _laid_out(slack * wanted, until - begin)
    return result


def _laid_out(wanted: float, hours: int) -> People:
    """Whole people over some hours: evenly, and what is left late."""
    total = int(np.ceil(wanted - 1e-9))
    each, left = divmod(max(1, total), hours)
    laid = np.full(hours, each, dtype=np.int64)
    if left:
        laid[hours - left :] += 1
    return laid


def roster(plan: People) -> list[dict[str, Any]]:
    """People by hour as shifts of a scenario: weekdays that are alike together, one shift a run of hours."""
    found: list[dict[str, Any]] = []
    alike: dict[tuple[int, ...], list[str]] = {}
    for day, row in zip(WEEKDAYS, plan.tolist(), strict=True):
        alike.setdefault(tuple(row), []).append(day)
    for row, days in alike.items():
        hour = 0
        for staff, run in groupby(row):
            many = len(list(run))
            if staff:
                found.append(shift(hour, hour + many, days, staff))
            hour += many
    return found
