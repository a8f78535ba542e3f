"""The search for rich problems: optimal on tiny ones, feasible and rightly counted on all, feature by feature."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from brute_force import optimum

from solvers import NOWHERE, Budget, Route, RoutingProblem, Vehicle, create
from solvers.capabilities import rich_needs
from solvers.engines.numba_search import NumbaSearch
from solvers.engines.rich_data import build, routes_of
from solvers.engines.rich_prices import weights
from solvers.engines.rich_search import RichSearch
from solvers.kernels.rich.cost import renew
from solvers.kernels.state import Moves
from solvers.problem import FAR, Break, SpeedProfile
from solvers.protocol import Capability
from solvers.random_features import RICH, random_rich_problem
from solvers.screen import unservable
from solvers.solution import audit, rank

ASKED = NumbaSearch.supports


def begin(problem: RoutingProblem, known: tuple[Route, ...] = ()) -> RichSearch:
    """A search of all stops that are not hopeless."""
    left_out = unservable(problem)
    draws = np.array([7, 11], dtype=np.int64)
    return RichSearch(problem, build(problem, list(left_out), 100, 40), left_out, draws, known)


def drawn(rounds: int, most: int, seed: int, chance: float = 0.3) -> list[RoutingProblem]:
    rng = np.random.default_rng(seed)
    found = [random_rich_problem(rng, int(rng.integers(1, most)), ASKED, chance=chance) for _ in range(rounds)]
    return [problem for problem in found if rich_needs(problem)]


@pytest.mark.parametrize(
    ("rounds", "most"), [(40, 5), pytest.param(800, 6, marks=pytest.mark.nightly)], ids=["few", "many"]
)
def test_tiny_problems_are_solved_to_the_optimum(rounds: int, most: int) -> None:
    """All but one in eighty: with several features at once greedy insertion may not lead to the best plan."""
    missed = []
    for number, problem in enumerate(drawn(rounds, most, seed=41)):
        result = create("numba").solve(problem, Budget(iterations=2_000), np.random.default_rng(1))
        best = optimum(problem)
        # a trip without stops is never planned, and now and then roads without a triangle inequality reward one
        assert rank(problem, result.audit) >= best.rank
        if rank(problem, result.audit) > best.rank and not _empty_trip(problem, best.routes):
            missed.append((number, rank(problem, result.audit), best))
    assert len(missed) <= rounds // 80, missed


def _empty_trip(problem: RoutingProblem, routes: tuple[Route, ...]) -> bool:
    depots = set(problem.depot_nodes)
    paths = [(0, *route.stops, 0) for route in routes]
    return any(one in depots and other in depots for path in paths for one, other in pairwise(path))


@pytest.mark.parametrize(
    ("rounds", "most"), [(150, 40), pytest.param(3_000, 60, marks=pytest.mark.nightly)], ids=["few", "many"]
)
def test_the_audit_agrees_on_feasibility_and_cost(rounds: int, most: int) -> None:
    for problem in drawn(rounds, most, seed=43, chance=0.4):
        search = begin(problem)
        search.anneal(300, search.leg, 0.01 * search.leg, Moves(10.0, 10.0, 1 << 25, 1300, 3000, 1 << 16, 0, 0.0))
        routes = search.best_routes()
        served = {stop for route in routes for stop in route.stops}
        found = audit(problem, routes, set(range(1, problem.stops + 1)) - served)
        assert found.feasible, found.violations
        assert found.objective_cost == search.best_cost()


def test_what_is_kept_of_a_route_is_what_a_fresh_look_gives() -> None:
    """Undoing leaves costs, lengths, loads and lists as they were."""
    for problem in drawn(40, 25, seed=47, chance=0.5):
        search = begin(problem)
        search.anneal(200, search.leg, search.leg, Moves(6.0, 6.0, 1 << 25, 1300, 3000, 1 << 15, 0, 0.0))
        data, plan, work, _ = search.setup
        before = plan.fleet.copy(), plan.load.copy()
        for slot in range(len(plan.fleet)):
            renew(data, plan, work, slot)
        assert np.array_equal(plan.fleet.cost, before[0].cost)
        assert np.array_equal(plan.fleet.distance, before[0].distance)
        routed = np.flatnonzero(plan.node.slot != -1)
        assert np.array_equal(plan.load[routed], before[1][routed])
        assert sorted(plan.fleet.used[: plan.counter[0]]) == np.flatnonzero(plan.fleet.visits).tolist()


def test_a_search_goes_on_from_its_own_plan_without_loss() -> None:
    for problem in drawn(40, 25, seed=53):
        first = create("numba").solve(problem, Budget(iterations=300), np.random.default_rng(1))
        search = begin(problem, first.routes)
        assert search.best_cost() <= first.audit.objective_cost
        again = create("numba").solve(problem, Budget(iterations=1), np.random.default_rng(2), warm_start=first.routes)
        assert rank(problem, again.audit) <= rank(problem, first.audit)


def test_equal_seeds_give_equal_routes() -> None:
    for problem in drawn(10, 30, seed=59):
        one, two = (create("numba").solve(problem, Budget(iterations=400), np.random.default_rng(5)) for _ in range(2))
        assert one.routes == two.routes


def line(**changes: object) -> RoutingProblem:
    """Four stops on a line, 10 apart, the depot at its end."""
    spots = np.array([0, 10, 20, 30, 40])
    usual = {"demand": [0, 1, 1, 1, 1], "vehicles": (Vehicle("van", 4, 2),), "distance": abs(spots[:, None] - spots)}
    return RoutingProblem(**(usual | changes))  # type: ignore[arg-type]


def solved(problem: RoutingProblem) -> tuple[tuple[Route, ...], int]:
    result = create("numba").solve(problem, Budget(iterations=500), np.random.default_rng(1))
    return result.routes, result.audit.objective_cost


def test_one_van_makes_second_trips() -> None:
    van = Vehicle("van", 1, 2, max_trips=2, reload_time=5)
    (route,), cost = solved(line(vehicles=(van,)))
    assert cost == 120
    assert route.stops.count(0) == 1


def test_goods_released_late_go_on_a_later_trip() -> None:
    van = Vehicle("van", 1, 4, (0, 140), max_trips=2)
    problem = line(vehicles=(van,), release_time=[0, 0, 0, 0, 50], time_window=[[0, 200]] + [[0, 45]] * 3 + [[0, 200]])
    (route,), cost = solved(problem)
    assert route.stops.index(4) > route.stops.index(0)
    assert cost == 140


def test_open_routes_end_where_they_are() -> None:
    _, cost = solved(line(vehicles=(Vehicle("van", 4, 4, end=NOWHERE),)))
    assert cost == 40


def test_each_depot_serves_its_side() -> None:
    fleet = (Vehicle("left", 1, 2), Vehicle("right", 1, 2, start=4, end=4))
    routes, cost = solved(line(demand=[0, 1, 1, 1, 0], depots=2, vehicles=fleet))
    assert cost == 60, "20 for the one nearby and 40 for the two beyond"
    assert {route.vehicle for route in routes} == {0, 1}


def test_a_high_class_is_served_before_any_number_of_a_low_one() -> None:
    problem = line(vehicles=(Vehicle("van", 1, 3, max_distance=80),), priority=[0, 1, 1, 1, 2], demand=[0, 1, 1, 1, 3])
    (route,), _ = solved(problem)
    assert route.stops == (4,)


def test_who_is_late_pays_by_the_minute() -> None:
    """Stop 1 takes 30 seconds: who serves it first is 30 late at stop 4, who serves it last is 60 late there."""
    soft, service = [[0, 900], [0, 10], [0, 900], [0, 900], [0, 40]], [0, 30, 0, 0, 0]
    problem = line(vehicles=(Vehicle("van", 1, 4),), soft_window=soft, service_time=service)
    assert solved(problem.replace(lateness_cost_per_minute=[0, 20, 0, 0, 120]))[1] == 80 + 20
    assert solved(problem.replace(lateness_cost_per_minute=[0, 90, 0, 0, 120]))[1] == 80 + 60


def test_who_would_be_early_leaves_later() -> None:
    fleet, early = (Vehicle("van", 1, 4, cost_per_hour=3_600),), [0, 600, 600, 600, 600]
    soft = [[0, 900]] + [[100, 900]] * 4
    problem = line(vehicles=fleet, soft_window=soft, earliness_cost_per_minute=early, objective="cost")
    assert solved(problem)[1] == 80


def test_a_stop_is_served_in_a_later_window() -> None:
    window = np.full((5, 2, 2), FAR)
    window[:, 0] = [[0, 900], [10, 20], [0, 900], [0, 900], [0, 50]]
    window[1, 1] = [65, 75]
    van = Vehicle("van", 1, 4, (0, 100))
    (route,), cost = solved(line(vehicles=(van,), time_window=window, service_time=[0, 20, 0, 0, 0]))
    assert (route.stops[-1], cost) == (1, 80)


def test_a_break_is_taken_on_the_way_where_there_is_no_time_before() -> None:
    rest = Break((15, 25), 30)
    at_leisure = line(vehicles=(Vehicle("van", 1, 4, breaks=(rest,)),), objective="duration")
    assert solved(at_leisure)[1] == 80, "it leaves when its break is over"
    pressed = line(vehicles=(Vehicle("van", 1, 4, (0, 110), breaks=(rest,)),), objective="duration")
    assert solved(pressed)[1] == 110
    short = line(vehicles=(Vehicle("van", 1, 4, (0, 109), breaks=(rest,)),), objective="duration")
    (route,), cost = solved(short)
    assert (set(route.stops), cost) == ({1, 2, 3}, 60), "nobody comes to the far end and back with a break"


def test_a_van_leaves_when_the_rush_is_over() -> None:
    rush = SpeedProfile((0, 60), (500, 1_000))
    fleet = (Vehicle("van", 1, 4),)
    problem = line(vehicles=fleet, objective="duration", speed_profiles=(rush,))
    assert solved(problem)[1] == 80
    pressed = problem.replace(vehicles=(Vehicle("van", 1, 4, (0, 110)),))
    assert solved(pressed)[1] == 110, "30 of the way in the first 60 seconds"


def test_stops_that_are_in_time_over_one_another_only() -> None:
    """By itself each is too late: out to stop 1 is quick and home from stop 2 is, and they stand at one address."""
    roads = [[0, 10, 60, 60], [60, 0, 0, 60], [10, 0, 0, 60], [60, 60, 60, 0]]
    vans = (Vehicle("van", 2, 9, (0, 30), max_trips=2),)
    problem = RoutingProblem(demand=[0, 1, 1, 1], vehicles=vans, distance=roads)
    result = create("numba").solve(problem, Budget(iterations=50), np.random.default_rng(1))
    assert result.routes == (Route(0, (1, 2)),)
    assert list(result.unserved) == [3]
    assert "no way over other stops was found" in result.unserved[3]


def test_it_offers_every_rich_feature() -> None:
    assert not RICH & ~ASKED


@pytest.mark.parametrize("feature", list(RICH), ids=lambda feature: str(feature.name).lower())
@pytest.mark.nightly
def test_each_feature_alone_is_planned_to_the_optimum(feature: Capability) -> None:
    # overtime is drawn where a duration is limited
    extra = Capability.DURATION_LIMIT if feature is Capability.OVERTIME else feature
    rng, missed = np.random.default_rng(41), 0
    for _ in range(200):
        problem = random_rich_problem(rng, int(rng.integers(1, 7)), ASKED & ~RICH | feature | extra, chance=1.0)
        result = create("numba").solve(problem, Budget(iterations=2_000), np.random.default_rng(1))
        best = optimum(problem)
        assert rank(problem, result.audit) >= best.rank
        missed += rank(problem, result.audit) > best.rank and not _empty_trip(problem, best.routes)
    assert missed <= 1


def test_weights_compare_class_by_class() -> None:
    problem = line(priority=[0, 3, 3, 1, 0], prize=[-1, 5, -1, -1, -1])
    required, low, high = 1, 4, 8
    assert weights(problem).tolist() == [0, high, high + required, low + required, required]


def test_costs_that_do_not_fit_are_refused() -> None:
    dear = Vehicle("van", 4, 2, cost_per_kilometre=10**11, max_stops=2)
    far = np.where(np.eye(5), 0, 10**9)
    with pytest.raises(ValueError, match="which this solver cannot count"):
        solved(line(vehicles=(dear,), distance=far, objective="cost"))


def test_routes_are_read_back_as_laid_out() -> None:
    problem = line(vehicles=(Vehicle("van", 1, 2, max_trips=2),))
    search = begin(problem, (Route(0, (1, 2, 0, 3, 4)),))
    assert routes_of(search.setup, search._best) == [Route(0, (1, 2, 0, 3, 4))]
