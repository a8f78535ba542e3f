"""Incidents: whom they hold up, for how long, what plans know of them, and what more of them cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew
from sim.delivery.incidents import IncidentConfig, Incidents, incidents_of
from sim.delivery.planning import Planner
from sim.delivery.wave import WaveRequest
from sim.kpis import evaluate
from sim.life.trips import INCIDENT_MET
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE


def one(begin: int = 9 * HOUR, end: int = 10 * HOUR, place: tuple[int, int] = (5000, 0)) -> Incidents:
    """A road blocked from nine to ten, five kilometres east, a quarter of an hour to go round it."""
    begins, ends, x, y = (np.array([value]) for value in (begin, end, *place))
    return Incidents(begins, ends, x, y, 15 * MINUTE, 1000)


@pytest.mark.parametrize(
    ("origin", "target", "blocked"),
    [
        ((0, 0), (9000, 0), True),
        ((0, 1000), (9000, 1000), True),  # just within the radius
        ((0, 1001), (9000, 1001), False),
        ((0, 0), (4000, 0), True),  # ends beside it
        ((0, 0), (3999, 0), False),
        ((6000, 0), (9000, 0), True),  # begins beside it
        ((6001, 0), (9000, 0), False),
        ((0, 5000), (9000, -5000), True),
        ((0, 0), (-9000, 0), False),
        ((5000, 500), (5000, 500), True),
    ],
)
def test_a_drive_is_held_up_that_passes_the_place(
    origin: tuple[int, int], target: tuple[int, int], blocked: bool
) -> None:
    assert one().hold(9 * HOUR, origin, target) == 15 * MINUTE * blocked


def test_who_would_be_through_sooner_waits_and_nobody_overtakes() -> None:
    begins = range(9 * HOUR - MINUTE, 10 * HOUR + 2 * MINUTE, MINUTE)
    there = [begin + one().hold(begin, (0, 0), (9000, 0)) for begin in begins]
    assert there[1:] == sorted(there[1:])
    assert one().hold(10 * HOUR - 5 * MINUTE, (0, 0), (9000, 0)) == 5 * MINUTE
    assert one().hold(10 * HOUR, (0, 0), (9000, 0)) == 0


def test_they_are_as_many_as_said_and_of_the_length_said() -> None:
    found = incidents_of(IncidentConfig(per_day=50, minutes=30, within_kilometres=4), 200, 1, 0)
    assert found is not None
    assert abs(found.begin.size / 200 - 50) < 4 * (50 / 200) ** 0.5
    assert abs(float(np.mean(found.end - found.begin)) / MINUTE - 30) < 4 * 30 / 100
    assert np.hypot(found.x, found.y).max() <= 4001
    assert incidents_of(IncidentConfig(), 200, 1, 0) is None


def business(incidents: dict[str, Any], orders: int = 150) -> SimConfig:
    fleet = {"vans": {"van": {"count": 2, "capacity_litres": 900}}, "traffic": {"incidents": incidents}}
    return SimConfig.model_validate(
        {
            "days": 3,
            "placement": {"demand": {"orders_per_day": orders}},
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {"solver": {"name": "savings"}, "fleet": fleet},
        }
    )


def run(config: SimConfig) -> Outcome:
    return simulate(config, draw(config, 2, 0))


def test_more_incidents_hold_up_more_drives_and_cost_promises() -> None:
    """The fact, both ways: none, and so many that most drives pass one."""
    none, many = (run(business(said)) for said in ({}, {"per_day": 200.0, "delay_minutes": 30.0}))
    kept = [evaluate(outcome) for outcome in (none, many)]
    assert kept[0]["incidents_met"] is None
    rows = many.log.rows()
    met = rows["time"][rows["kind"] == INCIDENT_MET.code]
    assert kept[1]["incidents_met"] == int((met < 3 * DAY).sum()) > 20
    assert kept[1]["on_time_delivery"] + 0.05 < kept[0]["on_time_delivery"]  # type: ignore[operator]


def test_plans_that_know_of_them_are_nearer_to_what_comes() -> None:
    """The lever, both ways: told while a road is blocked, or by the first van that stands there."""
    said = {"per_day": 60.0, "minutes": 240.0, "delay_minutes": 20.0}
    blind, told = (evaluate(run(business(said | {"known": known})))["estimate_error"] for known in (False, True))
    assert told < 0.8 * blind  # type: ignore[operator]


def test_a_plan_that_knows_of_one_has_its_wait_on_the_drives_that_it_blocks() -> None:
    config = business({"per_day": 1.0, "known": True})
    planner = Planner(config, [(0, 0)], 1, 0, incidents=one())
    at = np.array([9 * HOUR])
    plan = planner.plan(
        WaveRequest(
            number=1, node=0, departure=9 * HOUR, next_departure=24 * HOUR, x=np.array([9000]), y=np.array([0]),
            volume=at * 0 + 1, promise_open=at, promise_close=at + DAY, option=np.zeros(1, dtype=np.uint8),
            zone=at * 0,
            crews=(Crew(0, 0, 1, 9 * 3600),),
        )
    )  # fmt: skip
    assert (plan.duration - plan.free).tolist() == [[0, 900], [900, 0]]
