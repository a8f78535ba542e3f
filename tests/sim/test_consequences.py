"""What goes wrong has a price: each lever moved, and what it must do to money, time and customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.parcels import CARRIER_CHARGED, DOOR_ATTEMPT, PARCEL_LOST, RETURNED_TO_SENDER
from sim.life.payments import REFUNDED, Refund
from sim.life.tickets import Topic
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY


def run(*changes: tuple[str, Any], mode: str = "carrier") -> tuple[Outcome, dict[str, Any]]:
    """Three days of 100 orders."""
    document: dict[str, Any] = {
        "days": 3,
        "placement": {"demand": {"orders_per_day": 100}},
        "delivery": {"mode": mode, "solver": {"name": "savings"}},
    }
    for path, value in changes:
        here = document
        *rooms, key = path.split(".")
        for room in rooms:
            here = here.setdefault(room, {})
        here[key] = value
    config = SimConfig.model_validate(document)
    outcome = simulate(config, draw(config, 7, 0))
    return outcome, evaluate(outcome)


UNNOTICED = (("processing.verification.automatic_detection", 0.0), ("processing.price.size", 0.9))


def test_a_price_too_low_is_absorbed() -> None:
    _, right = run(*UNNOTICED, ("processing.price.error", 0.0))
    _, wrong = run(*UNNOTICED, ("processing.price.error", 1.0), ("processing.price.too_high", 0.0))
    assert wrong["cost_of_goods"] == right["cost_of_goods"]
    assert wrong["online_turnover"] < 0.6 * right["online_turnover"]
    assert wrong["profit"] < right["profit"] - 0.8 * (right["online_turnover"] - wrong["online_turnover"])


def test_a_price_too_high_is_paid_back_and_talked_about() -> None:
    right_outcome, right = run(*UNNOTICED, ("processing.price.error", 0.0))
    outcome, wrong = run(*UNNOTICED, ("processing.price.error", 1.0), ("processing.price.too_high", 1.0))
    assert wrong["online_turnover"] == pytest.approx(right["online_turnover"])
    assert wrong["profit"] < right["profit"]  # fees of payments taken and given back
    rows = outcome.log.rows()
    paid_back = rows[(rows["kind"] == REFUNDED.code) & (rows["reason"] == Refund.PRICE)]
    assert np.unique(paid_back["order"]).size == wrong["orders_delivered"]
    complaints = [
        int(((log.tickets.arrays()["topic"] == Topic.COMPLAINT) & (log.tickets.arrays()["contact"] == 1)).sum())
        for log in (right_outcome.log, outcome.log)
    ]
    assert complaints[1] == wrong["orders_delivered"] > 10 * complaints[0]


def test_more_attempts_and_parcels_that_come_back_cost_the_carrier_s_prices() -> None:
    rates = (("delivery.carrier.rate_per_kilogram", 0.0), ("delivery.carrier.lost", 0.0))
    doors = [("delivery.doors.not_home", 0.6), ("delivery.doors.maximum_attempts", 3)]
    outcome, kpis = run(*rates, *doors, ("delivery.carrier.attempts_included", 2))
    rows = outcome.log.rows()
    attempts, back = rows[rows["kind"] == DOOR_ATTEMPT.code], rows[rows["kind"] == RETURNED_TO_SENDER.code]
    third = int((attempts["ordinal"] == 3).sum())
    parcels = int((outcome.log.fulfilments.arrays()["handed_over"] >= 0).sum())
    assert third > 20
    assert back.size > 20
    assert kpis["cost.shipping"] == pytest.approx(4.6 * parcels + 1.5 * third + 4.6 * back.size)
    last = {int(row["order"]): int(row["time"]) for row in attempts}  # rows are in the order of time
    assert all(int(row["time"]) - last[int(row["order"])] == 9 * DAY for row in back)


def test_the_carrier_pays_for_what_it_loses_up_to_its_limit() -> None:
    outcome, _ = run(("delivery.carrier.lost", 0.5), ("delivery.carrier.liability_limit", 30.0))
    rows = outcome.log.rows()
    lost = rows[rows["kind"] == PARCEL_LOST.code]
    repaid = rows[(rows["kind"] == CARRIER_CHARGED.code) & (rows["value"] < 0)]
    assert repaid.size == lost.size > 50
    assert repaid["value"].min() == -3000
    assert repaid["value"].max() > -3000  # of a parcel worth less, its worth


def test_a_shorter_return_window_cuts_what_would_have_come_later() -> None:
    minds = (("aftersales.returns.changed_mind", 0.3),)
    outcome, month = run(*minds)
    short_outcome, fortnight = run(*minds, ("aftersales.returns.window_days", 7))
    assert 0.6 * month["return_rate"] < fortnight["return_rate"] < 0.95 * month["return_rate"]
    for found, window in ((outcome, 30), (short_outcome, 7)):
        returns, delivered = found.log.returns.arrays(), found.log.orders.arrays()["delivered"]
        assert np.all(returns["requested"] - delivered[returns["order"]] <= window * DAY)
    _, strict = run(*minds, ("aftersales.returns.window_days", 7), ("aftersales.returns.hastened", 0))
    assert strict["return_rate"] < fortnight["return_rate"]


def test_a_return_fee_is_kept() -> None:
    minds = (("aftersales.returns.changed_mind", 0.3), ("delivery.price.standard", 0.0))
    _, free = run(*minds)
    outcome, fee = run(*minds, ("aftersales.returns.fee", 2.0))
    returns = outcome.log.returns.arrays()
    asked = int(((returns["refunded"] >= 0) & (returns["reason"] == 0)).sum())
    assert fee["online_turnover"] == pytest.approx(free["online_turnover"] + 2.0 * asked, rel=1e-3)


def test_checking_and_putting_right_take_minutes() -> None:
    clean = (("fulfilment.picking.mispick", 0.1),)
    _, none = run(*clean, ("fulfilment.packing.quality_check", 0.0))
    _, all_ = run(*clean, ("fulfilment.packing.quality_check", 1.0))
    assert all_["order_accuracy"] > none["order_accuracy"]
    assert all_["utilisation.packing.north"] > 1.1 * none["utilisation.packing.north"]


SLOW = ("delivery.carrier.transit_hours", {"default": [80.0, 90.0]})


def test_news_that_come_late_spare_no_question() -> None:
    late = (
        ("delivery.carrier.transit_hours", {"default": [80.0, 90.0]}),
        ("aftersales.support.where_is_my_order", 0.9),
    )
    asked = []
    for lag in (1.0, 60.0, 4000.0):
        _, kpis = run(*late, ("tracking.automatic_lag_minutes", lag), ("tracking.notice_effect", 0.9))
        asked.append(kpis["where_is_my_order"])
    assert asked[0] < asked[1] < asked[2]


def test_who_has_the_parcel_by_then_does_not_ask_where_it_is() -> None:
    late = (
        ("delivery.carrier.transit_hours", {"default": [80.0, 90.0]}),
        ("aftersales.support.where_is_my_order", 1.0),
    )
    _, soon = run(*late, ("aftersales.support.asks_after_hours", 0.1))
    _, patient = run(*late, ("aftersales.support.asks_after_hours", 200.0))
    assert patient["where_is_my_order"] < 0.6 * soon["where_is_my_order"]
