"""Opening stock and shrinkage: what is on the shelf, and how far from the record."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.inventory.opening import demand_per_day, opening_stock
from sim.life.goods import STOCK_PICKED, STOCK_RECEIVED, STOCK_RETURNED, STOCK_SHRUNK
from sim.life.lines import LINE_ALLOCATED
from sim.model import simulate
from sim.tape import draw

WORLD = {"days": 3, "follow_up_days": 0, "placement": {"demand": {"orders_per_day": 30}, "catalogue": {"items": 200}},
         "delivery": {"mode": "carrier"}}  # fmt: skip


def config(**inventory: object) -> SimConfig:
    nodes = {"nodes": {"a": {"demand_share": 3.0}, "b": {"demand_share": 1.0}}}
    return SimConfig.model_validate({**WORLD, "inventory": inventory, "fulfilment": nodes})


def test_demand_is_shared_by_node_and_popularity() -> None:
    settings = config()
    demand = demand_per_day(settings, draw(settings, 1, 0))
    baskets = settings.placement.baskets
    assert demand.sum() == pytest.approx(30 * baskets.lines * baskets.quantity)
    assert demand[0] == pytest.approx(3 * demand[1])
    assert np.all(np.diff(demand[0]) <= 0)


@pytest.mark.parametrize("error", [0.0, 0.25, 1.0])
def test_records_are_wrong_as_often_as_stated(error: float) -> None:
    settings = config(record_error=error)
    tape = draw(settings, 1, 0)
    record = np.full((2, 4000), 50, dtype=np.int64)
    shelf = opening_stock(record, settings, tape)
    wrong = shelf != record
    assert abs(wrong.mean() - error) <= 5 * np.sqrt(error * (1 - error) / wrong.size)
    assert np.all(np.abs(shelf - record) <= 10), "by up to a fifth"
    assert np.all(opening_stock(np.zeros((2, 4000), dtype=np.int64), settings, tape) >= 0)
    if error:
        assert (shelf < record).sum() > (shelf > record).sum(), "more is missing than found"


def test_units_vanish_at_the_stated_rate() -> None:
    settings = config(shrinkage_per_day=0.02, opening_days=400.0, record_error=0.0)
    outcome = simulate(settings, draw(settings, 1, 0))
    rows = outcome.log.rows()
    lost = rows["value"][rows["kind"] == STOCK_SHRUNK.code].sum()
    held = outcome.facts.opening_stock.sum()
    # The run ends with the third day, so that two or three nights have passed; sales hardly matter.
    nights = np.unique(rows["time"][rows["kind"] == STOCK_SHRUNK.code]).size
    assert nights in (2, 3)
    assert lost == pytest.approx(held * (1 - 0.98**nights), rel=0.05)


def test_the_shelf_balances() -> None:
    """Physical = initial + received + returned - picked - shrunk, never below zero at any node and item."""
    settings = config(shrinkage_per_day=0.02, opening_days=1.0, lead_time_days=0.5)
    outcome = simulate(settings, draw(settings, 2, 0))
    rows = outcome.log.rows()
    signs = {STOCK_RECEIVED.code: 1, STOCK_RETURNED.code: 1, STOCK_PICKED.code: -1, STOCK_SHRUNK.code: -1}
    moves = rows[np.isin(rows["kind"], list(signs))]
    rank = np.array([0 if kind in (STOCK_RECEIVED.code, STOCK_RETURNED.code) else 1 for kind in moves["kind"]])
    shelf = outcome.facts.opening_stock.copy()
    for row in moves[np.lexsort((rank, moves["time"]))]:
        shelf[row["node"], row["item"]] += signs[row["kind"]] * row["value"]
        assert shelf[row["node"], row["item"]] >= 0
    assert (rows["kind"] == STOCK_PICKED.code).any()
    assert (rows["kind"] == STOCK_RECEIVED.code).any()


def test_units_that_come_back_serve_who_waits_for_them() -> None:
    """No supplier delivers in this run: what waiting lines get, somebody sent back at that very moment."""
    config = SimConfig.model_validate(
        {
            "days": 3,
            "follow_up_days": 30,
            "placement": {"demand": {"orders_per_day": 60}, "catalogue": {"items": 20}},
            "inventory": {
                "opening_days": 1.0,
                "record_error": 0.0,
                "lead_time_days": 90.0,
                "out_of_stock": {"wait": 1, "drop_line": 0, "cancel_order": 0},
            },
            "delivery": {"mode": "carrier"},
            "aftersales": {"returns": {"changed_mind": 0.5, "restockable": 1.0, "scrapped": 0.0}},
        }
    )
    rows = simulate(config, draw(config, 1, 0)).log.rows()
    returned, served = (rows[rows["kind"] == kind] for kind in (STOCK_RETURNED.code, LINE_ALLOCATED.code))
    assert not np.any(rows["kind"] == STOCK_RECEIVED.code)
    assert served.size
    moment = [(row["time"], row["item"]) for row in served]
    assert set(moment) <= {(row["time"], row["item"]) for row in returned}
