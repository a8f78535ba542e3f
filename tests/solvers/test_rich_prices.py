"""The bound below which rich plans can be counted is one: no plan costs more, whatever it is that it pays for."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solvers import Route, RoutingProblem, Vehicle
from solvers.engines.numba_search import NumbaSearch
from solvers.engines.rich_prices import MOST_PARTS, dearest, rich_prices
from solvers.problem import Break, SpeedProfile
from solvers.random_features import random_rich_problem
from solvers.solution import audit

STOPS = 1_501
LEG = 10**6
LATEST = 10**10
VAN = Vehicle("van", 1, STOPS, cost_per_hour=90)
FREE_VAN = replace(VAN, cost_per_hour=0)


def each(value: Any) -> list[Any]:
    """A value for every stop, 0 for the depot; with windows that opens at it."""
    return [0] + [value] * STOPS


MADE: dict[str, tuple[Vehicle, dict[str, Any]]] = {
    "time": (VAN, {}),
    "way": (replace(FREE_VAN, cost_per_kilometre=90), {}),
    "vans": (replace(FREE_VAN, fixed_cost=90), {}),
    "slow": (VAN, {"speed_profiles": (SpeedProfile((0, 9), (900, 300)),), "speed_profile": each(0)}),
    "breaks": (replace(VAN, breaks=(Break((10, 90), 10**8),)), {}),
    "overtime": (replace(FREE_VAN, shift_length=0, max_overtime=LATEST, overtime_cost_per_hour=90), {}),
    "late": (FREE_VAN, {"soft_window": [(0, 0)] * (STOPS + 1), "lateness_cost_per_minute": each(90)}),
    "early": (
        replace(VAN, cost_per_hour=10**6),
        {"soft_window": [(5 * 10**9, LATEST)] * (STOPS + 1), "earliness_cost_per_minute": each(1)},
    ),
    "service": (VAN, {"service_time": each(10**7)}),
    "late goods": (VAN, {"release_time": each(10**9), "time_window": [(0, LATEST)] + [(5 * 10**9, LATEST)] * STOPS}),
}
"""What makes a plan dear: its van, and columns of its problem."""


@pytest.mark.parametrize("case", MADE)
def test_the_longest_way_round_costs_no_more_than_the_bound(case: str) -> None:
    """Two places, the depot in one, and every leg goes from one to the other."""
    van, columns = MADE[case]
    side = np.arange(STOPS + 1) % 2
    roads = LEG * np.abs(np.subtract.outer(side, side))
    problem = RoutingProblem(demand=each(1), vehicles=(van,), distance=roads, objective="cost", **columns)
    found = audit(problem, [Route(0, tuple(range(1, STOPS + 1)))])
    assert found.feasible, found.violations[:1]
    price = rich_prices(problem)
    cost = found.objective_cost * price.unit
    assert 0 < cost <= dearest(problem, price) < 9 * cost


def test_routes_of_random_problems_cost_no_more_than_the_bound() -> None:
    rng = np.random.default_rng(5)
    driven = 0
    for _ in range(80):
        problem = random_rich_problem(rng, 5, NumbaSearch.supports, ugly=False)
        price = rich_prices(problem)
        for _ in range(6):
            order = rng.permutation(np.arange(1, problem.stops + 1))[: rng.integers(1, problem.stops + 1)]
            found = audit(problem, [Route(0, tuple(order.tolist()))], set(range(1, problem.stops + 1)) - set(order))
            driven += found.feasible
            assert not found.feasible or found.objective_cost * price.unit <= dearest(problem, price)
    assert driven > 100


def test_the_longest_way_that_can_be_counted_is_planned_and_the_next_is_refused() -> None:
    """Three legs at most (out, back, and one to load again), at nearly 10**11 parts the metre."""

    def dear(leg: int) -> RoutingProblem:
        van = replace(FREE_VAN, cost_per_kilometre=10**11 - 1, max_trips=2)
        return RoutingProblem(demand=[0, 1], vehicles=(van,), distance=[[0, leg], [leg, 0]], objective="cost")

    longest = MOST_PARTS // (3 * (10**11 - 1))
    assert rich_prices(dear(longest)).metre.tolist() == [10**11 - 1]
    with pytest.raises(ValueError, match=rf"cannot count: {(MOST_PARTS - 1) // 1_000} at most is accepted"):
        rich_prices(dear(longest + 1))
