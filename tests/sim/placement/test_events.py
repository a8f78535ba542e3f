"""Demand by date: events, growth, and a table of orders by day and channel, counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.inventory.opening import bought_for_events
from sim.placement.demand import by_day, hourly_means
from sim.tape import draw
from sim.units import DAY

MONDAY = date(2026, 3, 2)
PEAK = {"from": "2026-03-04", "to": "2026-03-05", "factor": 3.0}


def config(demand: dict[str, Any], **more: Any) -> SimConfig:
    flat = {"orders_per_day": 100, "arrivals": "regular", "day_of_week": [1] * 7}
    return SimConfig.model_validate({"days": 7, "placement": {"demand": {**flat, **demand}}, **more})


def orders_by_day(of: SimConfig) -> list[int]:
    return np.bincount(draw(of, 1, 0).placed // DAY, minlength=of.days).tolist()


def test_an_event_multiplies_the_orders_of_its_days_and_no_others() -> None:
    assert orders_by_day(config({"events": {"peak": PEAK}})) == [100, 100, 300, 300, 100, 100, 100]
    quiet = {"from": "2026-02-20", "to": "2026-03-02", "factor": 0.0}
    assert orders_by_day(config({"events": {"peak": PEAK, "quiet": quiet}}))[:3] == [0, 100, 300]


def test_growth_is_by_the_year_and_day_by_day() -> None:
    demand = config({"growth_per_year": 0.5}).placement.demand
    means = hourly_means(demand, MONDAY, 731).reshape(731, 24).sum(axis=1)
    assert means[0] == pytest.approx(100)
    assert means[365] == pytest.approx(150, rel=1e-3)
    assert means[730] == pytest.approx(225, rel=2e-3)


@pytest.mark.parametrize(("expected", "units"), [(None, 60), (3.0, 60 + 40), (2.0, 60 + 20), (0.0, 60 - 20)])
def test_opening_stock_of_centres_follows_what_is_expected_and_nothing_else(expected: float | None, units: int) -> None:
    """Two days of an event; ten units a day and six days of them on the shelf. Who walks in comes as usual."""
    event = PEAK if expected is None else {**PEAK, "expected": expected}
    one_item = {"catalogue": {"items": 1}, "baskets": {"lines": 1, "quantity": 1}, "walk_ins": {"purchases_per_day": 9}}
    of = SimConfig.model_validate(
        {
            "days": 7,
            "placement": {**one_item, "demand": {"orders_per_day": 10, "events": {"peak": event}}},
            "fulfilment": {"nodes": {"centre": {}, "shop": {"kind": "store"}}},
        }
    )
    assert bought_for_events(np.array([[60], [60]]), of, draw(of, 1, 0)).tolist() == [[units], [60]]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            {"peak": PEAK, "more": {**PEAK, "from": "2026-03-05", "to": "2026-03-09"}},
            "peak and more overlap on 2026-03-05",
        ),
        ({"peak": {**PEAK, "to": "2026-03-03"}}, "events.peak: to 2026-03-03 is before from 2026-03-04"),
    ],
)
def test_what_cannot_be_is_refused(events: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        config({"events": events})


TABLE = {"2026-03-02": {"web": 50, "phone": 6}, "2026-03-03": {"web": 0, "phone": 20}}


def test_orders_by_day_and_channel_are_those_of_the_table() -> None:
    of = config({"by_day": TABLE}, days=2)
    tape = draw(of, 1, 0)
    assert orders_by_day(of) == [56, 20]
    second = tape.channel[tape.placed >= DAY]
    assert set(second.tolist()) == {tape.channels.index("phone")}
    told = by_day(of.placement, MONDAY, 2)
    assert told is not None
    assert told.sum(axis=0) == pytest.approx([50, 0, 0, 26, 0])


def test_all_channels_share_what_is_told_of_none() -> None:
    told = by_day(config({"by_day": {"2026-03-02": {"all": 200}}}, days=1).placement, MONDAY, 1)
    assert told is not None
    assert told.sum(axis=0) == pytest.approx([110, 50, 12, 12, 16])


@pytest.mark.parametrize(
    ("demand", "days", "said"),
    [
        ({"by_day": TABLE}, 3, "no orders for 2026-03-04"),
        ({"by_day": {"2026-03-02": {"wob": 1}}}, 1, "wob is no channel"),
        ({"by_day": {"2026-03-02": {"all": 1, "web": 2}}}, 1, "all is no channel"),
        ({"by_day": TABLE, "growth_per_year": 0.1}, 2, "by_day holds the orders of every day"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(demand: dict[str, Any], days: int, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        config(demand, days=days)


def test_memory_is_reckoned_from_the_orders_that_are_expected() -> None:
    many = {f"2026-03-{day}": dict.fromkeys(("web", "phone", "store"), 1e6) for day in range(10, 30)}
    few = {f"2026-03-0{day}": {"all": 10} for day in range(2, 9)}
    assert config({"orders_per_day": 1e7, "by_day": few}).days == 7
    with pytest.raises(ValidationError, match="7 with 1e\\+07 orders each take about 70 GB"):
        config({"orders_per_day": 1e7})
    with pytest.raises(ValidationError, match="take about 60 GB"):
        config({"by_day": many}, start="2026-03-10", days=20)
    with pytest.raises(ValidationError, match="take about 60 GB"):
        config({"orders_per_day": 1e6, "events": {"peak": {**PEAK, "factor": 27.5}}})
