"""Walk-ins: they come in opening hours, take what is there, and what they miss for orders is blamed on orders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from stores import assert_moves, business, ran

from sim.kpis import evaluate
from sim.kpis.window import Window
from sim.life.goods import (
    RECORD_CORRECTED,
    REPLENISHMENT_ORDERED,
    STOCK_PICKED,
    STOCK_RECEIVED,
    STOCK_RETURNED,
    STOCK_SHRUNK,
)
from sim.life.lines import LINE_SHORT
from sim.outcome import Outcome
from sim.placement.assortment import in_stores
from sim.placement.walk_ins import store_hours
from sim.tape import draw
from sim.units import DAY, HOUR

SEASON = {"inventory.lead_time_days": 3000.0}
"""Nothing comes again."""
SHOPS_ONLY = {"inventory.opening_days": 0.0, **SEASON}
"""Every order is for the stores."""
NOTHING_BACK = {
    "aftersales.returns": {"changed_mind": 0.0},
    "delivery.doors": {"not_home": 0.0},
    "fulfilment.picking": {"mispick": 0.0},
    "fulfilment.packing": {"damage": 0.0},
    "placement.channels": {"web": {"share": 1.0, "address_error": 0.0, "line_error": 0.0}},
}


def totals(outcome: Outcome) -> tuple[np.ndarray, np.ndarray]:
    """Units that walk-ins got and missed for orders."""
    table = outcome.log.walk_ins.arrays()
    return table["sold"], table["missed_for_orders"]


def test_they_come_in_opening_hours_as_often_as_stated() -> None:
    config = business({"days": 100})
    walk_ins = draw(config, 3, 0).walk_ins
    assert walk_ins is not None
    of_day = walk_ins.time % DAY
    assert of_day.min() >= 9 * HOUR
    assert of_day.max() < 18 * HOUR
    assert np.all(np.diff(walk_ins.time) >= 0)
    assert abs(walk_ins.size - 12_000) < 5 * np.sqrt(12_000)
    assert set(walk_ins.node.tolist()) == {1, 2, 3}


def test_without_stores_there_is_no_table_and_the_tape_is_another() -> None:
    with_stores, without = draw(business(), 1, 0), draw(business(shops=0), 1, 0)
    assert without.walk_ins is None
    assert with_stores.walk_ins is not None
    assert np.array_equal(without.placed, with_stores.placed)
    assert without.digest() != with_stores.digest()
    assert "walk_ins" not in ran(shops=0).log.columns()


def test_what_they_miss_for_orders_is_what_they_would_have_found_without() -> None:
    world = {**SHOPS_ONLY, **NOTHING_BACK}
    sold, missed = totals(ran(world))
    alone, none = totals(ran({**world, "inventory.stores.safety_buffer": 1000}))
    assert none.sum() == 0
    assert missed.sum() > 20
    assert (sold + missed).tolist() == alone.tolist(), "customer by customer"


def test_the_shelf_of_every_node_balances() -> None:
    changes = {"inventory.stores.shrinkage_per_day": 0.05, "inventory.stores.record_error": 0.3}
    outcome = ran({**changes, "inventory.stores.counts": {"every_days": 3}})
    rows, facts = outcome.log.rows(), outcome.facts
    shelf = facts.opening_stock.copy()
    for happening, sign in ((STOCK_PICKED, -1), (STOCK_RECEIVED, 1), (STOCK_RETURNED, 1), (STOCK_SHRUNK, -1)):
        some = rows[rows["kind"] == happening.code]
        np.add.at(shelf, (some["node"], some["item"]), sign * some["value"])
    walk_ins = facts.tape.walk_ins
    assert walk_ins is not None
    np.subtract.at(shelf, (walk_ins.node, walk_ins.item), totals(outcome)[0])
    assert shelf.min() >= 0
    counted = rows[(rows["kind"] == RECORD_CORRECTED.code) & (rows["order"] < 0)]
    assert counted.size
    assert set(counted["node"].tolist()) <= {1, 2, 3}


def test_a_larger_buffer_saves_walk_in_sales_and_costs_orders() -> None:
    lever = {"inventory.stores.safety_buffer": 0}, {"inventory.stores.safety_buffer": 2}
    assert_moves("walk_in_sales_lost_to_orders", *lever, up=False, base=SHOPS_ONLY)
    assert_moves("orders_from_stores", *lever, up=False, base=SHOPS_ONLY)


def test_records_that_hear_of_sales_later_promise_what_is_gone() -> None:
    base = {**SHOPS_ONLY, "inventory.stores.safety_buffer": 0}
    lever = {"inventory.visibility": "event"}, {"inventory.visibility": "daily"}
    assert_moves("short_rate", *lever, up=True, base=base)


@pytest.mark.nightly
def test_a_higher_level_of_stores_serves_more_walk_ins_and_holds_more_stock() -> None:
    low, high = (
        {"inventory.stores.policy": {"policy": "min_max", "reorder_point": days, "order_up_to": days + 1}}
        for days in (0.5, 6.0)
    )
    base = {"inventory.lead_time_days": 1.0, "inventory.stores.opening_days": 1.0}
    assert_moves("walk_in_fill_rate", low, high, up=True, base=base)
    assert_moves("stock_value", low, high, up=True, base=base)


def test_counting_puts_records_right_and_costs_hours() -> None:
    base = {"inventory.stores.record_error": 0.4, "inventory.stores.shrinkage_per_day": 0.02}
    lever = {"inventory.stores.counts": {"every_days": None}}, {"inventory.stores.counts": {"every_days": 2}}
    assert_moves("record_accuracy", *lever, up=True, base=base)
    assert_moves("cost.labour", *lever, up=True, base=base)


def test_serving_the_shop_meanwhile_makes_picking_longer_and_not_dearer() -> None:
    lever = {"fulfilment.stores.shop_work": 0.0}, {"fulfilment.stores.shop_work": 0.8}
    assert_moves("stage.packing", *lever, up=True, base=SHOPS_ONLY)
    hours = [evaluate(ran({**SHOPS_ONLY, **values}))["store_hours"] for values in lever]
    assert hours[0] == pytest.approx(hours[1], rel=0.02)


def test_money_of_the_group_adds_up() -> None:
    kpis = evaluate(ran())
    assert kpis["group_turnover"] == pytest.approx(kpis["online_turnover"] + kpis["turnover.stores"])
    assert kpis["contribution"] == pytest.approx(kpis["contribution.online"] + kpis["contribution.stores"])
    costs = sum(value for key, value in kpis.items() if key.startswith("cost."))
    assert kpis["profit"] == pytest.approx(kpis["group_turnover"] - kpis["cost_of_goods"] - costs)
    alone = evaluate(ran(shops=0))
    assert alone["turnover.stores"] is None
    assert alone["group_turnover"] is None


def test_a_store_is_open_while_its_pickers_are_there_and_nothing_is_closed() -> None:
    closed = business({"days": 3, "calendar.warehouse": {"closed": ["2026-03-03"]}, "start": "2026-03-02"})
    hours = store_hours(closed)
    assert set(hours) == {1, 2, 3}
    assert hours[1].begins == [9 * HOUR, 2 * DAY + 9 * HOUR]
    assert hours[1].ends == [18 * HOUR, 2 * DAY + 18 * HOUR]


def test_a_continuous_review_that_would_not_hear_of_walk_ins_is_refused() -> None:
    with pytest.raises(ValidationError, match="continuous does not hear of walk-ins"):
        business({"inventory.review": "continuous"})


def test_who_looks_in_vain_tells_what_the_store_has_sold() -> None:
    """Records that hear of sales at night do not promise the same missing unit again and again until then."""
    daily = {**SHOPS_ONLY, **NOTHING_BACK, "inventory.visibility": "daily", "inventory.backorder_rule": "shelf_open"}
    rows = ran({**daily, "inventory.out_of_stock": {"wait": 1, "drop_line": 0, "cancel_order": 0}}).log.rows()
    short = rows[rows["kind"] == LINE_SHORT.code]
    assert short.size > 5
    _, times = np.unique(np.stack([short["order"], short["node"]]), axis=1, return_counts=True)
    assert times.max() <= 2


def test_a_day_on_which_nobody_walks_in_has_kpis() -> None:
    outcome = ran({"placement.walk_ins.purchases_per_day": 1e-9})
    assert totals(outcome)[0].size == 0
    kpis = evaluate(outcome)
    assert kpis["turnover.stores"] == 0.0
    assert kpis["walk_in_fill_rate"] is None


def test_a_window_of_days_counts_the_walk_ins_of_these_days() -> None:
    outcome = ran()
    days = [evaluate(outcome, Window(day * DAY, (day + 1) * DAY)) for day in range(6)]
    whole = evaluate(outcome)
    for key in ("turnover.stores", "walk_in_sales_lost_to_orders"):
        assert sum(day[key] for day in days) == pytest.approx(whole[key])


def test_what_stores_do_not_stock_is_neither_bought_nor_sent_there() -> None:
    lever = {"inventory.stores.assortment": 1.0}, {"inventory.stores.assortment": 0.6}
    base = {**SHOPS_ONLY, "inventory.stores.policy": {"policy": "min_max", "reorder_point": 2, "order_up_to": 5}}
    outcome = ran({**base, **lever[1], **NOTHING_BACK})
    kept = in_stores(outcome.facts.config, 40)
    assert kept.sum() == 24
    assert kept[:10].sum() == 6, "popular items and rare ones"
    walk_ins, rows = outcome.facts.tape.walk_ins, outcome.log.rows()
    assert walk_ins is not None
    assert kept[walk_ins.item].all()
    assert outcome.facts.opening_stock[1:, ~kept].sum() == 0
    ordered = rows[(rows["kind"] == REPLENISHMENT_ORDERED.code) & (rows["node"] > 0)]
    assert ordered.size
    assert kept[ordered["item"]].all()
    assert_moves("held_by_stores", *lever, up=False, base=base, seeds=3)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"placement.walk_ins.hour_of_day": [1.0] * 6 + [0.0] * 18},
            "placement.walk_ins.hour_of_day: no store is open in an hour with a weight above 0; accepted: one above 0 "
            "in an hour of 9, 10, 11, 12, 13, 14, 15, 16, 17",
        ),
        ({"calendar.stores": {"days": []}}, "calendar.stores.days: no staff on any shift; accepted"),
        ({"calendar.carrier": {"days": []}}, "calendar.carrier.days: never open; accepted"),
        ({"fulfilment.nodes.shop1.pickers": 0}, "fulfilment.nodes.shop1.pickers: no staff on any shift; accepted"),
        ({"fulfilment.nodes.centre.hands_over_from": "2026-03-04"}, "hands_over_from: a centre hands nothing over"),
    ],
)
def test_a_store_nobody_can_be_served_at_is_refused_by_its_field(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ran(changes)
