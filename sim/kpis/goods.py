"""Goods on the shelf: how much stock there was, what it was worth, and whether the records knew.

Stock is an integral over the days of demand, not a snapshot: a move of u units at time t adds u
times what is left of the days. Time is whole seconds here, so that units x cost x seconds of a
year stay exact in 64 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler, Rows
from sim.log import Kind
from sim.outcome import Facts
from sim.units import DAY, SECOND

if TYPE_CHECKING:
    from sim.kpis.view import View

YEAR_DAYS = 365


class Goods:
    """Integer sums over stock moves. Costs are minor units at unit cost.

    `cost_seconds` is the integral of stock at cost over the days of demand; `picked_cost` and
    `sold_cost` are goods that left the shelf, ever and within the days of demand; `restocked_cost`,
    `downgraded_cost` and `scrapped_cost` are those that came back, ever; `record_error` is record
    minus truth at the horizon, (nodes * items,).
    """

    def __init__(self, facts: Facts) -> None:
        self._horizon = facts.horizon
        self._unit_cost = facts.tape.goods.unit_cost
        self._items = facts.opening_stock.shape[1]
        opening_cost = int((facts.opening_stock.sum(axis=0) * self._unit_cost).sum())
        self.cost_seconds = opening_cost * (facts.horizon // SECOND)
        self.picked_cost = 0
        self.sold_cost = 0
        self.restocked_cost = 0
        self.downgraded_cost = 0
        self.scrapped_cost = 0
        self.replenishment_orders = 0
        self._error: NDArray[np.int64] = (facts.opening_record - facts.opening_stock).ravel().copy()

    def handlers(self) -> dict[int, Handler]:
        """Return what each kind of move adds."""
        return {
            Kind.STOCK_PICKED: self._picked,
            Kind.STOCK_RECEIVED: self._received,
            Kind.STOCK_RETURNED: self._returned,
            Kind.STOCK_SHRUNK: self._shrunk,
            Kind.GOODS_DOWNGRADED: self._downgraded,
            Kind.GOODS_SCRAPPED: self._scrapped,
            Kind.RECORD_CORRECTED: self._record_changed,
            Kind.REPLENISHMENT_ORDERED: self._ordered,
        }

    @property
    def mean_stock(self) -> float | None:
        """Time-average stock at cost over the days of demand, minor units."""
        seconds = self._horizon // SECOND
        return self.cost_seconds / seconds if seconds else None

    @property
    def returned_cost(self) -> int:
        """Cost of goods that customers did not keep, minor units."""
        return self.restocked_cost + self.downgraded_cost + self.scrapped_cost

    @property
    def record_error(self) -> NDArray[np.int64]:
        """Record minus truth at the end of the days of demand, units, (nodes * items,)."""
        return self._error

    def _cost(self, rows: Rows) -> NDArray[np.int64]:
        cost: NDArray[np.int64] = rows["value"] * self._unit_cost[rows["item"]]
        return cost

    def _moved(self, rows: Rows, sign: int) -> NDArray[np.int64]:
        cost = self._cost(rows)
        left = np.maximum(self._horizon - rows["time"], 0) // SECOND
        self.cost_seconds += sign * int((cost * left).sum())
        return cost

    def _picked(self, rows: Rows) -> None:
        cost = self._moved(rows, -1)
        self.picked_cost += int(cost.sum())
        self.sold_cost += int(cost[rows["time"] < self._horizon].sum())

    def _received(self, rows: Rows) -> None:
        self._moved(rows, 1)

    def _returned(self, rows: Rows) -> None:
        self.restocked_cost += int(self._moved(rows, 1).sum())

    def _downgraded(self, rows: Rows) -> None:
        self.downgraded_cost += int(self._cost(rows).sum())

    def _scrapped(self, rows: Rows) -> None:
        self.scrapped_cost += int(self._cost(rows).sum())

    def _shrunk(self, rows: Rows) -> None:
        self._moved(rows, -1)
        self._record_changed(rows)

    def _record_changed(self, rows: Rows) -> None:
        """What vanishes unseen, and what a count puts right, are the two ways a record errs."""
        rows = rows.compress(rows["time"] < self._horizon)
        place = rows["node"].astype(np.int64) * self._items + rows["item"]
        np.add.at(self._error, place, rows["value"])

    def _ordered(self, rows: Rows) -> None:
        self.replenishment_orders += int((rows["time"] < self._horizon).sum())


def _stock_value(view: View) -> float | None:
    mean = view.goods.mean_stock
    return mean / 100 if mean is not None else None


def _turns(view: View) -> float | None:
    goods = view.goods
    if goods.cost_seconds <= 0:
        return None
    return goods.sold_cost * (YEAR_DAYS * (DAY // SECOND)) / goods.cost_seconds


def _days_of_supply(view: View) -> float | None:
    turns = _turns(view)
    return YEAR_DAYS / turns if turns else None


def _record_accuracy(view: View) -> float | None:
    error = view.goods.record_error
    return int(np.count_nonzero(error == 0)) / error.size if error.size else None


KPIS = (
    Kpi(
        Definition(
            "inventory_turnover",
            "Inventory turnover",
            "per year",
            "up",
            "cost of goods picked in the days of demand, per year, over the time-average stock at cost",
            "time-average stock",
        ),
        _turns,
    ),
    Kpi(
        Definition(
            "days_of_supply",
            "Days of supply",
            "days",
            "none",
            "time-average stock at cost over the cost of goods picked a day; 365 / inventory turnover",
            "goods picked a day",
        ),
        _days_of_supply,
    ),
    Kpi(
        Definition(
            "stock_value",
            "Stock value",
            "money",
            "down",
            "time-average stock of all nodes at cost over the days of demand",
        ),
        _stock_value,
    ),
    Kpi(
        Definition(
            "record_accuracy",
            "Record accuracy",
            "share",
            "up",
            "items and nodes whose record equals the shelf at the end of the days of demand",
            "items x nodes",
        ),
        _record_accuracy,
    ),
)
