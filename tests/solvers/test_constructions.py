"""What the solvers without a search are held to: a dispatcher who is no straw man, and vans that pay together."""

import numpy as np
import pytest

from solvers import Budget, RoutingProblem, SolveResult, Vehicle, create
from solvers.city import city_wave


def solved(name: str, problem: RoutingProblem, iterations: int = 1) -> SolveResult:
    return create(name).solve(problem, Budget(iterations=iterations), np.random.default_rng(1))


@pytest.mark.parametrize("stops", [50, 120])
def test_a_dispatcher_drives_5_to_25_percent_further(stops: int) -> None:
    above = []
    for seed in range(1, 13):
        wave = city_wave(stops, seed)
        best = solved("numba", wave, 4_000)
        above.append(solved("manual", wave).audit.distance / best.audit.distance - 1)
    assert 0.05 <= float(np.mean(above)) <= 0.25


@pytest.mark.parametrize("name", ["insertion", "savings", "manual"])
def test_a_vehicle_is_opened_that_prizes_pay_together(name: str) -> None:
    """Each of four neighbours is worth 600 and a van costs 1 000: alone none pays it."""
    line = np.abs(np.subtract.outer([0, 10, 11, 12, 13], [0, 10, 11, 12, 13]))
    problem = RoutingProblem(
        demand=[0, 1, 1, 1, 1],
        vehicles=(Vehicle("van", 2, 4, fixed_cost=1_000, cost_per_kilometre=1_000),),
        distance=line,
        prize=[-1, 600, 600, 600, 600],
        objective="cost",
    )
    result = solved(name, problem)
    assert (result.audit.objective_cost, result.audit.vehicles) == (1_026, 1)
    assert not result.unserved


def test_no_vehicle_is_opened_that_prizes_do_not_pay() -> None:
    problem = RoutingProblem(
        demand=[0, 1, 1],
        vehicles=(Vehicle("van", 2, 4, fixed_cost=1_000),),
        distance=[[0, 1, 1], [1, 0, 1], [1, 1, 0]],
        prize=[-1, 400, 500],
        objective="cost",
    )
    assert solved("insertion", problem).audit.objective_cost == 900
