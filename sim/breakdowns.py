"""Breakdowns: each server fails after an exponential time and is repaired after another.

A failed server finishes the token in hand, then is away until repaired: for a station a breakdown
is a change of capacity like the end of a shift. Times are keyed by station, server and the number
of the failure: they do not depend on what else happens, so they are known in advance. Of a roster's
servers the first ones are there when few are, and a failure takes only a server who is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge

from sim.roster import Roster
from sim.settings import MOST, Breakdowns, Staffing
from sim.streams import exponential, uniform
from sim.units import HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class Failures:
    """Servers that fail: how often, for how long, and the key of the draws of their station."""

    config: Breakdowns
    key: int

    def of(self, server: int) -> Iterator[tuple[int, int, int]]:
        """(time, server, change) of one server for ever: -1 when it fails, +1 when it is repaired."""
        now, number = 0, 0
        while True:
            now += int(exponential(uniform(self.key, server, number, 0), self.config.hours_between * HOUR))
            yield now, server, -1
            now += int(exponential(uniform(self.key, server, number, 1), self.config.repair_minutes * MINUTE))
            yield now, server, 1
            number += 1


AWAY_MINUTES = 30.0
"""Mean length of an absence during paid time."""


def absences(shrinkage: float) -> Breakdowns:
    """Being away for a share of the paid time, as failures: half an hour each time, on the mean."""
    hours = AWAY_MINUTES / 60 * (1.0 - shrinkage) / shrinkage
    return Breakdowns(hours_between=min(hours, MOST), repair_minutes=AWAY_MINUTES)


def available(staffing: Staffing) -> float:
    """Return the share of the staff time in which people are neither away nor wait for a repair."""
    broken = staffing.breakdowns
    works = 1.0 if broken is None else broken.hours_between / (broken.hours_between + broken.repair_minutes / 60)
    return (1.0 - staffing.shrinkage) * works


def capacity_changes(roster: Roster, failures: tuple[Failures, ...] = ()) -> Iterator[tuple[int, int]]:
    """(time, change) of the servers who are there and work, for ever: one change a moment, none of them 0.

    Failures of several kinds are independent; who is away for two of them is away until both are over.
    """
    return _changes(roster, failures) if failures else roster.changes()


def _changes(roster: Roster, failures: tuple[Failures, ...]) -> Iterator[tuple[int, int]]:
    shifts = ((time, -1, change) for time, change in roster.changes())
    reasons = [0] * roster.most
    works = [True] * roster.most
    there = roster.at_start
    before = capacity = there
    moment = 0
    away = (kind.of(server) for kind in failures for server in range(roster.most))
    for time, server, change in merge(shifts, *away):
        if time > moment:
            if capacity != before:
                yield moment, capacity - before
            moment, before = time, capacity
        if server < 0:
            low, high = sorted((there, there + change))
            capacity += sum(works[low:high]) if change > 0 else -sum(works[low:high])
            there += change
        else:
            reasons[server] -= change
            if works[server] != (reasons[server] == 0):
                works[server] = not works[server]
                capacity += change if server < there else 0
