"""The carrier: what happens to a parcel happens to each of an order's parcels."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from rooms import House

from sim.config import SimConfig
from sim.delivery.carrier import transit_times
from sim.delivery.config import CarrierConfig
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import HOUR, UNOBSERVED


def split_orders(**carrier: Any) -> Outcome:
    """Five days in which most orders leave in more than one parcel."""
    config = SimConfig.model_validate(
        {
            "days": 5,
            "placement": {"demand": {"orders_per_day": 120}, "catalogue": {"items": 40}},
            "inventory": {"opening_days": 1, "out_of_stock": {"wait": 1, "drop_line": 0, "cancel_order": 0}},
            "delivery": {"mode": "carrier", "carrier": carrier},
        }
    )
    return simulate(config, draw(config, 7, 0))


def test_transit_is_read_off_its_quantiles_from_the_first_to_the_last() -> None:
    """Quantiles 0, 1/2 and 1 are 10, 20 and 60 hours: between them the time goes straight."""
    uniforms = [0.0, 0.25, 0.5, 0.75, 0.99, 1.0]
    config = {"delivery": {"mode": "carrier", "carrier": {"transit_hours": {"default": [10, 20, 60]}}}}
    house = House([(1,)] * len(uniforms), uniforms={"transit": uniforms}, config=config)
    hours = transit_times(house.tape, house.config) / HOUR
    assert hours == pytest.approx([10, 15, 20, 40, 59.2, 60])


def test_every_parcel_of_an_order_can_be_lost() -> None:
    parcels = split_orders(lost=1.0).log.fulfilments.arrays()
    left = parcels["handed_over"] != UNOBSERVED
    assert left.sum() > parcels["order"][left].max()  # more parcels than orders
    assert not (parcels["delivered"] != UNOBSERVED).any()


def test_further_parcels_are_lost_as_often_as_first_ones() -> None:
    parcels = split_orders(lost=0.3).log.fulfilments.arrays()
    orders = parcels["order"] == range(parcels["order"].size)
    further = ~orders & (parcels["handed_over"] != UNOBSERVED)
    lost = 1 - (parcels["delivered"][further] != UNOBSERVED).mean()
    assert further.sum() > 150
    assert 0.2 < lost < 0.4


@pytest.mark.parametrize("field", ["transit_hours", "transit_share_of_promise"])
@pytest.mark.parametrize(("table", "kept"), [([0.2, 0.4, 0.9], True), ([0.4, 0.4], True), ([0.2, 0.9, 0.4], False)])
def test_quantiles_that_fall_are_refused(field: str, table: list[float], kept: bool) -> None:
    carrier = {field: {"default": table}}
    if kept:
        assert getattr(CarrierConfig.model_validate(carrier), field)["default"] == tuple(table)
        return
    with pytest.raises(ValidationError, match="default: quantiles must not fall"):
        CarrierConfig.model_validate(carrier)
