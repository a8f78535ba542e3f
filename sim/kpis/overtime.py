"""Overtime: people who finish what they have in hand when their shift is over are there for it, beyond the roster."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.roster import Roster


def overtime(started: NDArray[np.int64], until: NDArray[np.int64], roster: Roster, begin: int, end: int) -> int:
    """Staff time beyond a roster between two moments: of every moment, those at work beyond those on a shift.

    Parameters
    ----------
    started, until
        When each pass began and ended, microseconds, (passes,).
    roster
        Who is there; nobody begins anything while as many are at work.
    begin, end
        The time that is asked about, microseconds.
    """
    moments, levels = _levels(roster, begin, end)
    inside = (until > begin) & (started < end)
    started, until = started[inside], until[inside]
    # only a pass in hand when people leave can be finished in their own time
    first = np.searchsorted(moments, started, side="left")
    in_hand = np.flatnonzero((started < begin) | (np.append(moments, end)[first] < until))
    started, until = started[in_hand], until[in_hand]
    total = 0
    for (moment, level), (after, _) in pairwise(zip([*moments, end], [*levels, 0], strict=True)):
        ends = np.sort(until[(started <= moment) & (until > moment)])
        beyond = ends[: max(0, ends.size - level)]
        total += int((np.minimum(beyond, after) - moment).sum())
    return total


def _levels(roster: Roster, begin: int, end: int) -> tuple[NDArray[np.int64], list[int]]:
    """Moments from `begin` on at which the number of people changes, and how many there are from each on."""
    moments, levels = [begin], [roster.at_start]
    for time, change in roster.changes():
        if time >= end:
            break
        if time <= begin:
            levels[-1] += change
        else:
            moments.append(time)
            levels.append(levels[-1] + change)
    return np.array(moments, dtype=np.int64), levels
