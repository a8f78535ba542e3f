"""The search finds the optimum of tiny problems, whatever features they combine."""

import numpy as np
import pytest
from brute_force import brute_force

from solvers import Budget, RoutingProblem, Vehicle, create, names
from solvers.problem import FAR
from solvers.random_problems import random_problem


def found(problem: RoutingProblem, iterations: int) -> tuple[int, int]:
    result = create("numba").solve(problem, Budget(iterations=iterations), np.random.default_rng(1))
    return sum(int(problem.prize[stop] < 0) for stop in result.unserved), result.audit.objective_cost


@pytest.mark.parametrize(
    ("rounds", "most"), [(60, 5), pytest.param(900, 6, marks=pytest.mark.nightly)], ids=["few", "many"]
)
def test_mixed_and_limited_fleets_with_every_objective(rounds: int, most: int) -> None:
    rng, missed = np.random.default_rng(31), []
    for number in range(rounds):
        problem = random_problem(rng, int(rng.integers(1, most)))
        if (got := found(problem, 2_500)) != (right := brute_force(problem)):
            missed.append((number, got, right))
    assert not missed


def test_stops_reached_only_over_others_are_served() -> None:
    """From the depot a road leads to stop 1 only, and only from 2 to 4 one leads back; one of four must stay out."""
    far = FAR
    problem = RoutingProblem(
        demand=[0, 9, 9, 5, 1],
        vehicles=(Vehicle("van", 2, 23),),
        distance=[
            [0, 34, far, far, far],
            [far, 0, 39, 21, 32],
            [9, 20, 0, 14, 24],
            [6, 21, 17, 0, 15],
            [15, 29, far, 7, 0],
        ],
    )
    result = create("numba").solve(problem, Budget(iterations=500), np.random.default_rng(1))
    assert len(result.routes) == 1
    assert (list(result.unserved), result.audit.cost) == ([2], 79)
    assert "over other stops" in result.unserved[2]
    again = create("numba").solve(problem, Budget(iterations=1), np.random.default_rng(1), warm_start=result.routes)
    assert again.audit.cost == 79


@pytest.mark.parametrize("name", ["numba", "ortools", "insertion", "savings"])
@pytest.mark.parametrize("fixed", [9_700_000, 30_000_000, 10**10])
def test_dear_vehicles_leave_nobody_unserved(name: str, fixed: int) -> None:
    problem = RoutingProblem(
        demand=[0, 1, 1, 1],
        vehicles=(Vehicle("truck", 3, 2, fixed_cost=fixed, cost_per_kilometre=9_000, cost_per_hour=7),),
        distance=[[0, 5000, 6000, 7000], [5000, 0, 3000, 4000], [6000, 3000, 0, 2000], [7000, 4000, 2000, 0]],
        objective="cost",
    )
    result = create(name).solve(problem, Budget(iterations=50), np.random.default_rng(1))
    assert not result.unserved
    assert result.audit.vehicles == 2


def test_a_prize_above_ten_million_is_earned() -> None:
    problem = RoutingProblem(
        demand=[0, 1],
        vehicles=(Vehicle("truck", 1, 2, fixed_cost=12_000_000),),
        distance=[[0, 5000], [5000, 0]],
        prize=[-1, 20_000_000],
        objective="cost",
    )
    result = create("numba").solve(problem, Budget(iterations=50), np.random.default_rng(1))
    assert result.audit.objective_cost == 12_000_000


def test_one_second_less_of_a_shift_costs_next_to_nothing() -> None:
    """Vans of two types whose shifts differ by a second are searched like others: they change places and tails."""
    from dataclasses import replace

    from solvers.city import city_wave

    costs = [0, 0]
    for seed in range(1, 6):
        wave = city_wave(120, seed, optional=0.0)
        large, small = wave.vehicles
        for at, end in enumerate((small.shift[1], small.shift[1] - 1)):
            fleet = (large, replace(small, shift=(small.shift[0], end)))
            result = create("numba").solve(
                wave.replace(vehicles=fleet), Budget(iterations=6_000), np.random.default_rng(1)
            )
            assert not result.unserved
            costs[at] += result.audit.objective_cost
    assert costs[1] < 1.006 * costs[0]


@pytest.mark.parametrize("name", ["numba", "ortools", "pyvrp"])
def test_money_that_does_not_fit_into_64_bits_is_refused(name: str) -> None:
    if name not in names():
        pytest.skip("pyvrp is not installed")
    problem = RoutingProblem(
        demand=[0, 1, 1],
        vehicles=(Vehicle("truck", 2, 2, cost_per_hour=10**11 - 1, cost_per_kilometre=1),),
        distance=[[0, 10**8, 10**8], [10**8, 0, 10**8], [10**8, 10**8, 0]],
        objective="cost",
    )
    with pytest.raises(ValueError, match="vehicles: at these prices"):
        create(name).solve(problem, Budget(iterations=5), np.random.default_rng(1))
