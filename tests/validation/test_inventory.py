"""Replenishment against inventory theory: the rooms' own review, order and receipt, fed Poisson demand.

The costs are those of stockpyl 1.0.2's instances (Snyder and Shen, Fundamentals of Supply Chain
Theory): every day the position is reviewed, the order arrives before the demand of the day, and
holding, shortage and ordering are paid at its end.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from reference.evidence import agrees
from scipy import stats

from sim.asking import Asked
from sim.clock import DECISION, Clock
from sim.config import SimConfig
from sim.context import Context
from sim.inventory.expected import Expected
from sim.inventory.on_the_way import OnTheWay
from sim.inventory.policies.min_max import MinMax
from sim.inventory.replenishment import Replenishment
from sim.inventory.stock import Stock
from sim.log import Log
from sim.records import Records
from sim.tape import draw
from sim.units import DAY, HOUR

ITEMS, DAYS = 48, 700


class Shop:
    """One node whose items meet independent Poisson demand at 23:00, after the day's receipt."""

    def __init__(self, policy: MinMax, demand: float, lead_time: float, seed: int, spread: float = 0.0) -> None:
        self.config = SimConfig.model_validate(
            {
                "days": DAYS,
                "placement": {"demand": {"orders_per_day": 1e-9}, "catalogue": {"items": ITEMS}},
                "inventory": {
                    "review_time": "08:00",
                    "lead_time_days": lead_time,
                    "lead_time_law": {"law": "uniform", "spread": spread},
                    "shrinkage_per_day": 0.0,
                },
            }
        )
        tape = draw(self.config, seed, 0)
        clock = Clock()
        self.context = Context(self.config, tape, clock, Log(0))
        means = np.full((1, ITEMS), demand)
        opening = policy.opening(means[0])[None, :]
        self.records = Records(opening, (0,) * len(opening))
        stock = Stock(self.context, self.records, opening, opening, lambda *_: None, lambda *_: None)
        asked = Asked("replenishment policy", "min_max", policy, np.random.default_rng(seed))
        forecasts = Expected(self.config, means, means)
        Replenishment(self.context, (asked,), self.records, stock, means, OnTheWay(clock, self.records), {}, forecasts)
        rng = np.random.default_rng([seed, 1])
        self.wanted = rng.poisson(demand, (DAYS, ITEMS))
        self.net: list[NDArray[np.int64]] = []
        self.before: list[NDArray[np.int64]] = []
        for day in range(DAYS):
            clock.at(day * DAY + 23 * HOUR, DECISION, self._demand, 0)

    def _demand(self, now: int) -> None:
        level = self.records.promisable[0]
        self.before.append(np.array(level))
        for item, units in enumerate(self.wanted[now // DAY].tolist()):
            level[item] -= units  # below zero is a backorder
        self.net.append(np.array(level))

    def run(self) -> Shop:
        clock = self.context.clock
        clock.at(DAYS * DAY, DECISION, lambda now: self.context.matters.finished.succeed())
        clock.run_until(self.context.matters.finished)
        return self

    def orders(self) -> NDArray[np.int64]:
        """Orders placed, by item."""
        rows = self.context.log.rows()
        return np.bincount(rows["item"][rows["kind"] == 25], minlength=ITEMS)


@pytest.mark.parametrize(
    ("reorder", "up_to", "demand", "holding", "shortage", "ordering", "cost"),
    [(4, 10, 6.0, 1.0, 4.0, 5.0, 8.034112), (2, 7, 4.0, 40.0, 125.0, 150.0, 223.574830)],
)
def test_cost_of_s_s(
    reorder: float, up_to: float, demand: float, holding: float, shortage: float, ordering: float, cost: float
) -> None:
    shop = Shop(MinMax(reorder, up_to, "units"), demand, lead_time=0.1, seed=int(demand)).run()
    net = np.array(shop.net)
    paid = holding * np.maximum(net, 0) + shortage * np.maximum(-net, 0)
    agrees(paid.mean(axis=0) + ordering * shop.orders() / DAYS, cost, narrow=0.03)


def test_base_stock_holds_the_demand_of_lead_time_and_review() -> None:
    """Ordering up to S every day, the net stock after L + 1 days of demand is S - Poisson((L + 1) mean)."""
    level, mean = 22, 4.0
    shop = Shop(MinMax(level - 1, level, "units"), mean, lead_time=3.0, seed=1).run()
    net = np.array(shop.net)[20:]
    # With review at 08:00 and receipt three days later at 08:00, four days of demand are open at night.
    served = stats.poisson.cdf(level, 4 * mean)
    agrees((net >= 0).mean(axis=0), served, narrow=0.03)
    short = sum((k - level) * stats.poisson.pmf(k, 4 * mean) for k in range(level, 200))
    agrees(np.maximum(-net, 0).mean(axis=0), short, narrow=0.5)
    agrees(net.mean(axis=0), level - 4 * mean, narrow=0.05)


def test_lead_times_are_uniform_around_their_mean() -> None:
    shop = Shop(MinMax(9, 10, "units"), 3.0, lead_time=2.0, seed=2, spread=0.25).run()
    rows = shop.context.log.rows()
    ordered, received = rows[rows["kind"] == 25], rows[rows["kind"] == 21]
    waits = []
    for item in range(ITEMS):
        out = ordered["time"][ordered["item"] == item]
        back = np.sort(received["time"][received["item"] == item])
        lead = back - out[: back.size]  # lead times vary by less than a day: nothing overtakes
        assert lead.min() >= 1.5 * DAY
        assert lead.max() <= 2.5 * DAY
        waits.append(lead.mean() / DAY)
    agrees(waits, 2.0, narrow=0.01)


def test_replenishment_comes_before_the_demand_of_the_same_moment() -> None:
    """A receipt at the moment of a pick is there for it: the rule for equal times, where it matters most."""
    config = SimConfig()
    clock = Clock()
    context = Context(config, draw(SimConfig.model_validate({"placement": {"demand": {"orders_per_day": 1e-9}}}), 1, 0),
                      clock, Log(0))  # fmt: skip
    opening = np.zeros((1, 400), dtype=np.int64)
    records = Records(opening, (0,) * len(opening))
    stock = Stock(context, records, opening, opening, lambda *_: None, lambda *_: None)
    seen: list[int] = []
    clock.at(HOUR, DECISION, lambda now: seen.append(records.promisable[0][7]), 0)
    clock.at(HOUR, 0, lambda now: stock.receive(now, 0, 7, 5), 7)
    clock.at(HOUR, DECISION, lambda now: context.matters.finished.succeed(), 1)
    clock.run_until(context.matters.finished)
    assert seen == [5]
