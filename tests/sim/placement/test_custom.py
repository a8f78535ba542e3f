"""Demand that answers: who was let down orders no more, who was won orders what the headroom holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import Clock
from sim.config import SimConfig
from sim.context import Context
from sim.kpis import evaluate
from sim.log import Log
from sim.model import simulate
from sim.outcome import Outcome
from sim.placement.custom import Custom
from sim.tape import draw
from sim.tracking.timeline import timeline
from sim.units import DAY, HOUR


def business(custom: dict[str, Any], **delivery: Any) -> Outcome:
    config = SimConfig.model_validate(
        {
            "days": 10,
            "placement": {
                "demand": {"orders_per_day": 60}, "addresses": {"customers": 60}, "catalogue": {"items": 20},
                "custom": custom,
            },
            "delivery": {"mode": "carrier", **delivery},
        }
    )  # fmt: skip
    return simulate(config, draw(config, 3, 0))


def placed(outcome: Outcome) -> np.ndarray:
    return outcome.log.orders.arrays()["placed"] >= 0


def test_without_an_answer_every_candidate_is_an_order() -> None:
    outcome = business({})
    assert np.array_equal(outcome.log.orders.arrays()["placed"], outcome.facts.tape.placed)


def test_a_customer_who_left_does_not_order() -> None:
    outcome = business({"lost_after_late": 1.0}, promise={"standard_days": 0, "day_end": "21:00", "cut_off": "20:00"})
    tape, orders = outcome.facts.tape, outcome.log.orders.arrays()
    late = (orders["closed"] >= 0) & (orders["rejected"] < 0)
    late &= (orders["delivered"] < 0) | (orders["delivered"] > outcome.facts.promise_close)
    lost = np.full(60, 2**62)
    np.minimum.at(lost, tape.address.customer[late], orders["closed"][late])
    expected = tape.placed < lost[tape.address.customer]
    assert np.array_equal(placed(outcome), expected)
    assert 0 < expected.sum() < tape.orders


def test_a_customer_who_was_won_orders_what_the_headroom_holds() -> None:
    promise = {"standard_days": 9, "slot_days": 9, "express_hours": 13}
    kept, won = (business({"headroom": 1.5, "won_after_on_time": share}, promise=promise) for share in (0.0, 1.0))
    spare = ~placed(kept)
    assert spare.mean() == pytest.approx(1 / 3, abs=0.08)
    assert (placed(won) >= placed(kept)).all()
    assert placed(won)[spare].mean() > 0.5
    first_day = won.facts.tape.placed < HOUR * 12
    assert not placed(won)[spare & first_day].any(), "nobody is won before anything has come"


def test_every_denominator_is_what_was_ordered() -> None:
    outcome = business({"headroom": 2.0})
    kpis, orders = evaluate(outcome), outcome.log.orders.arrays()
    count = int(placed(outcome).sum())
    assert count < 0.7 * outcome.facts.tape.orders
    assert kpis["order_volume"] == count
    assert kpis["orders_open"] == 0
    assert kpis["rejection_rate"] == (orders["rejected"] >= 0).sum() / count
    assert kpis["tickets_per_order"] == len(outcome.log.tickets) / count
    nobody = int(np.flatnonzero(~placed(outcome))[0])
    assert timeline(outcome, nobody) == []
    assert not [text for text in outcome.warnings if "the carrier can keep" not in text]


def test_what_happens_later_does_not_reach_back() -> None:
    config = SimConfig.model_validate(
        {"days": 5, "placement": {"custom": {"lost_after_late": 1.0}, "addresses": {"customers": 1}}}
    )
    tape = draw(config, 1, 0)
    custom = Custom(Context(config, tape, Clock(), Log(tape.orders)), np.zeros(tape.orders, dtype=np.bool_))
    custom.learn(np.array([0]), np.array([2 * DAY]), np.array([True]))
    assert [custom.joins(order) for order in range(tape.orders)] == (tape.placed < 2 * DAY).tolist()


def test_winning_needs_room() -> None:
    with pytest.raises(ValueError, match="won_after_on_time needs a headroom above 1"):
        SimConfig.model_validate({"placement": {"custom": {"won_after_on_time": 0.5}}})
