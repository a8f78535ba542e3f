"""Units kept for orders that are held: how many reservations there were, and how many lapsed."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.orders import RESERVATION_LAPSED, UNITS_KEPT
from sim.outcome import Facts


class Reservations:
    """Reservations `made`, and of these `lapsed`."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.made = self.lapsed = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {UNITS_KEPT: self._kept, RESERVATION_LAPSED: self._lapsed}

    def _kept(self, rows: Rows) -> None:
        self.made += rows.size

    def _lapsed(self, rows: Rows) -> None:
        self.lapsed += rows.size


def _share(view: View) -> float | None:
    return share(view.of(Reservations).lapsed, view.of(Reservations).made)


READERS = (Reservations,)

KPIS = (
    Kpi(
        Definition(
            "reservations_lapsed",
            "Reservations lapsed",
            "share",
            "down",
            "held orders whose units were kept and were free again before the checks were over",
            "held orders of which units were kept",
        ),
        _share,
    ),
)
