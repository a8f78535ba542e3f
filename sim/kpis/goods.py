"""Goods on the shelf: how much stock there was, what it was worth, and whether the records knew.

Stock is an integral over the days of demand that count, not a snapshot: a move of u units at time t
adds u times what is left of these days, all of them if it came before. Time is whole seconds here,
so that units x cost x seconds of a year stay exact in 64 bits. What one node sends to another stays stock all the way.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler
from sim.kpis.kept import at_cost
from sim.kpis.view import View
from sim.life.collection import SOLD_AT_COUNTER
from sim.life.goods import (
    RECORD_CORRECTED,
    REPLENISHMENT_ORDERED,
    STOCK_PICKED,
    STOCK_RECEIVED,
    STOCK_RETURNED,
    STOCK_SHRUNK,
)
from sim.life.happening import Happening, Rows
from sim.outcome import Facts
from sim.units import DAY, SECOND
from sim.workdays import busiest

YEAR_DAYS = 365


class Goods:
    """Integer sums over all stock moves. Costs are minor units at unit cost.

    `cost_seconds` is the integral of stock at cost over the days that count, `charged_seconds` the same or what lay
    there at each midnight, as the scenario charges it; `sold_cost` are goods that left the shelf in as many days,
    those in which most did, since what is ordered in them may leave on the next; `replenishment_orders` and
    `replenishment_units` what was ordered in them; `record_error` is record minus truth at their end, (nodes * items,).
    """

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._begin, self._horizon = facts.begin, facts.horizon
        self._unit_cost = facts.tape.goods.unit_cost
        self._items = facts.opening_stock.shape[1]
        opening_cost = int((facts.opening_stock.sum(axis=0) * self._unit_cost).sum())
        self.cost_seconds = opening_cost * ((facts.horizon - facts.begin) // SECOND)
        self._by_night = facts.config.inventory.charged == "at_end_of_day"
        self._night_seconds = opening_cost * ((facts.horizon - facts.begin) // DAY) * (DAY // SECOND)
        self._whole_run = (facts.begin, facts.horizon) == (0, facts.config.days * DAY)
        self._sold: NDArray[np.int64] = np.zeros(-(-facts.horizon // DAY), dtype=np.int64)
        self.replenishment_orders = 0
        self.replenishment_units = 0
        self._error: NDArray[np.int64] = (facts.opening_record - facts.opening_stock).ravel().copy()

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of move adds."""
        return {
            STOCK_PICKED: self._picked,
            STOCK_RECEIVED: self._put_in,
            STOCK_RETURNED: self._put_in,
            STOCK_SHRUNK: self._shrunk,
            RECORD_CORRECTED: self._record_changed,
            SOLD_AT_COUNTER: self._picked,
            REPLENISHMENT_ORDERED: self._ordered,
        }

    @property
    def charged_seconds(self) -> int:
        """Stock at cost times the seconds it is charged for, minor units x seconds."""
        return self._night_seconds if self._by_night else self.cost_seconds

    @property
    def sold_cost(self) -> int:
        """Goods that left the shelf, minor units at cost."""
        begin, days = self._begin // DAY, (self._horizon - self._begin) // DAY
        first = busiest(self._sold, days) if self._whole_run else begin
        return int(self._sold[first : first + days].sum())

    @property
    def mean_stock(self) -> float | None:
        """Time-average stock at cost over the days that count, minor units."""
        seconds = (self._horizon - self._begin) // SECOND
        return self.cost_seconds / seconds if seconds else None

    @property
    def record_error(self) -> NDArray[np.int64]:
        """Record minus truth at the end of the days of demand, units, (nodes * items,)."""
        return self._error

    def walked_out(self, time: NDArray[np.int64], cost: NDArray[np.int64]) -> None:
        """Walk-ins take goods from the shelf: when, microseconds, and minor units, (purchases,) each."""
        self._changed(time, -cost)
        self._left(time, cost)

    def _moved(self, rows: Rows, sign: int) -> NDArray[np.int64]:
        cost = at_cost(rows, self._unit_cost)
        self._changed(rows["time"], sign * cost)
        return cost

    def _changed(self, time: NDArray[np.int64], cost: NDArray[np.int64]) -> None:
        left = np.maximum(self._horizon - np.maximum(time, self._begin), 0) // SECOND
        self.cost_seconds += int((cost * left).sum())
        if self._by_night:
            nights = np.maximum(self._horizon // DAY - np.maximum(time, self._begin) // DAY, 0)
            self._night_seconds += int((cost * nights).sum()) * (DAY // SECOND)

    def _within(self, rows: Rows) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (rows["time"] >= self._begin) & (rows["time"] < self._horizon)
        return within

    def _picked(self, rows: Rows) -> None:
        self._moved(rows, -1)
        self._left(rows["time"], at_cost(rows, self._unit_cost))

    def _left(self, time: NDArray[np.int64], cost: NDArray[np.int64]) -> None:
        day = time // DAY
        last = int(day.max(initial=0))
        if last >= self._sold.size:
            self._sold = np.concatenate((self._sold, np.zeros(last + 1 - self._sold.size, dtype=np.int64)))
        np.add.at(self._sold, day, cost)

    def _put_in(self, rows: Rows) -> None:
        self._moved(rows, 1)

    def _shrunk(self, rows: Rows) -> None:
        self._moved(rows, -1)
        self._record_changed(rows)

    def _record_changed(self, rows: Rows) -> None:
        """What vanishes unseen, and what a count puts right, are the two ways a record errs."""
        rows = rows.compress(rows["time"] < self._horizon)
        place = rows["node"].astype(np.int64) * self._items + rows["item"]
        np.add.at(self._error, place, rows.values)

    def _ordered(self, rows: Rows) -> None:
        within = self._within(rows)
        self.replenishment_orders += int(within.sum())
        self.replenishment_units += int(rows["units"][within].sum())


def stock_of(view: View) -> Goods:
    """Return the sums over all moves of stock, those of walk-ins among them."""
    return view.once(_with_walk_ins)


def _with_walk_ins(view: View) -> Goods:
    goods, walk_ins = view.of(Goods), view.facts.tape.walk_ins
    if walk_ins is not None:
        sold = np.maximum(view.everything["walk_ins"]["sold"], 0)
        goods.walked_out(walk_ins.time, sold * view.facts.tape.goods.unit_cost[walk_ins.item])
    return goods


def _stock_value(view: View) -> float | None:
    mean = stock_of(view).mean_stock
    return mean / 100 if mean is not None and _known(view) else None


def _turns(view: View) -> float | None:
    goods = stock_of(view)
    if goods.cost_seconds <= 0 or not _known(view):
        return None
    return goods.sold_cost * (YEAR_DAYS * (DAY // SECOND)) / goods.cost_seconds


def _days_of_supply(view: View) -> float | None:
    turns = _turns(view)
    return YEAR_DAYS / turns if turns else None


def _record_accuracy(view: View) -> float | None:
    error = view.of(Goods).record_error
    return int(np.count_nonzero(error == 0)) / error.size if error.size and _known(view) else None


def _known(view: View) -> bool:
    """Whether the stock is the business's own: of what was made up there is nothing to tell."""
    return view.facts.config.inventory.known


READERS = (Goods,)

KPIS = (
    Kpi(
        Definition(
            "inventory_turnover",
            "Inventory turnover",
            "per year",
            "up",
            "cost of goods picked in as many days as demand has, those of most picks (in a part of a run: its own), "
            "per year, over the time-average stock at cost",
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
            "time-average stock at cost of all nodes, and on its way between them, over the days of demand",
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
