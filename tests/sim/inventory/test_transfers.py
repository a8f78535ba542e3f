"""Transfers between nodes: who sends what to whom, that nothing is lost on the way, what they cost and bring."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from stores import assert_moves, business, ran

from sim.config import SimConfig
from sim.inventory.config import TransfersConfig
from sim.inventory.transfers import evened_out
from sim.kpis import evaluate
from sim.life.goods import (
    RECORD_CORRECTED,
    REPLENISHMENT_ORDERED,
    STOCK_PICKED,
    STOCK_RECEIVED,
    TRANSFER_RECEIVED,
    TRANSFER_SENT,
)
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY, HOUR

TRANSFERS = "inventory.transfers"
DAILY = {"every_days": 1, "below_days": 2.0, "up_to_days": 4.0, "keep_days": 6.0}
FULL_CENTRE = {
    "inventory.opening_days": 60.0,
    "inventory.stores.opening_days": 1.0,
    "inventory.lead_time_days": 3000.0,
    "fulfilment.stores.send_orders": False,
}
"""The centre has two months of goods, the stores one day, and no supplier comes."""


def rows_of(outcome: Outcome, kind: Any) -> np.ndarray:
    rows = outcome.log.rows()
    return rows[rows["kind"] == kind.code]


def test_the_neediest_gets_first_from_who_has_most_to_spare() -> None:
    need = np.array([[0, 0], [3, 1], [4, 0], [0, 0]])
    spare = np.array([[5, 9], [0, 0], [0, 0], [3, 0]])
    cover = np.array([[9.0, 9.0], [1.0, 1.0], [0.5, 9.0], [9.0, 9.0]])
    found = list(evened_out(TransfersConfig(), need, spare, cover))
    assert found == [(0, 0, 2, 4), (0, 3, 1, 3), (1, 0, 1, 1)]
    few = list(evened_out(TransfersConfig(minimum_units=4), need, spare, cover))
    assert few == [(0, 0, 2, 4)]


def test_what_leaves_one_shelf_lies_on_the_other_a_day_later() -> None:
    outcome = ran({**FULL_CENTRE, TRANSFERS: DAILY | {"days": 1.5, "time": "06:00"}})
    sent, got = rows_of(outcome, TRANSFER_SENT), rows_of(outcome, TRANSFER_RECEIVED)
    assert sent.size > 20
    assert set(sent["time"] % DAY) == {6 * HOUR}
    assert set(got["time"] % DAY) == {18 * HOUR}
    assert set(sent["node"].tolist()) == {0}
    assert set(got["node"].tolist()) == {1, 2, 3}
    assert sent["value"].sum() == got["value"].sum()
    shelf = outcome.facts.opening_stock.copy()
    for kind, sign in ((TRANSFER_SENT, -1), (TRANSFER_RECEIVED, 1), (STOCK_PICKED, -1)):
        some = rows_of(outcome, kind)
        np.add.at(shelf, (some["node"], some["item"]), sign * some["value"])
    walk_ins = outcome.facts.tape.walk_ins
    assert walk_ins is not None
    np.subtract.at(shelf, (walk_ins.node, walk_ins.item), outcome.log.walk_ins.arrays()["sold"])
    assert shelf.min() >= 0
    assert rows_of(outcome, STOCK_RECEIVED).size == 0


def test_who_sends_keeps_what_orders_were_promised_and_its_own_days() -> None:
    outcome = ran({**FULL_CENTRE, "inventory.opening_days": 7.0, TRANSFERS: DAILY | {"time": "00:00"}})
    first = rows_of(outcome, TRANSFER_SENT)
    first = first[first["time"] == 0]
    assert first.size
    popularity = outcome.facts.tape.goods.popularity
    for item in np.unique(first["item"]):
        left = outcome.facts.opening_record[0, item] - first["value"][first["item"] == item].sum()
        assert left >= 6.0 * 60.0 * popularity[item]


def test_goods_that_are_on_no_shelf_are_not_sent_and_the_record_learns_it() -> None:
    hardly_any = {"placement.demand": {"orders_per_day": 1.0}, "inventory.opening_days": 600.0}
    outcome = ran({**FULL_CENTRE, **hardly_any, "inventory.record_error": 1.0, TRANSFERS: DAILY})
    put_right = rows_of(outcome, RECORD_CORRECTED)
    put_right = put_right[(put_right["order"] < 0) & (put_right["node"] == 0)]
    assert put_right.size
    assert (put_right["value"] < 0).all()


def test_it_costs_what_is_said() -> None:
    prices = {"cost_per_transfer": 1.25, "cost_per_unit": 0.1}
    outcome = ran({**FULL_CENTRE, TRANSFERS: DAILY | prices})
    sent, kpis = rows_of(outcome, TRANSFER_SENT), evaluate(outcome)
    sent = sent[sent["time"] < 6 * DAY]
    assert kpis["units_transferred"] == sent["value"].sum()
    assert kpis["cost.transfers"] == pytest.approx(round(1.25 * sent.size + 0.1 * sent["value"].sum(), 2))
    assert evaluate(ran())["units_transferred"] is None


@pytest.mark.parametrize(
    ("before", "after", "kpi", "up"),
    [
        ({"every_days": None}, DAILY, "walk_in_fill_rate", True),
        ({"every_days": None}, DAILY, "cost.transfers", True),
        (DAILY | {"every_days": 3}, DAILY, "walk_in_fill_rate", True),
        (DAILY | {"days": 4.0}, DAILY, "walk_in_fill_rate", True),
        (DAILY | {"below_days": 0.5}, DAILY, "walk_in_fill_rate", True),
        (DAILY | {"up_to_days": 2.0}, DAILY, "units_transferred", True),
        (DAILY, DAILY | {"keep_days": 60.0}, "walk_in_fill_rate", False),
        (DAILY, DAILY | {"minimum_units": 10}, "units_transferred", False),
    ],
)
def test_it_serves_walk_ins_and_costs_money(before: dict[str, Any], after: dict[str, Any], kpi: str, up: bool) -> None:
    assert_moves(kpi, {TRANSFERS: before}, {TRANSFERS: after}, up=up, base=FULL_CENTRE)


def test_too_much_of_it_takes_the_goods_of_orders() -> None:
    """A centre that keeps nothing for itself has sent away what its own orders want."""
    base = FULL_CENTRE | {"inventory.opening_days": 6.0}
    none, all_ = ({"every_days": None}, {"every_days": 1, "below_days": 30.0, "up_to_days": 30.0, "keep_days": 30.0})
    generous = {"every_days": 1, "below_days": 2.0, "up_to_days": 2.0, "keep_days": 2.0}
    assert_moves("fill_rate", {TRANSFERS: none}, {TRANSFERS: generous}, up=False, base=base)
    assert evaluate(ran({**base, TRANSFERS: all_}))["units_transferred"] == 0
    found = evaluate(ran({**base, TRANSFERS: generous}))
    for way in ("from", "to"):
        by_node = [value for key, value in found.items() if key.startswith(f"transferred_{way}.")]
        assert sum(value or 0.0 for value in by_node) == found["units_transferred"] > 0
    assert found["transferred_from.centre"] == found["units_transferred"], "the centre alone has too many"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"below_days": 8.0}, "up_to_days: 7 is under below_days 8"),
        ({"keep_days": 6.0}, "keep_days: 6 is under up_to_days 7"),
        ({"days": -1.0}, "greater than or equal to 0"),
    ],
)
def test_goods_that_would_go_round_are_refused(values: dict[str, float], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        business({TRANSFERS: values})


def test_one_node_has_nobody_to_send_to() -> None:
    with pytest.raises(ValidationError, match=r"inventory.transfers.every_days: there is only one node"):
        business({TRANSFERS: {"every_days": 1}}, shops=0)


def test_two_centres_even_out_and_a_continuous_review_sees_it() -> None:
    """The sender's position falls by what it sends, so that its buyer orders at once."""
    config = SimConfig.model_validate(
        {
            "days": 5,
            "placement": {"demand": {"orders_per_day": 30}, "catalogue": {"items": 3}},
            "inventory": {
                "review": "continuous",
                "policy": {"policy": "min_max", "reorder_point": 90, "order_up_to": 100, "measure": "units"},
                "opening": "full",
                "lead_time_days": 1000.0,
                "transfers": {"every_days": 1, "below_days": 2.0, "up_to_days": 3.0, "keep_days": 3.0},
            },
            "fulfilment": {"nodes": {"here": {"demand_share": 20.0}, "there": {"demand_share": 1.0}}},
            "delivery": {"mode": "carrier"},
        }
    )
    outcome = simulate(config, draw(config, 1, 0))
    sent = rows_of(outcome, TRANSFER_SENT)
    assert sent.size
    assert set(sent["node"].tolist()) == {1}
    ordered = rows_of(outcome, REPLENISHMENT_ORDERED)
    assert set(sent["time"].tolist()) <= set(ordered["time"][ordered["node"] == 1].tolist())
