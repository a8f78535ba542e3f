"""Goods that left the shelf for orders, and what of them came back."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler
from sim.life.goods import GOODS_DOWNGRADED, GOODS_SCRAPPED, STOCK_PICKED, STOCK_RETURNED
from sim.life.happening import Happening, Rows
from sim.outcome import Facts


class Kept:
    """Goods that left the shelf for orders and what of them came back, however late; minor units at unit cost."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self._unit_cost = facts.tape.goods.unit_cost
        self.picked_cost = 0
        self.restocked_cost = 0
        self.downgraded_cost = 0
        self.scrapped_cost = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of move adds."""
        return {
            STOCK_PICKED: self._picked,
            STOCK_RETURNED: self._restocked,
            GOODS_DOWNGRADED: self._downgraded,
            GOODS_SCRAPPED: self._scrapped,
        }

    @property
    def cost(self) -> int:
        """Cost of goods that customers kept or that were lost, minor units."""
        return self.picked_cost - self.restocked_cost - self.downgraded_cost - self.scrapped_cost

    def _picked(self, rows: Rows) -> None:
        self.picked_cost += int(at_cost(rows, self._unit_cost).sum())

    def _restocked(self, rows: Rows) -> None:
        self.restocked_cost += int(at_cost(rows, self._unit_cost).sum())

    def _downgraded(self, rows: Rows) -> None:
        self.downgraded_cost += int(at_cost(rows, self._unit_cost).sum())

    def _scrapped(self, rows: Rows) -> None:
        self.scrapped_cost += int(at_cost(rows, self._unit_cost).sum())


def at_cost(rows: Rows, unit_cost: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the units of stock moves at unit cost, minor units (rows,)."""
    cost: NDArray[np.int64] = rows["units"] * unit_cost[rows["item"]]
    return cost
