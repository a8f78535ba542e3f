"""A replication hour by hour, to see when it has settled: cycle time by hour of placement, and stock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler, fold
from sim.kpis.kept import at_cost
from sim.kpis.survival import quantiles
from sim.kpis.view import View, read
from sim.life.collection import SOLD_AT_COUNTER
from sim.life.goods import STOCK_PICKED, STOCK_RECEIVED, STOCK_RETURNED, STOCK_SHRUNK
from sim.life.happening import Happening, Rows
from sim.outcome import Facts, Outcome
from sim.units import HOUR

SLOW = 99
"""Percentile of the order cycle time by which an order counts as slow."""


class _StockMoves:
    """Change of the stock at cost in each hour of the days of demand, minor units."""

    def __init__(self, facts: Facts) -> None:
        self._unit_cost = facts.tape.goods.unit_cost
        self.change = np.zeros(facts.horizon // HOUR, dtype=np.int64)
        self.change[0] = int((facts.opening_stock.sum(axis=0) * self._unit_cost).sum())

    def walked_out(self, time: NDArray[np.int64], cost: NDArray[np.int64]) -> None:
        """Walk-ins take goods from the shelf: when, microseconds, and minor units, (purchases,) each."""
        within = time // HOUR < self.change.size
        np.add.at(self.change, time[within] // HOUR, -cost[within])

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of move adds."""
        return {
            STOCK_PICKED: lambda rows: self._move(rows, -1),
            STOCK_SHRUNK: lambda rows: self._move(rows, -1),
            SOLD_AT_COUNTER: lambda rows: self._move(rows, -1),
            STOCK_RECEIVED: lambda rows: self._move(rows, 1),
            STOCK_RETURNED: lambda rows: self._move(rows, 1),
        }

    def _move(self, rows: Rows, sign: int) -> None:
        hour = rows["time"] // HOUR
        within = hour < self.change.size
        np.add.at(self.change, hour[within], sign * at_cost(rows.compress(within), self._unit_cost))


def hourly(outcome: Outcome) -> dict[str, list[float | None]]:
    """Return series with one value for each hour of the days of demand, None where nothing was observed.

    ``order_cycle_time`` is the mean of the delivered orders placed in the hour, in hours;
    ``stock_value`` the stock at cost at the end of the hour, in the scenario's currency.
    """
    facts, view = outcome.facts, read(outcome)
    size = facts.horizon // HOUR
    placed = view.placed[view.delivered] // HOUR
    taken = (view.orders["delivered"] - view.placed)[view.delivered] / HOUR
    count = np.bincount(placed, minlength=size)
    total = np.bincount(placed, weights=taken, minlength=size)
    stock = _StockMoves(facts)
    fold(outcome.log, (stock,))
    if facts.tape.walk_ins is not None:
        sold = np.maximum(outcome.log.walk_ins.array("sold"), 0)
        stock.walked_out(facts.tape.walk_ins.time, sold * facts.tape.goods.unit_cost[facts.tape.walk_ins.item])
    return {
        "order_cycle_time": [float(total[h] / count[h]) if count[h] else None for h in range(size)],
        "stock_value": (np.cumsum(stock.change) / 100).tolist(),
    }


def slow_hours(view: View) -> float | None:
    """Return the hours in which 99 % of the orders arrive; None where fewer ever do."""
    seen = view.orders["delivered"][view.delivered] - view.placed[view.delivered]
    unseen = view.facts.end - view.placed[view.confirmed & view.censored]
    (found,) = quantiles(seen, unseen, (SLOW,))
    return None if found is None else found / HOUR
