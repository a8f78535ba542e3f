"""The regime the simulator lives in: a city wave, optional stops with prizes, few iterations.

A dispatcher's budget of a hundred iterations must already buy a plan no worse than the plain
constructions: a search that starts from an empty plan and spends its budget filling it is of no
use there.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner
from sim.delivery.wave import WaveRequest
from sim.units import HOUR
from solvers import registry
from solvers.problem import RoutingProblem
from solvers.protocol import Budget


def wave(stops: int, seed: int) -> RoutingProblem:
    """What the simulator hands a solver: limited mixed vans, cost, prizes, some two-hour slots."""
    rng = np.random.default_rng(seed)
    depart = 9 * HOUR
    slot = rng.random(stops) < 0.3
    opens = np.where(slot, depart + HOUR, 0)
    closes = np.where(slot, depart + 3 * HOUR, depart + 36 * HOUR)
    planner = Planner(SimConfig(), [(1500, 3000)], 1, 0)
    x, y = rng.integers(-8000, 8000, stops), rng.integers(-8000, 8000, stops)
    request = WaveRequest(
        number=1,
        node=0,
        departure=depart,
        next_departure=depart + HOUR,
        x=x,
        y=y,
        volume=rng.integers(1000, 40000, stops),
        promise_open=opens,
        promise_close=closes,
        option=np.zeros(stops, dtype=np.uint8),
        zone=np.zeros(stops, dtype=np.int64),
        crews=(Crew(0, 0, 12, 11 * 3600), Crew(1, 0, 4, 11 * 3600)),
    )
    return planner._problem(request, planner.roads(0, x, y, x * 0))


@pytest.mark.parametrize("stops", [50, 125, pytest.param(300, marks=pytest.mark.nightly)])
def test_a_hundred_iterations_beat_the_constructions(stops: int) -> None:
    problem = wave(stops, stops)
    cost = {
        name: registry.create(name)
        .solve(problem, Budget(iterations=100), np.random.default_rng(1))
        .audit.objective_cost
        for name in ("numba", "savings", "insertion")
    }
    assert cost["numba"] <= min(cost["savings"], cost["insertion"])
