"""What is left when the season is over: goods on shelves at the end of the days of demand, and what they lost in value.

What orders of these days take later, or send back to a shelf, counts with them; what suppliers bring later does not.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.collection import SOLD_AT_COUNTER
from sim.life.goods import STOCK_PICKED, STOCK_RECEIVED, STOCK_RETURNED, STOCK_SHRUNK
from sim.life.happening import Happening, Rows
from sim.outcome import Facts


def ends(facts: Facts) -> bool:
    """Whether there is a season that ends: elsewhere what lies there tomorrow is no leftover."""
    return facts.config.inventory.leftover_value < 1.0


class Leftovers:
    """Units by item of all nodes together, int64 (items,): what there was to sell, and what is left of it."""

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._horizon = facts.horizon
        self._season = ends(facts)
        self.there: NDArray[np.int64] = facts.opening_stock.sum(axis=0)
        self.left: NDArray[np.int64] = self.there.copy()

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of move adds: nothing where no season ends."""
        if not self._season:
            return {}
        return {
            STOCK_RECEIVED: self._received,
            STOCK_RETURNED: lambda rows: self._add(rows, 1),
            STOCK_PICKED: lambda rows: self._add(rows, -1),
            STOCK_SHRUNK: lambda rows: self._add(rows, -1),
            SOLD_AT_COUNTER: lambda rows: self._add(rows, -1),
        }

    def _received(self, rows: Rows) -> None:
        rows = rows.compress(rows["time"] < self._horizon)
        self._add(rows, 1)
        np.add.at(self.there, rows["item"], rows["units"])

    def _add(self, rows: Rows, sign: int) -> None:
        np.add.at(self.left, rows["item"], sign * rows["units"])


def left_over(view: View) -> NDArray[np.int64]:
    """Return the units of each item that are left, int64 (items,)."""
    left, walk_ins = view.of(Leftovers).left.copy(), view.facts.tape.walk_ins
    if walk_ins is not None:
        np.subtract.at(left, walk_ins.item, np.maximum(view.everything["walk_ins"]["sold"], 0))
    # Orders of these days may be sent from what suppliers brought later.
    found: NDArray[np.int64] = np.maximum(left, 0)
    return found


def _at_cost(view: View) -> int:
    return int((left_over(view) * view.facts.tape.goods.unit_cost).sum())


def obsolescence(view: View) -> int:
    """Return what leftovers have lost of their cost, minor units."""
    return round((1.0 - view.facts.config.inventory.leftover_value) * _at_cost(view)) if ends(view.facts) else 0


def _leftover_stock(view: View) -> float | None:
    return _at_cost(view) / 100 if ends(view.facts) else None


def _sell_through(view: View) -> float | None:
    if not ends(view.facts):
        return None
    there = int(view.of(Leftovers).there.sum())
    return share(there - int(left_over(view).sum()), there)


READERS = (Leftovers,)

KPIS = (
    Kpi(
        Definition(
            "sell_through",
            "Sold of what there was",
            "share",
            "up",
            "units that are gone from all shelves when the season is over and did not come back, shrinkage among them",
            "units there at the start or received in the days of demand",
        ),
        _sell_through,
    ),
    Kpi(
        Definition(
            "leftover_stock",
            "Stock left over",
            "money",
            "none",
            "goods at cost on the shelves of all nodes at the end of the days of demand, and what orders of these days "
            "took from there or sent back later",
        ),
        _leftover_stock,
    ),
)
