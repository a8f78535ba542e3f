"""Slots and express where they are offered: by carrier zone, and near a node that sends orders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from stores import assert_moves, business, ran

from sim.kpis import evaluate
from sim.placement.offering import as_offered
from sim.tape import EXPRESS, SLOT, STANDARD, draw

WISHES: dict[str, Any] = {
    "placement.preferences": {"standard": 1.0, "slot": 1.0, "express": 1.0},
    "delivery.price": {"standard": 1.0, "slot": 4.0, "express": 8.0},
}


def promise(**settings: Any) -> dict[str, Any]:
    return {**WISHES, "delivery.promise": settings}


def test_everything_is_offered_everywhere_unless_it_is_said_where() -> None:
    config = business(WISHES)
    tape = draw(config, 1, 0)
    assert as_offered(tape, config) is tape


def test_who_wishes_what_is_not_offered_has_a_standard_delivery() -> None:
    config = business(promise(express_zones=["0"], slot_within_kilometres=2.5))
    tape = draw(config, 1, 0)
    found, wish = as_offered(tape, config).preference, tape.preference
    assert (found[wish == STANDARD] == STANDARD).all()
    assert (found[wish == EXPRESS] == np.where(tape.address.zone[wish == EXPRESS] == 0, EXPRESS, STANDARD)).all()
    places = np.array([[node.x_kilometres, node.y_kilometres] for node in config.fulfilment.nodes.values()]) * 1000
    away = np.hypot(*(np.stack([tape.address.x, tape.address.y])[:, :, None] - places.T[:, None, :])).min(axis=1)
    assert (found[wish == SLOT] == np.where(away[wish == SLOT] <= 2500, SLOT, STANDARD)).all()
    for option in (SLOT, EXPRESS):
        assert 0 < (found == option).sum() < (wish == option).sum()


def test_only_nodes_that_send_orders_count() -> None:
    near = promise(express_within_kilometres=0.5)
    config = business({**near, "fulfilment.stores.send_orders": False})
    assert (as_offered(draw(config, 1, 0), config).preference == EXPRESS).sum() < (
        as_offered(draw(config, 1, 0), business(near)).preference == EXPRESS
    ).sum()


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ({"express_zones": ["0"]}, {}),
        ({"slot_zones": []}, {"slot_zones": ["0", "1"]}),
        ({"express_within_kilometres": 1.0}, {"express_within_kilometres": 6.0}),
        ({"slot_within_kilometres": 1.0}, {"slot_within_kilometres": 6.0}),
    ],
)
def test_what_is_offered_to_more_is_paid_by_more(low: dict[str, Any], high: dict[str, Any]) -> None:
    assert_moves("turnover.shipping", promise(**low), promise(**high), up=True)


def test_a_charge_is_that_of_what_was_offered() -> None:
    kpis = [evaluate(ran(promise(**some))) for some in ({"slot_zones": [], "express_zones": []}, {})]
    assert kpis[0]["turnover.shipping"] < 0.4 * kpis[1]["turnover.shipping"]


def test_a_zone_there_is_not_is_refused() -> None:
    with pytest.raises(
        ValidationError, match=r"delivery\.promise\.express_zones: there is no zone 7; accepted: 0 to 2"
    ):
        business(promise(express_zones=["0", "7"]))
