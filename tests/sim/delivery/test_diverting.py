"""Vans that may be diverted: told to go where they were going, they leave the log of the batch way, to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import own_solver
import pytest

from sim.config import SimConfig
from sim.delivery.dispatch import VanAtDoor, Waves
from sim.delivery.driver_pool import Crew
from sim.delivery.trip import Trip
from sim.life.parcels import DOOR_ATTEMPT
from sim.life.trips import BREAK_TAKEN, INCIDENT_MET
from sim.model import simulate
from sim.outcome import Outcome
from sim.plugins import PluginError
from sim.tape import draw
from sim.units import HOUR


@dataclass(frozen=True, slots=True)
class AsPlanned(Waves):
    """Diverts every van at every door to the plan it had."""

    diverts: ClassVar[bool] = True

    def divert(self, van: VanAtDoor) -> np.ndarray:
        return np.arange(len(van.promise_close))


@dataclass(frozen=True, slots=True)
class Backwards(Waves):
    """Turns round what is left at every door."""

    diverts: ClassVar[bool] = True

    def divert(self, van: VanAtDoor) -> list[int]:
        return list(range(len(van.promise_close)))[::-1]


@dataclass(frozen=True, slots=True)
class Lost(Waves):
    """Answers what is no order of stops."""

    diverts: ClassVar[bool] = True

    def divert(self, van: VanAtDoor) -> list[int]:
        return [0] * len(van.promise_close)


@dataclass(frozen=True, slots=True)
class Watching(Waves):
    """Checks what it is shown."""

    diverts: ClassVar[bool] = True

    def divert(self, van: VanAtDoor) -> list[int]:
        travel, stops = van.travel(), len(van.promise_close)
        assert travel.shape == (stops + 2, stops + 2)
        assert (np.diag(travel) == 0).all()
        assert van.now > van.departed
        assert van.places.shape == (stops, 2)
        # 27 km/h over roads a third longer than the straight line: the table and the place say the same.
        straight = np.hypot(*(van.places - np.array(van.place)).T) * 1.3
        assert np.allclose(travel[0, 1:-1] / 1e6, straight / 7.5, atol=1.5)
        return list(range(stops))


def business(policy: type[Any], **changes: Any) -> Outcome:
    config = SimConfig.model_validate(
        {
            "days": 2,
            "follow_up_days": 60,
            "placement": {"demand": {"orders_per_day": 150}, "catalogue": {"items": 20},
                          "channels": {"web": {"share": 1.0, "address_error": 0.2, "line_error": 0.1}}},
            "inventory": {"opening_days": 1.0, "record_error": 0.2},
            "fulfilment": {"nodes": {"north": {"y_kilometres": 3.0}, "south": {"y_kilometres": -3.0}},
                           "packing": {"damage": 0.1}},
            "delivery": {
                "mode": "mixed",
                "fleet_radius_kilometres": 8.0,
                "solver": {"name": "savings", "iterations": 1},
                "fleet": {"vans": {"van": {"count": 3, "capacity_litres": 400.0}}},
                "doors": {"not_home": 0.3, "maximum_attempts": 2},
                "dispatch": {"policy": "waves" if policy is Waves else f"{__file__}::{policy.__name__}"},
                **changes,
            },
            "aftersales": {"returns": {"changed_mind": 0.3}},
        }
    )  # fmt: skip
    return simulate(config, draw(config, 4, 0))


@pytest.fixture(scope="module")
def batch() -> Outcome:
    return business(Waves)


def test_diverted_to_the_plan_it_had_the_log_is_the_same_to_the_byte(batch: Outcome) -> None:
    diverted = business(AsPlanned)
    assert len(batch.log.trips) > 20
    ours, theirs = diverted.log.columns(), batch.log.columns()
    for table, columns in theirs.items():
        for name, values in columns.items():
            assert np.array_equal(ours[table][name], values), f"{table}.{name}"
    assert diverted.facts.end == batch.facts.end


def test_so_it_is_with_breaks_several_trips_and_incidents() -> None:
    settings: dict[str, Any] = {
        "solver": {"name": f"{Path(own_solver.__file__)}::ByAudit"},
        "fleet": {
            "vans": {"van": {"count": 2, "capacity_litres": 150.0}},
            "drivers": {
                "pay": "shift",
                "breaks": [{"after_hours": at, "by_hours": at + 1, "minutes": 20} for at in (2, 5)],
            },
            "trips_per_plan": 4,
            "reload_minutes": 7,
            "traffic": {"incidents": {"per_day": 60.0}},
        },
    }
    one, other = business(Waves, **settings), business(AsPlanned, **settings)
    assert np.array_equal(np.sort(one.log.rows()), np.sort(other.log.rows()))
    assert {BREAK_TAKEN.code, INCIDENT_MET.code} <= set(one.log.rows()["kind"].tolist())
    ours, theirs = other.log.trips.arrays(), one.log.trips.arrays()
    assert all(np.array_equal(ours[name], values) for name, values in theirs.items())


def test_diverted_vans_visit_every_door_once_in_another_order(batch: Outcome) -> None:
    turned = business(Backwards)
    rows = turned.log.rows()
    doors, trips = rows[rows["kind"] == DOOR_ATTEMPT.code], turned.log.trips.arrays()
    mine = doors[doors["item"] >= 0]
    assert np.array_equal(np.bincount(mine["item"], minlength=len(turned.log.trips)), trips["stops"])
    assert (trips["returned"] > trips["departed"]).all()
    assert trips["metres"].sum() > batch.log.trips.arrays()["metres"].sum(), "a plan turned round is a longer one"
    closed = turned.log.orders.arrays()
    assert ((closed["closed"] >= 0) | (closed["rejected"] >= 0)).all()
    parcels = turned.log.fulfilments.arrays()
    assert ((parcels["ended"] >= 0) | (parcels["released"] < 0)).all()


def test_a_policy_sees_where_the_van_is_and_what_is_left() -> None:
    business(Watching)


def test_what_is_no_order_of_the_stops_is_refused() -> None:
    with pytest.raises(PluginError, match=r"divert at day 0, .*each of 0 to \d+ once is accepted"):
        business(Lost)


def test_the_place_of_a_van_at_any_time() -> None:
    trip = Trip(0, 0, Crew(0, 0, 1, 3600), 0, (0, 0), HOUR, None)
    assert trip.position(5 * HOUR) == (0, 0)
    trip.drive([HOUR, 3 * HOUR], [2 * HOUR, 4 * HOUR], [(1000, 400), (0, 0)])
    assert trip.position(0) == (0, 0)
    assert trip.position(HOUR + HOUR // 4) == (250, 100)
    assert trip.position(2 * HOUR) == trip.position(3 * HOUR - 1) == (1000, 400)
    assert trip.position(3 * HOUR + HOUR // 2) == (500, 200)
    assert trip.position(9 * HOUR) == (0, 0)
