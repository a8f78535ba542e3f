"""What a race inside a business says is so: equal solvers are equal, routes made longer are found to be that long."""

from pathlib import Path

import pytest

from scenarios.study.racing.business import race_business
from scenarios.study.racing.calibrating import Calibration, Pace

AGAIN = '''
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solvers import Capability, create


@dataclass(frozen=True)
class Again:
    """Numba with other random numbers."""

    name: ClassVar[str] = "again"
    supports: ClassVar[Capability] = create("numba").supports
    iteration_unit: ClassVar[str] = create("numba").iteration_unit

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        return create("numba").solve(problem, budget, np.random.default_rng(rng.integers(1 << 62)))
'''
LONGER = '''
from dataclasses import dataclass
from typing import ClassVar

from solvers import Capability, create, finish
from solvers.solution import Route, audit

TRIES = 400


@dataclass(frozen=True)
class Longer:
    """Savings, with parts of routes turned round until all routes together are a tenth longer."""

    name: ClassVar[str] = "longer"
    supports: ClassVar[Capability] = create("savings").supports
    iteration_unit: ClassVar[str] = "plans"

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        plan = create("savings").solve(problem, budget, rng)
        routes = list(plan.routes)
        others = [set(range(1, problem.stops + 1)) - set(route.stops) for route in routes]
        metres = [audit(problem, [route], left).distance for route, left in zip(routes, others)]
        missing = 0.1 * sum(metres)
        for _ in range(TRIES if routes else 0):
            at = int(rng.integers(len(routes)))
            stops = routes[at].stops
            first, last = sorted(rng.integers(0, len(stops) + 1, 2).tolist())
            turned = Route(routes[at].vehicle, (*stops[:first], *stops[first:last][::-1], *stops[last:]))
            found = audit(problem, [turned], others[at])
            more = found.distance - metres[at]
            if found.feasible and abs(missing - more) < abs(missing):
                routes[at], metres[at], missing = turned, found.distance, missing - more
        return finish(problem, routes, plan.unserved, plan.iterations)
'''
ROOMY = (
    "city_day+days=1+delivery.dispatch.every_minutes=120"
    "+delivery.fleet.vans.van.count=60+delivery.fleet.vans.van.capacity_litres=300"
)
"""Many vans, full before their hours are over: any route may be longer."""
PLANS = Calibration((Pace(1, 0.0, 0.001),), True)
"""A thousand plans a second, however many stops."""


@pytest.mark.nightly
def test_of_twenty_races_of_a_solver_against_itself_one_at_most_finds_a_difference(tmp_path: Path) -> None:
    file = tmp_path / "again.py"
    file.write_text(AGAIN)
    again = f"{file}::Again"
    slow = {name: Calibration((Pace(1, 0.0, 5e-6),), True) for name in ("numba", again)}
    found = []
    for seed in range(1, 21):
        raced = race_business(
            "lean_fleet+days=1", ["numba", again], seconds=[0.002], replications=3, seed=seed, jobs=1, calibration=slow
        )
        difference = raced.rows[1].differences["profit_a_month"]
        assert difference.low < difference.high, "other random numbers, other plans"
        found.append(difference.low > 0.0 or difference.high < 0.0)
    assert sum(found) <= 1


@pytest.mark.nightly
def test_routes_made_a_tenth_longer_are_found_to_be_a_tenth_longer(tmp_path: Path) -> None:
    file = tmp_path / "longer.py"
    file.write_text(LONGER)
    longer = f"{file}::Longer"
    raced = race_business(
        ROOMY, ["savings", longer], seconds=[0.001], replications=3, jobs=1,
        calibration={"savings": PLANS, longer: PLANS},
    )  # fmt: skip
    usual, long = (row.kpis["kilometres_per_drop"].mean for row in raced.rows)
    assert usual is not None
    assert long is not None
    assert long / usual == pytest.approx(1.10, abs=0.01)
    assert raced.rows[1].differences["kilometres_per_drop"].low > 0.0
