"""OR-Tools on rich problems: held against the optimum by the audit, never better, and nearly always as good."""

import numpy as np
import pytest
from brute_force import brute_force

from solvers import Budget, Route, RoutingProblem, Vehicle, create
from solvers.engines.ortools_routing import OrtoolsRouting
from solvers.protocol import Capability
from solvers.random_features import RICH, random_rich_problem
from solvers.solution import rank

OFFERED = OrtoolsRouting.supports & RICH
PLAIN = OrtoolsRouting.supports & ~RICH


def gap(problem: RoutingProblem, iterations: int = 150) -> bool:
    """Whether a better plan was missed; a plan that breaks a limit raises in `finish`."""
    result = create("ortools").solve(problem, Budget(iterations=iterations), np.random.default_rng(1))
    found, best = rank(problem, result.audit), brute_force(problem)
    assert found >= best
    assert all(result.unserved.values())
    return found > best


def missed(features: Capability, chance: float, rounds: int, most: int, seed: int) -> int:
    """How often the best plan was missed."""
    rng = np.random.default_rng(seed)
    problems = [random_rich_problem(rng, int(rng.integers(1, most)), features, chance=chance) for _ in range(rounds)]
    return sum(gap(problem) for problem in problems)


def test_it_offers_all_but_speeds() -> None:
    assert RICH & ~OFFERED == Capability.TIME_DEPENDENT


@pytest.mark.parametrize("feature", list(OFFERED), ids=lambda feature: str(feature.name).lower())
def test_each_feature_alone(feature: Capability) -> None:
    # overtime is drawn where a duration is limited
    extra = Capability.DURATION_LIMIT if feature is Capability.OVERTIME else feature
    assert missed(PLAIN | feature | extra, 1.0, 12, 6, 41) <= 1


@pytest.mark.parametrize(
    ("rounds", "most"), [(80, 6), pytest.param(400, 7, marks=pytest.mark.nightly)], ids=["few", "many"]
)
def test_features_together(rounds: int, most: int) -> None:
    assert missed(PLAIN | OFFERED, 0.3, rounds, most, 42) <= 1 + rounds // 40


def test_trips_are_read_from_a_plan_to_start_from() -> None:
    line = [[abs(a - b) for b in (0, 10, 20, 30)] for a in (0, 10, 20, 30)]
    van = Vehicle("van", 1, 2, max_trips=3, reload_time=5)
    problem = RoutingProblem(demand=[0, 1, 1, 1], vehicles=(van,), distance=line)
    known = (Route(0, (3, 0, 2, 0, 1)),)
    result = create("ortools").solve(problem, Budget(iterations=1), np.random.default_rng(1), warm_start=known)
    assert result.audit.cost <= 120
    assert not result.unserved
    long = create("ortools").solve(problem, Budget(iterations=50), np.random.default_rng(1), warm_start=known)
    assert long.audit.cost == 80


def test_ranks_that_do_not_fit_into_64_bits_are_refused() -> None:
    places = np.arange(55)
    problem = RoutingProblem(
        demand=[0] + [1] * 54,
        vehicles=(Vehicle("van", 54, 2, fixed_cost=10**11),),
        distance=np.abs(places[:, None] - places),
        priority=[0, *(1 + places[1:] % 9)],
        objective="cost",
    )
    with pytest.raises(ValueError, match=r"^solver 'ortools': with these prices and priorities .* parts, fewer than"):
        create("ortools").solve(problem, Budget(iterations=5), np.random.default_rng(1))


def test_a_van_that_can_never_leave_stays_at_home() -> None:
    closed = Vehicle("night", 1, 9, shift=(500, 600), start=2, end=2)
    problem = RoutingProblem(
        demand=[0, 1, 0],
        depots=2,
        vehicles=(closed, Vehicle("day", 1, 9)),
        distance=[[0, 50, 90], [50, 0, 10], [90, 10, 0]],
        time_window=[[0, 1_000], [0, 1_000], [0, 400]],
    )
    result = create("ortools").solve(problem, Budget(iterations=20), np.random.default_rng(1))
    assert [route.vehicle for route in result.routes] == [1]
