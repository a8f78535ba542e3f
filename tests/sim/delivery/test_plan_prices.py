"""What plans are made for: the shortest routes drive least, the fastest are away for the shortest time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner
from sim.delivery.wave import WavePlan, WaveRequest
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw
from sim.units import HOUR
from solvers.problem import Objective, RoutingProblem
from solvers.solution import audit

SHORT, FAST = Objective.DISTANCE, Objective.DURATION

VANS = {"van": {"count": 5, "capacity_litres": 2000.0, "fuel_litres_per_100_kilometres": 10.0}}


def business(planned_for: str, **fleet: Any) -> SimConfig:
    return SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 150},
                "preferences": {"standard": 1, "slot": 1, "express": 0},
            },
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {
                "planning": {"planned_for": planned_for},
                "solver": {"name": "numba", "iterations": 200},
                "promise": {"slot_hours": 1},
                "dispatch": {"policy": "waves", "every_minutes": 120, "look_ahead_minutes": 0},
                "fleet": {"vans": VANS, "drivers": {"pay": "hour"}} | fleet,
            },
        }
    )


def wave(planned_for: str, at: list[tuple[int, int]], opens: list[int]) -> tuple[WavePlan, RoutingProblem]:
    """Vans in the middle; all promises close an hour after they open, or late."""
    x, y = np.array(at, dtype=np.int64).T
    closes = np.array([start + HOUR if start else 20 * HOUR for start in opens])
    met: list[RoutingProblem] = []
    config = business(planned_for, lateness_cost=0.0)
    planner = Planner(config, [(0, 0)], 1, 0, lambda _wave, problem, _places, _routes: met.append(problem))
    request = WaveRequest(
        number=1, node=0, departure=9 * HOUR, next_departure=10 * HOUR, x=x, y=y, volume=np.ones_like(x),
        promise_open=np.array(opens), promise_close=closes, option=np.zeros(x.size, dtype=np.uint8),
        zone=x * 0,
        crews=(Crew(0, 0, 3, 9 * 3600),),
    )  # fmt: skip
    return planner.plan(request), met[0]


def test_one_list_of_stops_the_shortest_and_the_fastest_way() -> None:
    rng = np.random.default_rng(5)
    at = [(int(x), int(y)) for x, y in rng.integers(-9000, 9000, (40, 2))]
    opens = [int(hour) * HOUR for hour in rng.integers(10, 15, 40)]
    found = {}
    for wanted in ("distance", "time"):
        plan, problem = wave(wanted, at, opens)
        assert not plan.left_out.size
        cost = {one: audit(problem.replace(objective=one), plan.routes).cost for one in (SHORT, FAST)}
        found[wanted] = cost[SHORT], cost[FAST]
    assert found["distance"][0] < found["time"][0]
    assert found["distance"][1] > found["time"][1]


def test_nothing_is_left_for_the_length_of_its_way() -> None:
    """Though `lateness_cost` is 0, where the cheapest plan leaves all of it."""
    far = [(9000, 0), (0, 9000), (-9000, 0)]
    left = [wave(wanted, far, [0, 0, 0])[0].left_out.size for wanted in ("cost", "distance", "time")]
    assert left == [3, 0, 0]


def test_the_lever_both_ways_and_what_vans_burn() -> None:
    """The cheapest plans leave for a later wave what is not worth a trip yet, which no other plan does."""
    cheapest, shortest, fastest = (
        evaluate(simulate(one, draw(one, 3, 0))) for one in map(business, ("cost", "distance", "time"))
    )
    assert shortest["drops_per_hour"] < cheapest["drops_per_hour"]  # type: ignore[operator]
    assert fastest["kilometres_per_drop"] > cheapest["kilometres_per_drop"]  # type: ignore[operator]
    for found in (shortest, fastest):
        assert found["fuel"] == pytest.approx(found["kilometres"] / 10)  # type: ignore[operator]
        assert found["co2"] == pytest.approx(2.5 * found["fuel"])  # type: ignore[operator]


def test_a_price_of_lateness_is_money() -> None:
    with pytest.raises(ValidationError, match="lateness_cost_per_minute: money, and routes are planned for distance"):
        business("distance", lateness_cost_per_minute=0.5)
