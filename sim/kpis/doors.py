"""At the door: attempts, and how many succeed the first time."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.parcels import DOOR_ATTEMPT, Door
from sim.outcome import Facts


class Doors:
    """Attempts at doors; `first` are first attempts, `first_successes` those that met somebody."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.attempts = 0
        self.first = 0
        self.first_successes = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what an attempt adds."""
        return {DOOR_ATTEMPT: self._attempted}

    def _attempted(self, rows: Rows) -> None:
        first = (rows["attempt"] == 1) & (rows["reason"] != Door.CANCELLED)
        self.attempts += rows.size
        self.first += int(first.sum())
        self.first_successes += int((first & (rows["reason"] == Door.DELIVERED)).sum())


def _first_attempt_success(view: View) -> float | None:
    return share(view.of(Doors).first_successes, view.of(Doors).first)


READERS = (Doors,)

KPIS = (
    Kpi(
        Definition(
            "first_attempt_success",
            "First-attempt success",
            "share",
            "up",
            "parcels delivered at their first attempt",
            "parcels attempted, cancelled ones aside",
        ),
        _first_attempt_success,
    ),
)
