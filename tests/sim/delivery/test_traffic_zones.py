"""Traffic by zone: who drives into a slow zone is slower there, and what plans know of it decides who is late."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.traffic import TrafficConfig
from sim.delivery.traffic_zones import ZoneTraffic
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, HOUR
from solvers.problem import FAR

SLOW_CENTRE = {"0": {"07:00": 0.4, "10:00": 1.0, "16:00": 0.4, "19:00": 1.0}}


def business(zones: Any, know: str = "mean", solver: str = "numba", speeds: Any = None) -> dict[str, float | None]:
    config = SimConfig.model_validate(
        {
            "days": 1,
            "placement": {
                "demand": {"orders_per_day": 80},
                "addresses": {"zones": 2},
                "channels": {"web": {"share": 1, "address_error": 0}},
            },
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {
                "solver": {"name": solver, "iterations": 15},
                "fleet": {
                    "vans": {"van": {"count": 6, "capacity_litres": 2000.0}},
                    "traffic": {"zones": zones, "plans_know": know, "speeds": speeds or {}},
                    "traffic_spread": 0.0,
                    "service_spread": 0.0,
                },
                "doors": {"not_home": 0.0},
            },
        }
    )
    return evaluate(simulate(config, draw(config, 3, 0)))


def traffic(zones: Any, know: str = "mean", speeds: Any = None) -> ZoneTraffic:
    config = TrafficConfig.model_validate({"zones": zones, "plans_know": know, "speeds": speeds or {}})
    return ZoneTraffic(config, ("0", "1", "2"))


def test_a_drive_has_the_speed_of_the_zone_it_leads_to() -> None:
    found = traffic({"1": {"00:00": 0.5}}, speeds={"00:00": 0.8})
    there = [found.of(zone).arrival(9 * HOUR, HOUR) - 9 * HOUR for zone in range(3)]
    assert there == [HOUR * 5 // 4, 2 * HOUR, HOUR * 5 // 4]


def test_plans_by_the_mean_know_each_zone_s() -> None:
    found = traffic({"1": {"00:00": 0.5}})
    planned = np.full((3, 3), 100)
    planned[1, 2] = FAR
    slower = found.slower(planned, np.array([0, 1]), 0, DAY)
    assert slower.tolist() == [[100, 100, 200], [100, 100, FAR], [200, 100, 200]]  # home from zone 1 is slow too


def test_plans_by_the_hour_have_a_profile_for_each_leg() -> None:
    profiles, of_legs = traffic(SLOW_CENTRE, "hours").profiles(8 * HOUR, np.array([2, 0]))
    assert [max(one.speeds) - min(one.speeds) for one in profiles] == [600, 0, 0]
    assert of_legs.tolist() == [[0, 2, 0], [2, 2, 0], [0, 2, 0]]


def test_planned_against_realised_the_lever_both_ways() -> None:
    """Without luck each estimate by the hour comes true, and those by the mean, or as if all were free, do not."""
    nothing, mean, hours = (business(SLOW_CENTRE, know)["estimate_error"] for know in ("nothing", "mean", "hours"))
    assert hours == 0.0
    assert min(mean, nothing) > 2.0  # type: ignore[type-var, operator]
    even, slow = business({})["drops_per_hour"], business(SLOW_CENTRE, "hours")["drops_per_hour"]
    assert slow < even  # type: ignore[operator]


def test_zones_all_alike_are_a_city() -> None:
    hours = {"07:00": 0.5, "10:00": 0.9}
    for know, solver in (("hours", "numba"), ("nothing", "savings")):
        alike = business({"0": hours, "1": hours}, know, solver)
        city = business({}, know, solver, hours)
        assert {name: value for name, value in alike.items() if value != city[name]} == {}


def test_a_zone_there_is_not_and_a_solver_without_hours_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"delivery\.fleet\.traffic\.zones: there is no zone 7; accepted: 0 to 1"):
        business({"7": {"00:00": 0.5}})
    with pytest.raises(ValueError, match=r"savings lacks time_dependent, which .*plans_know: hours needs"):
        business(SLOW_CENTRE, "hours", "savings")
    with pytest.raises(ValidationError, match="are the same time of every day"):
        traffic({"0": {"00:00": 0.5, "24:00": 0.6}})
