"""Offers to stores: how often nobody sends, refusals that go together, caps, days off, hours, and saved sales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats
from stores import assert_moves, business, ran

from sim.kpis import evaluate
from sim.life.lines import LINE_CANCELLED, Cancellation
from sim.life.offers import CENTRES_LACK, OFFER_ANSWERED, OFFER_MADE, Answer, Elsewhere
from sim.outcome import Outcome
from sim.units import DAY, HOUR, MINUTE

WITHOUT = {"wait": 0.0, "drop_line": 1.0, "cancel_order": 0.0}
PLENTY: dict[str, Any] = {
    "inventory.opening_days": 0.0,
    "inventory.lead_time_days": 3000.0,
    "inventory.out_of_stock": WITHOUT,
    "inventory.stores": {"record_error": 0.0, "shrinkage_per_day": 0.0, "opening_days": 30000.0},
}
"""Every order is for the stores, each of which has everything."""
AT_ONCE = {"acceptance": 0.7, "correlation": 0.0, "response_minutes": 0.0}
MANY = {"days": 10, "placement.demand.orders_per_day": 250.0, "placement.walk_ins": {"purchases_per_day": 10.0}}
VARIED = {"placement.catalogue": {"items": 1000, "popularity_exponent": 0.0}}


def offered(**settings: Any) -> dict[str, Any]:
    return {**PLENTY, "fulfilment.stores": {"offers": {**AT_ONCE, **settings}}}


def answers(outcome: Outcome) -> np.ndarray:
    rows = outcome.log.rows()
    return rows[rows["kind"] == OFFER_ANSWERED.code]


def nobody_sends(outcome: Outcome) -> tuple[int, int]:
    """Orders that no store sent, and all that were offered to one."""
    rows = outcome.log.rows()
    cancelled = (rows["kind"] == LINE_CANCELLED.code) & (rows["reason"] == Cancellation.NOBODY_SENDS)
    return int(cancelled.sum()), np.unique(rows["order"][rows["kind"] == OFFER_MADE.code]).size


@pytest.mark.parametrize(
    ("mode", "stores", "expected"),
    [("sequential", 1, 0.30), ("sequential", 2, 0.09), ("sequential", 3, 0.027), ("broadcast", 3, 0.027)],
)
def test_independent_refusals_cancel_one_minus_q_to_the_k(mode: str, stores: int, expected: float) -> None:
    outcome = ran({**offered(mode=mode, most_stores=stores), **MANY, **VARIED})
    cancelled, orders = nobody_sends(outcome)
    assert orders > 2000
    assert abs(cancelled / orders - expected) < 3 * np.sqrt(expected * (1 - expected) / orders)
    assert evaluate(outcome)["cancel_rate"] == pytest.approx(cancelled / orders, abs=0.002)


def test_refusals_that_go_together_cancel_as_a_normal_copula_says() -> None:
    common = 0.5
    cancelled, orders = nobody_sends(ran({**offered(correlation=common, most_stores=3), **MANY, **VARIED}))
    level = np.full(3, stats.norm.ppf(0.3))
    expected = float(stats.multivariate_normal(cov=common * np.ones((3, 3)) + (1 - common) * np.eye(3)).cdf(level))
    assert expected > 3 * 0.3**3
    assert abs(cancelled / orders - expected) < 3 * np.sqrt(expected * (1 - expected) / orders)


def test_they_are_asked_one_after_another_or_together() -> None:
    outcome = ran({**offered(most_stores=3, response_minutes=10.0)})
    rows = outcome.log.rows()
    made = rows[rows["kind"] == OFFER_MADE.code]
    given, first = np.unique(answers(outcome)["order"], return_counts=True)
    assert given.size > 100
    assert first.max() == 3
    for order in given[first == 3]:
        assert np.all(np.diff(made["time"][made["order"] == order]) > 0)
    together = ran({**offered(most_stores=3, mode="broadcast", response_minutes=10.0)})
    rows = together.log.rows()
    made = rows[rows["kind"] == OFFER_MADE.code]
    assert made.size == 3 * np.unique(made["order"]).size
    assert Answer.WITHDRAWN in answers(together)["reason"]
    accepted = answers(together)["order"][answers(together)["reason"] == Answer.ACCEPTED]
    assert np.unique(accepted).size == accepted.size, "one store only"


def test_offers_are_answered_in_opening_hours_and_time_out_in_them() -> None:
    outcome = ran({**offered(response_minutes=120.0, time_out_minutes=60.0)})
    rows = answers(outcome)
    hours = rows["time"] % DAY
    assert hours.min() >= 9 * HOUR
    assert hours.max() <= 18 * HOUR
    late = np.mean(rows["reason"] == Answer.TIMED_OUT)
    assert abs(late - np.exp(-0.5)) < 3 * np.sqrt(0.24 / rows.size)
    made = outcome.log.rows()[outcome.log.rows()["kind"] == OFFER_MADE.code]
    first = rows[rows["reason"] == Answer.TIMED_OUT][0]
    asked = made["time"][(made["order"] == first["order"]) & (made["node"] == first["node"])][0]
    if asked % DAY >= 9 * HOUR and asked % DAY <= 17 * HOUR:
        assert first["time"] - asked == 60 * MINUTE


def test_a_store_sends_no_more_than_its_cap_and_nothing_on_its_day_off() -> None:
    outcome = ran(offered(most_orders_a_day=4, acceptance=1.0))
    taken = answers(outcome)
    taken = taken[taken["reason"] == Answer.ACCEPTED]
    _, counts = np.unique(taken["node"] * 1000 + taken["time"] // DAY, return_counts=True)
    assert counts.max() == 4
    # The run begins on a Monday; on Tuesday there is the centre.
    rows = ran({**offered(opt_out=["tue"]), "inventory.opening_days": 3000.0}).log.rows()
    days = set((rows["time"][rows["kind"] == OFFER_MADE.code] // DAY).tolist())
    assert days >= {0, 2, 3, 4, 5}
    assert 1 not in days


def test_an_incentive_saves_sales_and_is_paid_for() -> None:
    dear = {"fulfilment.stores": {"offers": {**AT_ONCE, "incentive": 3.0, "incentive_effect": 0.5}}}
    none = {"fulfilment.stores": {"offers": AT_ONCE}}
    assert_moves("recovered_sales", none, dear, up=True, base=PLENTY)
    kpis = evaluate(ran({**PLENTY, **dear}))
    accepted = kpis["offers_accepted"] * kpis["offers_made"]
    assert kpis["cost.incentives"] == pytest.approx(3.0 * accepted)


def test_recovered_sales_are_u_a_r_over_one_minus_u() -> None:
    """The uplift of turnover is what the saved units come to over what the centre served."""
    base = {
        "inventory.opening_days": 2.0, "inventory.lead_time_days": 3000.0, "inventory.out_of_stock": WITHOUT,
        "inventory.stores": {"record_error": 0.2, "shrinkage_per_day": 0.0, "opening_days": 8.0},
        "placement.catalogue": {"items": 40, "popularity_exponent": 0.5, "spread": 0.0},
        "placement.channels": {"web": {"share": 1.0, "address_error": 0.0, "line_error": 0.0}},
        "fulfilment.sourcing": {"rule": "centres_first"}, "fulfilment.picking": {"mispick": 0.0},
        "fulfilment.packing": {"damage": 0.0}, "aftersales.returns": {"changed_mind": 0.0},
        "delivery.doors": {"not_home": 0.0}, "delivery.carrier": {"lost": 0.0},
    }  # fmt: skip
    before = evaluate(ran({**base, "fulfilment.stores": {"send_orders": False}}))
    after = evaluate(ran({**base, "fulfilment.stores": {"offers": {**AT_ONCE, "most_stores": 2}}}))
    u, a, a_r = after["centres_out"], after["held_by_stores"], after["recovered_share"]
    assert before["centres_out"] == u
    assert before["recovered_share"] == 0.0
    assert 0.2 < u < 0.9
    assert 0.1 < a_r < a < 1.0
    uplift = after["turnover.goods"] / before["turnover.goods"] - 1
    assert uplift == pytest.approx(u * a_r / (1 - u), rel=0.02)


def test_the_last_unit_of_the_only_store_is_held_by_a_store() -> None:
    """What a store has just promised is not there any more, and was."""
    last = {
        **offered(acceptance=1.0),
        "inventory.stores": {"record_error": 0.0, "opening_days": 0.2, "safety_buffer": 0},
    }
    outcome = ran(last, shops=1)
    rows = outcome.log.rows()
    lacked = rows[rows["kind"] == CENTRES_LACK.code]
    asked = set(rows["order"][rows["kind"] == OFFER_MADE.code].tolist())
    assert len(asked) > 3
    assert {int(row["order"]) for row in lacked if row["reason"] == Elsewhere.IN_A_STORE} == asked
    kpis = evaluate(outcome)
    assert kpis["recovered_share"] <= kpis["held_by_stores"]


def test_stores_that_send_nothing_are_never_asked() -> None:
    outcome = ran({**PLENTY, "fulfilment.stores": {"send_orders": False}})
    assert evaluate(outcome)["offers_made"] == 0
    assert evaluate(outcome)["orders_from_stores"] == 0
    assert evaluate(outcome)["held_by_stores"] > 0.9, "what could have been saved is known"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("fulfilment.stores", {"offers": {"time_out_minutes": None}}, "time_out_minutes"),
        ("fulfilment.stores", {"offers": {"acceptance": 1.2}}, "acceptance"),
        ("fulfilment.stores", {"offers": {"opt_out": ["someday"]}}, "opt_out"),
        ("fulfilment.stores", {"offers": {"most_stores": 0}}, "most_stores"),
    ],
)
def test_what_is_no_offer_is_refused(path: str, value: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        business({path: value})


def test_somebody_must_send() -> None:
    with pytest.raises(ValidationError, match="none sends orders"):
        business({"fulfilment.nodes.centre.excluded": True, "fulfilment.stores": {"send_orders": False}})
