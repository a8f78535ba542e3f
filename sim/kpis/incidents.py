"""Incidents that vans met on their way."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.trips import INCIDENT_MET
from sim.outcome import Facts


class Incidents:
    """Drives that were held up in the days that count."""

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._begin, self._horizon = facts.begin, facts.horizon
        self.met = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what an incident adds."""
        return {INCIDENT_MET: self._held_up}

    def _held_up(self, rows: Rows) -> None:
        self.met += int(((rows["time"] >= self._begin) & (rows["time"] < self._horizon)).sum())


def _incidents_met(view: View) -> float | None:
    if not view.facts.config.delivery.fleet.traffic.incidents.per_day:
        return None
    return float(view.of(Incidents).met)


READERS = (Incidents,)

KPIS = (
    Kpi(
        Definition(
            "incidents_met",
            "Drives held up by incidents",
            "drives",
            "down",
            "drives of vans that an incident held up in the days of demand",
        ),
        _incidents_met,
    ),
)
