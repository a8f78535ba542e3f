"""What is left when the season is over, and what it lost in value."""

from __future__ import annotations

import numpy as np
import pytest
from stores import assert_moves, ran

from sim.kpis import evaluate
from sim.kpis.definitions import READERS
from sim.kpis.leftovers import left_over
from sim.kpis.view import read
from sim.life.goods import STOCK_PICKED, STOCK_RECEIVED, STOCK_RETURNED

SEASON = {"inventory.lead_time_days": 3000.0, "inventory.leftover_value": 0.25}
NOTHING_LOST = {"inventory.leftover_value": 1.0}


def test_leftovers_are_what_lies_on_the_shelves_in_the_end() -> None:
    outcome = ran(SEASON)
    left = outcome.facts.opening_stock.sum(axis=0)
    rows = outcome.log.rows()
    for kind, sign in ((STOCK_PICKED, -1), (STOCK_RETURNED, 1)):
        some = rows[rows["kind"] == kind.code]
        np.add.at(left, some["item"], sign * some["value"])
    walk_ins = outcome.facts.tape.walk_ins
    assert walk_ins is not None
    np.subtract.at(left, walk_ins.item, outcome.log.walk_ins.arrays()["sold"])
    assert np.array_equal(left_over(read(outcome, None, READERS)), left)
    kpis, cost = evaluate(outcome), int((left * outcome.facts.tape.goods.unit_cost).sum())
    assert kpis["leftover_stock"] == cost / 100
    assert kpis["cost.obsolescence"] == round(0.75 * cost) / 100
    opening = outcome.facts.opening_stock.sum()
    assert kpis["sell_through"] == pytest.approx((opening - left.sum()) / opening)


def test_what_suppliers_bring_after_the_season_is_no_leftover() -> None:
    changes = {
        "inventory.leftover_value": 0.0,
        "inventory.lead_time_days": 5.0,
        "inventory.lead_time_law.law": "constant",
    }
    outcome = ran(changes)
    rows = outcome.log.rows()
    received = rows[rows["kind"] == STOCK_RECEIVED.code]
    within = received["time"] < outcome.facts.horizon
    assert within.any()
    assert (~within).any()
    there = outcome.facts.opening_stock.sum() + received["value"][within].sum()
    kpis = evaluate(outcome)
    units = left_over(read(outcome, None, READERS)).sum()
    assert kpis["sell_through"] == pytest.approx((there - units) / there)


def test_where_no_season_ends_nothing_is_left_over() -> None:
    kpis = evaluate(ran(NOTHING_LOST))
    assert (kpis["leftover_stock"], kpis["sell_through"], kpis["cost.obsolescence"]) == (None, None, 0.0)


def test_goods_that_lose_their_value_cost_profit_and_a_markdown_saves_some() -> None:
    assert_moves("profit", NOTHING_LOST, {"inventory.leftover_value": 0.0}, up=False, base=SEASON)
    off = {"placement.markdown": {"off": {"2026-03-02": 0.4}, "elasticity": 2.0}}
    assert_moves("sell_through", {"placement.markdown": {}}, off, up=True, base=SEASON)
    assert_moves("cost.obsolescence", {"placement.markdown": {}}, off, up=False, base=SEASON)
