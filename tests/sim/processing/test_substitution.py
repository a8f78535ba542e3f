"""Other items for those that are not there: which are offered, what they cost, and what they save."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from rooms import House, Notes
from stores import assert_moves, business, ran

from sim.inventory.config import SubstitutionConfig
from sim.kpis import evaluate
from sim.life.goods import STOCK_PICKED, STOCK_RETURNED
from sim.life.lines import LINE_SUBSTITUTED
from sim.life.payments import PAYMENT_CAPTURED
from sim.model import simulate
from sim.outcome import Outcome
from sim.processing.availability import Availability
from sim.processing.reserving import Reserving
from sim.processing.substitution import Substitution, candidates, lower_price
from sim.processing.unpromised import Unpromised
from sim.records import Records
from sim.tape import draw
from sim.units import HOUR

SCARCE: dict[str, Any] = {
    "inventory.opening_days": 3.0, "inventory.lead_time_days": 3000.0,
    "inventory.out_of_stock": {"wait": 0.0, "drop_line": 0.0, "cancel_order": 1.0},
    "fulfilment.stores": {"send_orders": False},
}  # fmt: skip
"""The centre runs out of the popular items first, and nothing comes again."""
ACCEPTED = {"inventory.substitution": {"accepted": 0.8, "group_size": 4}}


def test_what_is_named_comes_first_and_then_the_group() -> None:
    settings = SubstitutionConfig(accepted=1.0, group_size=3, instead={4: 9, 7: 7})
    assert list(candidates(settings, 4, 11)) == [9, 3, 5]
    assert list(candidates(settings, 7, 11)) == [6, 8]
    assert list(candidates(settings, 10, 11)) == [9]  # of the last group two items are on sale
    assert list(candidates(SubstitutionConfig(accepted=1.0), 4, 11)) == []


def test_who_takes_another_item_pays_the_lower_price() -> None:
    tape = draw(business(), 1, 0)
    cheap, dear = int(tape.goods.price.argmin()), int(tape.goods.price.argmax())
    price = int(tape.goods.price[dear])
    assert lower_price(price, tape.goods, dear, cheap) == tape.goods.price[cheap]
    assert lower_price(price // 2, tape.goods, dear, cheap) == price // 2 * int(tape.goods.price[cheap]) // price
    assert lower_price(500, tape.goods, cheap, dear) == 500


def of_one_order(basket: tuple[int, ...], stock: tuple[int, ...], **settings: Any) -> House:
    """A room that promises one order; `house.parts` is what it gave to the pickers."""
    inventory = {"substitution": {"accepted": 1.0, "group_size": 2, **settings}}
    house = House([basket], uniforms={"stockout_choice": [0.95]}, config={"inventory": inventory})
    house.records = Records(np.array([stock], dtype=np.int64), (0,))
    house.closing, house.warehouse = Notes(), Notes()
    shared = house.context, house.book, house.records
    reserving = Reserving(*shared)
    unpromised = Unpromised(*shared, reserving, Notes(), house.closing, house.warehouse)
    instead = Substitution(*shared, reserving, house.tape.price.copy())
    room = Availability(*shared, reserving, unpromised, Notes(), Notes(), house.warehouse, substitution=instead)
    room.promise(0, HOUR)
    return house


def test_a_line_of_which_nothing_is_there_is_of_another_item_and_a_short_one_is_not() -> None:
    house = of_one_order((2,), (0, 3))
    assert house.warehouse.heard == [("release", 0, 0, [(0, 1, 2)], HOUR)]
    assert house.records.units.tolist() == [[0, 1]]
    assert [(row["item"], row["units"]) for row in house.rows(LINE_SUBSTITUTED)] == [(1, 2)]
    for stock in ((1, 3), (0, 1)):  # a part of it is there; or not all of the other
        assert not of_one_order((2,), stock).rows(LINE_SUBSTITUTED)
    assert of_one_order((2,), (0, 1)).closing.heard, "so the order ends"


def test_an_order_that_ends_all_the_same_takes_no_other_item() -> None:
    house = of_one_order((1, 5), (0, 2))
    assert house.closing.heard
    assert house.records.units.tolist() == [[0, 2]]
    assert not house.rows(LINE_SUBSTITUTED)


def kinds(outcome: Outcome, happening: Any) -> np.ndarray:
    rows = outcome.log.rows()
    return rows[rows["kind"] == happening.code]


def test_the_other_item_is_picked_paid_at_the_lower_price_and_comes_back_as_itself() -> None:
    outcome = ran(SCARCE | ACCEPTED | {"aftersales.returns": {"changed_mind": 0.5, "restockable": 1.0, "scrapped": 0}})
    goods, asked = outcome.facts.tape.goods, outcome.facts.tape.baskets.item
    took = kinds(outcome, LINE_SUBSTITUTED)
    instead = dict(zip(took["order"].tolist(), took["item"].tolist(), strict=True))
    assert len(instead) > 20
    assert all(asked[order] != item and asked[order] // 4 == item // 4 for order, item in instead.items())
    paid = {row["order"]: row["value"] for row in kinds(outcome, PAYMENT_CAPTURED) if row["order"] in instead}
    assert paid
    assert all(paid[one] == min(goods.price[asked[one]], goods.price[instead[one]]) for one in paid)
    for happening in (STOCK_PICKED, STOCK_RETURNED):
        moved = [row for row in kinds(outcome, happening) if row["order"] in instead]
        assert moved
        assert all(row["item"] == instead[row["order"]] for row in moved)
    values = evaluate(outcome)
    assert values["units_substituted"] == len(took)


@pytest.mark.parametrize(("kpi", "up"), [("units_substituted", True), ("lost_sales", False), ("online_turnover", True)])
def test_the_more_accept_it_the_less_is_lost(kpi: str, up: bool) -> None:
    few = {"inventory.substitution": {"accepted": 0.1, "group_size": 4}}
    policy = {"policy": "min_max", "reorder_point": 2, "order_up_to": 7}
    assert_moves(kpi, few, ACCEPTED, up=up, base=SCARCE | {"inventory.opening_days": None, "inventory.policy": policy,
                                                          "inventory.lead_time_days": 3.0})  # fmt: skip


def test_without_it_nobody_is_asked_and_an_item_that_is_not_on_sale_is_refused() -> None:
    assert evaluate(ran(SCARCE))["units_substituted"] is None
    config = business({"inventory.substitution": {"accepted": 0.5, "instead": {3: 40}}})
    with pytest.raises(ValueError, match=r"inventory.substitution.instead.3: no item 40 .* accepted: 0 to 39"):
        simulate(config, draw(config, 1, 0))
