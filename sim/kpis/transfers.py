"""Transfers: what nodes sent to other nodes in the days that count, and what that cost."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.goods import TRANSFER_SENT
from sim.life.happening import Happening, Rows
from sim.outcome import Facts


class Transferred:
    """Transfers that left, their units, and these by node that sent and that was sent to, int64 (nodes,)."""

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._begin, self._horizon = facts.begin, facts.horizon
        self.transfers = 0
        self.units = 0
        self.sent_by, self.sent_to = (np.zeros(len(facts.nodes), dtype=np.int64) for _ in range(2))

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {TRANSFER_SENT: self._sent}

    def _sent(self, rows: Rows) -> None:
        rows = rows.compress((rows["time"] >= self._begin) & (rows["time"] < self._horizon))
        self.transfers += rows.size
        self.units += int(rows["units"].sum())
        np.add.at(self.sent_by, rows["node"], rows["units"])
        np.add.at(self.sent_to, rows["other_node"], rows["units"])


def cost_of_transfers(view: View) -> int:
    """Return what sending from node to node cost, minor units."""
    settings, sent = view.facts.config.inventory.transfers, view.of(Transferred)
    return round(100 * (settings.cost_per_transfer * sent.transfers + settings.cost_per_unit * sent.units))


def _units(view: View) -> float | None:
    if view.facts.config.inventory.transfers.every_days is None:
        return None
    return float(view.of(Transferred).units)


FROM = Definition(
    "transferred_from",
    "Units sent to other nodes",
    "units",
    "none",
    "units that left the shelf of a node for others",
)
TO = Definition(
    "transferred_to", "Units sent by other nodes", "units", "none", "units that left the shelves of others for a node"
)


def by_node(view: View) -> dict[str, float | None]:
    """Return both families, a member for each node, where units are sent from node to node."""
    if view.facts.config.inventory.transfers.every_days is None:
        return {}
    sent, names = view.of(Transferred), view.facts.nodes
    ways = ((FROM.key, sent.sent_by), (TO.key, sent.sent_to))
    return {f"{key}.{name}": float(units) for key, all_ in ways for name, units in zip(names, all_, strict=True)}


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
