"""Lost parcels: sent again once and paid for once, or refunded; the carrier repays up to its limit either way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from rooms import House

from sim.aftersales.lost import LostGoods, refund_credits
from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.parcels import CARRIER_CHARGED, GOODS_SENT_AGAIN, PARCEL_LOST
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY

NEVER_AGAIN = 1e-9
"""A rate at which what the tape says is lost is lost, and no further parcel."""


def business(sent_again: float, lost: float = NEVER_AGAIN) -> Outcome:
    """Sixty orders whose first parcels are all lost; nothing else goes wrong, and stock is plenty."""
    nothing: dict[str, Any] = {
        "days": 1,
        "placement": {"demand": {"orders_per_day": 60}, "custom": {}},
        "processing": {"payment": {"fraud": 0, "decline": 0, "review": 0}, "price": {"error": 0}},
        "inventory": {"opening_days": 60, "record_error": 0, "shrinkage_per_day": 0},
        "fulfilment": {"nodes": {"north": {}}, "picking": {"mispick": 0}, "packing": {"damage": 0}},
        "delivery": {"mode": "carrier", "carrier": {"lost": lost}, "doors": {"not_home": 0}},
        "aftersales": {
            "returns": {"changed_mind": 0},
            "lost": {"sent_again": sent_again},
            "late": {"claims": 0},
        },
    }
    for channel in ("web", "phone", "email", "store"):
        nothing["placement"].setdefault("channels", {})[channel] = {"share": 1, "address_error": 0, "line_error": 0}
    config = SimConfig.model_validate(nothing)
    tape = draw(config, 7, 0)
    return simulate(config, replace(tape, uniforms=tape.uniforms | {"lost": np.zeros(tape.orders, dtype=np.float32)}))


def count(outcome: Outcome, kind: int) -> int:
    return int((outcome.log.rows()["kind"] == kind).sum())


def test_who_loses_a_parcel_gets_it_again_and_pays_once() -> None:
    outcome = business(1.0)
    orders, value = outcome.facts.tape.orders, outcome.facts.order_value
    found, refunded = evaluate(outcome), evaluate(business(0.0))
    assert count(outcome, PARCEL_LOST.code) == count(outcome, GOODS_SENT_AGAIN.code) == orders
    assert count(outcome, PAYMENT_CAPTURED.code) == orders
    assert count(outcome, REFUNDED.code) == 0
    assert found["orders_delivered"] == orders
    assert found["online_turnover"] == pytest.approx(value.sum() / 100)
    assert found["cost_of_goods"] == pytest.approx(2 * refunded["cost_of_goods"])  # type: ignore[operator]
    assert found["cost.payment"] == refunded["cost.payment"]
    assert found["cost.packaging"] == pytest.approx(2 * refunded["cost.packaging"])  # type: ignore[operator]
    assert found["split_rate"] == 0
    rows = outcome.log.rows()
    repaid = rows[(rows["kind"] == CARRIER_CHARGED.code) & (rows["value"] < 0)]
    assert -repaid["value"].sum() == np.minimum(value, 2000).sum()
    assert refunded["online_turnover"] == 0


def test_what_is_lost_twice_is_refunded() -> None:
    outcome = business(1.0, lost=1.0)
    orders = outcome.facts.tape.orders
    found = evaluate(outcome)
    assert count(outcome, PARCEL_LOST.code) == 2 * orders
    assert count(outcome, GOODS_SENT_AGAIN.code) == orders
    assert found["orders_delivered"] == 0
    assert found["online_turnover"] == 0


def test_a_share_of_customers_wants_it_again() -> None:
    outcome = business(0.5)
    again = count(outcome, GOODS_SENT_AGAIN.code)
    assert 0.25 < again / outcome.facts.tape.orders < 0.75
    assert count(outcome, REFUNDED.code) == outcome.facts.tape.orders - again


def test_what_is_not_there_is_not_sent_again_and_what_never_left_is_refunded() -> None:
    h = House([(1,), (2,)], config={"aftersales": {"lost": {"sent_again": 1.0}}})
    h.parcels.order[:2], h.parcels.node[:2] = [0, 1], 0
    h.parcels.whole[:2] = True
    h.book.parcels[:] = 1
    empty = LostGoods(h.context, h.book, h.parcels, lambda *_: False)
    assert not empty.send_again(0, 5)
    assert not empty.credit
    full = LostGoods(h.context, h.book, h.parcels, lambda *_: True)
    assert full.send_again(1, 5)
    due = int(h.parcels.worth[1])
    left = full.pay_from_credit(np.array([1, 0]), np.array([due - 30, 70]))
    assert left.tolist() == [0, 70]
    assert full.credit == {1: 30}
    refund_credits(h.log, full.credit)
    assert not count_refunds(h), "the order has not ended"
    h.log.orders.array("closed")[1] = DAY
    refund_credits(h.log, full.credit)
    assert count_refunds(h) == [(DAY, 1, 30)]


def count_refunds(h: House) -> list[tuple[int, int, int]]:
    rows = h.log.rows()
    return [(int(row["time"]), int(row["order"]), int(row["value"])) for row in rows if row["kind"] == REFUNDED.code]
