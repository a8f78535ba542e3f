"""Transfers: what nodes sent to other nodes in the days that count, and what that cost."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.goods import TRANSFER_SENT
from sim.life.happening import Happening, Rows
from sim.outcome import Facts


class Transferred:
    """Transfers that left, and their units."""

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._begin, self._horizon = facts.begin, facts.horizon
        self.transfers = 0
        self.units = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {TRANSFER_SENT: self._sent}

    def _sent(self, rows: Rows) -> None:
        rows = rows.compress((rows["time"] >= self._begin) & (rows["time"] < self._horizon))
        self.transfers += rows.size
        self.units += int(rows["units"].sum())


def cost_of_transfers(view: View) -> int:
    """Return what sending from node to node cost, minor units."""
    settings, sent = view.facts.config.inventory.transfers, view.of(Transferred)
    return round(100 * (settings.cost_per_transfer * sent.transfers + settings.cost_per_unit * sent.units))


def _units(view: View) -> float | None:
    if view.facts.config.inventory.transfers.every_days is None:
        return None
    return float(view.of(Transferred).units)


READERS = (Transferred,)

KPIS = (
    Kpi(
        Definition(
            "units_transferred",
            "Units sent from node to node",
            "units",
            "none",
            "units that left the shelf of a node for that of another in the days of demand",
        ),
        _units,
    ),
)
