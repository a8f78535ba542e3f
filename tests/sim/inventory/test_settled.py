"""A run opens as a business long since open: somewhere in every item's cycle, with orders under way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.asking import asked
from sim.config import SimConfig
from sim.inventory import before, settled
from sim.inventory.by_node import policies
from sim.inventory.expected import Expected
from sim.inventory.opening import demand_per_day
from sim.life.goods import REPLENISHMENT_ORDERED
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY

ITEMS = 400
POLICIES: list[dict[str, Any]] = [
    {"policy": "min_max", "reorder_point": 22, "order_up_to": 50},
    {"policy": "fixed_quantity", "reorder_point": 22, "order_quantity": 28},
    {"policy": "base_stock", "order_up_to": 30},
    {"policy": "days_of_cover", "cover_days": 30, "history_days": 28},
    {"policy": "forecast_order_up_to", "history_days": 28, "service_level": 0.8},
]
LAWS: list[dict[str, Any]] = [
    {"law": "constant"}, {"law": "uniform", "spread": 0.3}, {"law": "exponential"},
    {"law": "gamma", "variation": 0.35}, {"law": "lognormal", "variation": 0.5}, {"law": "poisson"},
    {"law": "empirical", "observed_days": [5, 7, 30]},
]  # fmt: skip


def config(rate: float = 1.0, items: int = ITEMS, returned: float = 0.0, **inventory: object) -> SimConfig:
    return SimConfig.model_validate({
        "days": 7,
        "placement": {
            "demand": {"orders_per_day": rate * items}, "baskets": {"lines": 1.0, "quantity": 1.0},
            "catalogue": {"items": items, "popularity_exponent": 0.0},
        },
        "delivery": {"mode": "carrier"}, "aftersales": {"returns": {"changed_mind": returned}},
        "inventory": {"lead_time_days": 14.0, "review_every_days": 7, "record_error": 0, **inventory},
    })  # fmt: skip


def opened(config: SimConfig) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Units on the shelf and under way, (items,) each."""
    tape = draw(config.model_copy(update={"days": 1}), 1, 0)
    demand = demand_per_day(config, tape)[0]
    policy = asked(policies(config)[0], 1, 0)
    customers = before.Before(config, tape, 0, demand, demand)
    foreseen = Expected(config, demand[None, :], demand[None, :])
    units, due = settled.settle(config, customers, policy, np.ones(demand.size, dtype=np.bool_), foreseen)
    on_order = np.zeros_like(units)
    for one in due:
        assert one.arrival >= 0
        on_order[one.item] += one.units
    return units, on_order


@pytest.mark.parametrize(
    "inventory",
    [{"policy": policy} for policy in POLICIES]
    + [{"policy": policy, "review": "continuous"} for policy in POLICIES[:3]]
    + [{"policy": POLICIES[0], "lead_time_law": law} for law in LAWS]
    + [{"policy": POLICIES[0], "returned": 0.4}]
    + [{"policy": POLICIES[0], "supplier": {"short": 0.5, "short_share": 0.5, "minimum_units": 30}}],
    ids=str,
)
def test_weeks_more_before_the_run_would_change_nothing(
    inventory: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    business = config(**inventory)
    found = opened(business)
    days = before.days_before(business)
    monkeypatch.setattr(before, "days_before", lambda _: days + 100)
    for now, later in zip(found, opened(business), strict=True):
        error = np.hypot(now.std(), later.std()) / np.sqrt(ITEMS)
        assert now.mean() == pytest.approx(later.mean(), abs=4 * error + 0.03)


def test_a_reorder_point_and_a_lot_leave_the_position_anywhere_between() -> None:
    """The position of an (r, Q) policy is evenly in r + 1 to r + Q (Hadley and Whitin 1963)."""
    policy = {"policy": "fixed_quantity", "measure": "units", "reorder_point": 3, "order_quantity": 5}
    units, on_order = opened(config(rate=0.2, policy=policy, review="continuous", lead_time_days=5.0))
    counts = np.bincount(units + on_order, minlength=9)[4:9]
    assert counts.sum() == ITEMS
    assert abs(counts - ITEMS / 5).max() < 4 * np.sqrt(ITEMS * 0.2 * 0.8)


def test_what_is_missing_at_the_opening_is_erlang_s_loss() -> None:
    """Base stock with lost sales: nothing is there of B(S, demand in a lead time) of the items, whatever the law."""
    policy = {"policy": "base_stock", "measure": "units", "order_up_to": 8}
    for law in ({"law": "constant"}, {"law": "exponential"}):
        units, on_order = opened(
            config(0.1, 2000, policy=policy, review="continuous", lead_time_days=50.0, lead_time_law=law)
        )
        assert np.all(units + on_order == 8)
        assert (units == 0).mean() == pytest.approx(0.070048, abs=4 * np.sqrt(0.07 * 0.93 / 2000))


def test_who_buys_once_or_says_with_how_much_opens_with_nothing_under_way() -> None:
    season = {"policy": {"policy": "newsvendor", "season_days": 90, "deviation": 5.0}}
    units, on_order = opened(config(**season))
    assert np.all(units == 90)
    assert not on_order.any()
    for inventory, days in (({"opening": "full"}, 50.0), ({"opening_days": 4.0}, 4.0)):
        business = config(items=20, policy=POLICIES[0], lead_time_days=400.0, **inventory)
        outcome = simulate(business, draw(business, 1, 0))
        demand = demand_per_day(business, outcome.facts.tape)
        assert np.array_equal(outcome.facts.opening_record, np.ceil(days * demand))


def test_a_short_run_lacks_what_a_long_one_lacks_although_suppliers_take_three_weeks() -> None:
    """Two weeks of it: they used to begin with nothing on order, and to lack more and more."""
    inventory = {"policy": POLICIES[0], "lead_time_days": 21.0, "review_every_days": 14,
                 "out_of_stock": {"wait": 0, "drop_line": 0, "cancel_order": 1}}  # fmt: skip
    lost = []
    for days in (14, 84):
        business = config(items=150, **inventory).model_copy(update={"days": days})
        outcome = simulate(business, draw(business, 1, 0))
        rejected = outcome.log.orders.array("rejected")
        lost.append((rejected >= 0).mean())
    assert lost[0] == pytest.approx(lost[1], abs=0.03)
    assert lost[1] > 0.05


def test_what_comes_back_in_the_first_weeks_is_what_comes_back_later() -> None:
    """Three of ten units come back after a month: without those of before, a month would lack more than a year."""
    business = config(items=300, returned=0.4, policy=POLICIES[2]).model_copy(update={"days": 84, "follow_up_days": 0})
    document = business.model_dump(by_alias=True)
    document["aftersales"]["returns"] |= {"delay_days": 20.0, "window_days": 60.0}
    business = SimConfig.model_validate(document)
    rows = simulate(business, draw(business, 1, 0)).log.rows()
    rows = rows[rows["kind"] == REPLENISHMENT_ORDERED.code]
    ordered = np.bincount(rows["time"] // (28 * DAY), weights=rows["value"])
    assert ordered[0] == pytest.approx(ordered[2], rel=0.06)
    customers = before.Before(business, draw(business, 1, 0), 0, np.full(300, 1.0), np.full(300, 1.0))
    assert customers.asked.mean() == pytest.approx(1.0, abs=0.02)
    assert sum(one.come for one in customers.sent_back()) == pytest.approx(300 * 0.4 * 0.75 * 22.5, rel=0.1)


def test_a_return_after_decades_takes_no_memory_and_nothing_comes_after_the_run() -> None:
    document = config(items=300, returned=0.4).model_dump(by_alias=True)
    document["aftersales"]["returns"] |= {"transit_days": 1e6}
    business = SimConfig.model_validate(document)
    customers = before.Before(business, draw(business, 1, 0), 0, np.full(300, 1.0), np.full(300, 1.0))
    back = customers.sent_back()
    assert back
    assert max(one.arrival for one in back) < (business.days + business.follow_up_days) * DAY
