"""What customers pay for delivery, and who gets it back."""

from typing import Any

import numpy as np
import pytest

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.life.payments import DELIVERY_CHARGED, PAYMENT_CAPTURED, REFUNDED
from sim.model import order_value, simulate
from sim.outcome import Outcome
from sim.placement.charge import delivery_charges
from sim.tape import EXPRESS, SLOT, STANDARD, draw

PRICE = {"standard": 3.95, "slot": 2.0, "express": 9.5}


def shop(price: dict[str, Any], **delivery: Any) -> SimConfig:
    aftersales = {"late": {"claims": 0.0}, **delivery.pop("aftersales", {"returns": {"changed_mind": 0.0}})}
    return SimConfig.model_validate(
        {
            "days": 1,
            "follow_up_days": 60,
            "placement": {"demand": {"orders_per_day": 80}, "catalogue": {"items": 20}},
            "processing": {"payment": {"fraud": 0.0}},
            "fulfilment": {"picking": {"mispick": 0.0}, "packing": {"damage": 0.0}},
            "delivery": {"mode": "carrier", "price": price, **delivery},
            "aftersales": aftersales,
        }
    )


def run(config: SimConfig) -> Outcome:
    return simulate(config, draw(config, 1, 0))


@pytest.mark.parametrize(
    ("more", "free"),
    [
        ({}, ()),
        ({"free_from": 50.0}, (STANDARD, SLOT, EXPRESS)),
        ({"free_from": 50.0, "free_options": ["slot"]}, (SLOT,)),
    ],
)
def test_the_option_has_its_price_and_is_free_from_a_value_on(more: dict[str, Any], free: tuple[int, ...]) -> None:
    config = shop({**PRICE, **more})
    tape = draw(config, 1, 0)
    value = order_value(tape, tape.price)
    found = delivery_charges(tape, config, value)
    for order in range(tape.orders):
        option = int(tape.preference[order])
        enough = bool(free) and value[order] >= 5000
        assert found.charged[order] == (0 if enough and option in free else (395, 200, 950)[option])
        standard = 0 if enough and STANDARD in free else 395
        assert found.standard[order] == min(standard, found.charged[order])
    assert len(set(tape.preference.tolist())) == 3
    assert 0 < (value >= 5000).mean() < 1


def test_whoever_keeps_something_pays_once_for_delivery() -> None:
    config = shop(PRICE, carrier={"lost": 0.0}, doors={"not_home": 0.0})
    outcome = run(config)
    rows = outcome.log.rows()
    charged = rows[rows["kind"] == DELIVERY_CHARGED.code]
    delivered = np.flatnonzero(outcome.log.orders.array("delivered") >= 0)
    assert sorted(charged["order"].tolist()) == delivered.tolist()
    due = np.array([395, 200, 950])[outcome.facts.tape.preference[delivered]]
    kpis, free = evaluate(outcome), evaluate(run(shop({}, carrier={"lost": 0.0}, doors={"not_home": 0.0})))
    assert kpis["turnover.shipping"] == due.sum() / 100
    assert kpis["turnover.goods"] == free["turnover.goods"] == free["online_turnover"]
    assert kpis["online_turnover"] == pytest.approx(kpis["turnover.goods"] + kpis["turnover.shipping"])  # type: ignore[operator]
    assert kpis["profit"] > free["profit"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("delivery", "kept"),
    [
        # What was lost is paid back whole; nobody home three times, or a changed mind, costs the dearer option.
        ({"carrier": {"lost": 1.0}}, (0, 0, 0)),
        ({"doors": {"not_home": 1.0}, "carrier": {"lost": 0.0}}, (0, 0, 555)),
        (
            {
                "carrier": {"lost": 0.0},
                "doors": {"not_home": 0.0},
                "aftersales": {"returns": {"changed_mind": 1.0, "delay_days": 1.0, "worn_deduction": 0.0}},
            },
            (0, 0, 555),
        ),
    ],
)
def test_who_keeps_nothing_gets_standard_delivery_back(delivery: dict[str, Any], kept: tuple[int, ...]) -> None:
    outcome = run(shop(PRICE, **delivery))
    rows, preference = outcome.log.rows(), outcome.facts.tape.preference
    paid = np.zeros(preference.size, dtype=np.int64)
    for kind, sign in ((PAYMENT_CAPTURED.code, 1), (REFUNDED.code, -1)):
        some = rows[rows["kind"] == kind]
        np.add.at(paid, some["order"], sign * some["value"])
    parcels = outcome.log.fulfilments.arrays()
    # A parcel that leaves alone of an order: of an order in several parcels only the first can be lost.
    shipped = np.bincount(parcels["order"][parcels["handed_over"] >= 0], minlength=preference.size) == 1
    assert shipped.sum() > 40
    assert paid[shipped].tolist() == np.array(kept)[preference[shipped]].tolist()


def test_a_part_returned_leaves_the_charge_where_it_is() -> None:
    config = shop(PRICE, carrier={"lost": 0.0}, aftersales={"returns": {"changed_mind": 0.5, "delay_days": 1.0}})
    outcome = run(config)
    rows = outcome.log.rows()
    back = rows[(rows["kind"] == REFUNDED.code)]
    goods = np.zeros(outcome.facts.tape.orders, dtype=np.int64)
    np.add.at(goods, back["order"], np.where(back["reason"] == 2, 0, back["value"]))
    whole = set(back["order"][back["reason"] == 2].tolist())
    value = outcome.facts.order_value
    returned = set(np.flatnonzero(goods > 0).tolist())
    assert whole
    assert returned - whole
    full = {order for order in returned if goods[order] == value[order]}
    assert full <= whole
