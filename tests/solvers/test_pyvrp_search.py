"""What PyVRP tells on its way, and when it ends."""

import numpy as np
import pytest

from solvers import Budget, RoutingProblem, SolveResult, Vehicle, create
from solvers.city import city_wave

pytest.importorskip("pyvrp", reason="the package pyvrp is not installed")
WAVE = city_wave(40, 1)


def solved(problem: RoutingProblem, budget: Budget) -> SolveResult:
    return create("pyvrp").solve(problem, budget, np.random.default_rng(1))


def test_its_costs_fall_to_that_of_its_plan() -> None:
    found = solved(WAVE, Budget(iterations=60))
    costs = [cost for _, cost in found.trace]
    assert len(costs) > 1
    assert costs == sorted(set(costs), reverse=True)
    assert costs[-1] == found.audit.objective_cost


def test_its_costs_are_money_where_the_objective_is_and_hold_the_prizes_of_stops_nobody_can_reach() -> None:
    """A kilometre there and back at 7 cents, and 900 for the second stop, which no van can hold."""
    problem = RoutingProblem(
        demand=[0, 1, 9],
        vehicles=(Vehicle("van", 1, 2, cost_per_kilometre=7),),
        distance=[[0, 500, 1], [500, 0, 1], [1, 1, 0]],
        prize=[-1, 5_000, 900],
        objective="cost",
    )
    found = solved(problem, Budget(iterations=5))
    assert found.audit.objective_cost == found.trace[-1][1] == 907


def test_it_ends_so_many_iterations_after_its_last_improvement() -> None:
    whole = solved(WAVE, Budget(no_improvement=30))
    assert whole.iterations > 30
    again = solved(WAVE, Budget(iterations=whole.iterations - 30))
    before = solved(WAVE, Budget(iterations=whole.iterations - 31))
    assert again.audit.objective_cost == whole.audit.objective_cost < before.audit.objective_cost
