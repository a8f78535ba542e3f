"""What PyVRP tells on its way, when it ends, and its plans of rich problems held against the optimum by the audit."""

import numpy as np
import pytest
from brute_force import brute_force

from solvers import Budget, RoutingProblem, SolveResult, Vehicle, create
from solvers.city import city_wave
from solvers.protocol import Capability
from solvers.random_features import RICH, random_rich_problem
from solvers.solution import rank

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


def gap(problem: RoutingProblem, iterations: int) -> bool:
    """Whether a better plan was missed; a plan that breaks a limit raises in `finish`."""
    result = solved(problem, Budget(iterations=iterations))
    found, best = rank(problem, result.audit), brute_force(problem)
    assert found >= best
    assert all(result.unserved.values())
    return found > best


def missed(features: Capability, chance: float, rounds: int, most: int, seed: int) -> int:
    """How often the best plan was missed."""
    rng = np.random.default_rng(seed)
    problems = [
        random_rich_problem(rng, int(rng.integers(1, most)), features, chance=chance, ugly=False) for _ in range(rounds)
    ]
    return sum(gap(problem, 60) for problem in problems)


def test_it_offers_what_its_own_sets_need_and_refuses_the_rest_by_name() -> None:
    offered = create("pyvrp").supports
    assert RICH & ~offered == (
        Capability.BREAKS
        | Capability.STOP_LIMIT
        | Capability.SOFT_WINDOWS
        | Capability.SEVERAL_WINDOWS
        | Capability.VEHICLE_CHOICE
        | Capability.PRIORITIES
        | Capability.TIME_DEPENDENT
        | Capability.PAIRS
    )
    with pytest.raises(ValueError, match="pyvrp lacks stop_limit, which this problem needs"):
        solved(WAVE.replace(vehicles=(Vehicle("van", 9, 900, max_stops=3),)), Budget(iterations=1))


@pytest.mark.parametrize("feature", list(RICH & create("pyvrp").supports), ids=lambda one: str(one.name).lower())
def test_each_feature_alone(feature: Capability) -> None:
    offered = create("pyvrp").supports
    extra = Capability.DURATION_LIMIT if feature is Capability.OVERTIME else feature
    assert missed((offered & ~RICH) | feature | extra, 1.0, 10, 6, 41) <= 1


def test_features_together() -> None:
    assert missed(create("pyvrp").supports, 0.3, 40, 6, 42) <= 4


def test_required_stops_that_cannot_all_be_served_are_left_out_and_the_others_served() -> None:
    """Two depots, one van for two stops: there is room for one of them."""
    problem = RoutingProblem(
        demand=[0, 1, 1, 0],
        vehicles=(Vehicle("van", 1, 1, start=3, end=3),),
        distance=[[0 if a == b else 10 for b in range(4)] for a in range(4)],
        depots=2,
    )
    found = solved(problem, Budget(iterations=20))
    assert len(found.routes) == len(found.unserved) == 1
    assert found.audit.cost == 20


def test_loading_again_takes_its_time_where_it_is_done_and_nowhere_else() -> None:
    """Three stops one by one, 20 there and back, two reloads of 7, and none before the first trip."""
    line = [[0 if a == b else 10 for b in range(4)] for a in range(4)]
    van = Vehicle("van", 1, 1, max_trips=3, reload_time=7)
    for end, served in ((74, {3}), (73, {1, 2})):
        problem = RoutingProblem(
            demand=[0, 1, 1, 1], vehicles=(van,), distance=line, time_window=[(0, end), *[(0, 1_000)] * 3]
        )
        found = solved(problem, Budget(iterations=30))
        assert 3 - len(found.unserved) in served
