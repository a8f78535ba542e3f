"""The checkout: who sees what delivery costs and when it comes, and leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from stores import assert_moves, business

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.model import simulate
from sim.placement.checkout import CheckoutConfig, leave, stays
from sim.tape import draw
from sim.units import DAY

CHECKOUT = "placement.checkout"


def test_nobody_leaves_where_delivery_is_free_and_at_once() -> None:
    goods, none = np.array([4000, 0]), np.zeros(2, dtype=np.int64)
    choosy = CheckoutConfig(price_elasticity=3.0, promise_elasticity=0.5)
    assert stays(choosy, goods, none, none).tolist() == [1.0, 1.0]
    assert stays(choosy, goods[:1], np.array([1000]), none[:1])[0] == pytest.approx(1.25**-3)
    assert stays(choosy, goods[:1], none[:1], np.array([3 * DAY]))[0] == pytest.approx(4**-0.5)


def test_who_stays_at_a_worse_offer_stays_at_a_better_one() -> None:
    few, many = leave(7, np.full(4000, 0.6)), leave(7, np.full(4000, 0.8))
    assert (few | ~many).all()
    assert few.mean() == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize(
    ("few", "many"),
    [({"delivery.price": {"standard": 9.0}}, {"delivery.price": {"standard": 9.0, "free_from": 5.0}}),
     ({"delivery.promise": {"standard_days": 6}}, {"delivery.promise": {"standard_days": 1}})],
)  # fmt: skip
def test_who_pays_for_delivery_or_waits_for_it_orders_less(few: dict[str, Any], many: dict[str, Any]) -> None:
    base = {CHECKOUT: {"price_elasticity": 2.0, "promise_elasticity": 0.3}}
    assert_moves("order_volume", few, many, up=True, base=base)


def test_the_more_they_mind_the_fewer_order() -> None:
    few, many = ({CHECKOUT: {"price_elasticity": much, "promise_elasticity": much / 5}} for much in (1.5, 0.1))
    assert_moves("order_volume", few, many, up=True, base={"delivery.price": {"standard": 6.0}})


def test_by_default_everybody_orders_and_with_a_trace_nobody_may_leave() -> None:
    config = business({"delivery.price": {"standard": 9.0}})
    tape = draw(config, 1, 0)
    assert evaluate(simulate(config, tape))["order_volume"] == tape.orders
    trace = {"path": "orders.csv", "columns": {"order": "number", "placed": "date"}}
    with pytest.raises(ValidationError, match=r"checkout: a replayed file holds the orders"):
        SimConfig.model_validate({"placement": {"trace": trace, "checkout": {"price_elasticity": 1}}})
