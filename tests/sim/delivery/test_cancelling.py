"""Customers who cancel before their parcel leaves: none is driven to where the planner sees every event."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.kpis.left_out import left_behind
from sim.life.goods import STOCK_RETURNED, CameBack
from sim.life.parcels import DOOR_ATTEMPT, PARCEL_CANCELLED, Cancelled, Door
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED, Refund
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import UNOBSERVED

OLD_LIST = {"at": "06:00"}


def business(sees: Any = "event", share: float = 0.4, mode: str = "fleet", **more: Any) -> Outcome:
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 120},
                "cancellation": {"share": share, "after_hours": 20.0},
            },
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {
                "mode": mode,
                "planning": {"sees": sees},
                "solver": {"name": "savings", "iterations": 1},
                "price": {"standard": 4.0, "slot": 4.0, "express": 4.0},
                **more,
            },
        }
    )
    return simulate(config, draw(config, 3, 0))


@pytest.fixture(scope="module")
def every_event() -> Outcome:
    return business()


@pytest.fixture(scope="module")
def old_list() -> Outcome:
    return business(OLD_LIST)


def test_cancelled_stops_still_driven_are_none_at_event_and_some_with_a_list_of_the_morning(
    every_event: Outcome, old_list: Outcome
) -> None:
    """The lever, both ways: as fresh as can be, and of 06:00; what is driven in vain costs kilometres."""
    kept = [evaluate(one) for one in (every_event, old_list)]
    assert [one["cancelled_stops_driven"] > 0 for one in kept] == [False, True]  # type: ignore[operator]
    assert all(one["parcels_cancelled"] > 20 for one in kept)  # type: ignore[operator]


def test_who_cancels_in_time_pays_nothing_and_the_goods_are_on_the_shelf(old_list: Outcome) -> None:
    rows, parcels = old_list.log.rows(), old_list.log.fulfilments.arrays()
    off = rows[(rows["kind"] == PARCEL_CANCELLED.code) & (rows["reason"] == Cancelled.ON_DOCK)]
    whole = off[np.bincount(parcels["order"][parcels["released"] != UNOBSERVED])[off["order"]] == 1]
    assert whole.size > 5
    for kind in (PAYMENT_CAPTURED, REFUNDED):
        assert not np.isin(rows["order"][rows["kind"] == kind.code], whole["order"]).any()
    back = rows[(rows["kind"] == STOCK_RETURNED.code) & (rows["reason"] == CameBack.CANCELLED)]
    assert back["value"].sum() == rows["value"][rows["kind"] == PARCEL_CANCELLED.code].sum()
    orders = old_list.log.orders.arrays()
    assert (orders["delivered"][whole["order"]] == UNOBSERVED).all()
    assert (orders["closed"][whole["order"]] == whole["time"]).all()


def test_what_was_driven_in_vain_is_paid_back_when_the_van_is_home(old_list: Outcome) -> None:
    rows, trips = old_list.log.rows(), old_list.log.trips.arrays()
    back = rows[(rows["kind"] == PARCEL_CANCELLED.code) & (rows["reason"] == Cancelled.AT_DOOR)]
    tried = rows[(rows["kind"] == DOOR_ATTEMPT.code) & (rows["reason"] == Door.CANCELLED)]
    assert sorted(back["order"].tolist()) == sorted(tried["order"].tolist())
    assert np.isin(back["time"], trips["returned"]).all()
    for one in back:
        of = rows[rows["order"] == one["order"]]
        refunds = of["value"][(of["kind"] == REFUNDED.code) & (of["reason"] == Refund.CANCELLED)]
        charge = of["value"][(of["kind"] == REFUNDED.code) & (of["reason"] == Refund.DELIVERY_CHARGE)]
        assert refunds.sum() + charge.sum() == of["value"][of["kind"] == PAYMENT_CAPTURED.code].sum()


def test_a_promise_is_broken_to_nobody_who_cancels(every_event: Outcome) -> None:
    """The lever, the other way: nobody cancels, and more is sold, at promises kept as well."""
    none, some = evaluate(business(share=0.0)), evaluate(every_event)
    assert none["parcels_cancelled"] is none["cancelled_stops_driven"] is None
    assert some["on_time_in_full"] >= none["on_time_in_full"] - 0.05  # type: ignore[operator]
    assert some["profit"] < none["profit"]  # type: ignore[operator]


def test_what_a_carrier_is_to_collect_is_taken_off_the_dock_too() -> None:
    outcome = business(mode="carrier")
    rows, left = outcome.log.rows(), outcome.log.fulfilments.arrays()["handed_over"]
    off = rows[rows["kind"] == PARCEL_CANCELLED.code]
    assert off.size > 20
    assert set(off["reason"].tolist()) == {Cancelled.ON_DOCK}
    assert (left[off["order"][off["ref"] == 0]] == UNOBSERVED).all()
    assert evaluate(outcome)["cancelled_stops_driven"] is None


def test_who_cancelled_is_not_among_the_parcels_that_have_not_left() -> None:
    """All cancel within hours: hundreds of parcels never leave, and none of them waits for a van."""
    outcome = business(share=1.0)
    parcels = outcome.log.fulfilments.arrays()
    never = (parcels["staged"] >= 0) & (parcels["handed_over"] < 0)
    rows, ready = left_behind(parcels)
    assert never.sum() > 100
    assert ready == (parcels["staged"] >= 0).sum()
    assert rows.tolist() == np.flatnonzero(never & (parcels["ended"] < 0)).tolist()
    assert rows.size < 0.1 * never.sum()
    assert not [text for text in outcome.warnings if "had not left" in text and f"{never.sum():,} of" in text]
