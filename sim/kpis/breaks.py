"""Breaks of drivers that were due on a trip: how many began in time."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.trips import BREAK_TAKEN, BreakTaken
from sim.outcome import Facts


class Breaks:
    """Breaks due on trips in the days that count, and those of them that began in time."""

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._begin, self._horizon = facts.begin, facts.horizon
        self.due = 0
        self.in_time = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what a break adds."""
        return {BREAK_TAKEN: self._taken}

    def _taken(self, rows: Rows) -> None:
        rows = rows.compress((rows["time"] >= self._begin) & (rows["time"] < self._horizon))
        self.due += rows.size
        self.in_time += int((rows["reason"] == BreakTaken.IN_TIME).sum())


def _breaks_in_time(view: View) -> float | None:
    return share(view.of(Breaks).in_time, view.of(Breaks).due)


READERS = (Breaks,)

KPIS = (
    Kpi(
        Definition(
            "breaks_in_time",
            "Breaks in time",
            "share",
            "up",
            "drivers' breaks that began by their latest hour, of those that were due on a trip",
            "breaks due on trips in the days of demand",
        ),
        _breaks_in_time,
    ),
)
