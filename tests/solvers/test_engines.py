import itertools
from dataclasses import replace

import numpy as np
import pytest

from solvers import Budget, Objective, Route, RoutingProblem, Vehicle, audit, create, names
from solvers.city import city_wave
from solvers.conformance import check_solver
from solvers.kernels.arcs import distance
from solvers.problem import ROUNDINGS
from solvers.protocol import Capability, unfit
from solvers.random_problems import DRAWN, random_problem

INSTALLED = names()


def brute_force(problem):
    """The least (required stops left out, cost) over all plans of one vehicle type, by dynamic programming."""
    stops = range(1, problem.stops + 1)
    best_route = {}
    for size in range(1, problem.stops + 1):
        for subset in itertools.combinations(stops, size):
            for order in itertools.permutations(subset):
                result = audit(problem, [Route(0, order)], set(stops) - set(order))
                if result.feasible:
                    cost = result.objective_cost - sum(max(0, int(problem.prize[s])) for s in stops if s not in order)
                    key = frozenset(subset)
                    best_route[key] = min(best_route.get(key, cost), cost)
    memo = {frozenset(): (0, 0)}

    def least(left):
        if left not in memo:
            first = min(left)
            prize = int(problem.prize[first])
            rest = least(left - {first})
            options = [(rest[0] + (prize < 0), rest[1] + max(0, prize))]
            for key, cost in best_route.items():
                if first in key and key <= left:
                    rest = least(left - key)
                    options.append((rest[0], rest[1] + cost))
            memo[left] = min(options)
        return memo[left]

    return least(frozenset(stops))


@pytest.mark.parametrize("name", INSTALLED)
def test_conformance(name):
    budget = Budget(seconds=0.5) if name == "vroom" else None  # VROOM does not repeat itself
    rounds = 1 if name == "ortools" else 3  # it takes ten times as long as others; nightly all of them
    assert check_solver(create(name), budget=budget, rounds=rounds).findings == ()


@pytest.mark.nightly
def test_conformance_of_ortools_in_full():
    assert check_solver(create("ortools")).findings == ()


@pytest.mark.parametrize("name", INSTALLED)
def test_a_problem_without_stops(name):
    problem = RoutingProblem(demand=[0], vehicles=(Vehicle("van", 1, 1),), distance=[[0]])
    result = create(name).solve(problem, Budget(iterations=5), np.random.default_rng(1))
    assert (result.routes, result.audit.cost) == ((), 0)


def small_problem(rng, stops):
    """A random problem of one vehicle type with vehicles enough and costs that are not rounded."""
    problem = random_problem(rng, stops, DRAWN & ~(Capability.HETEROGENEOUS | Capability.LIMITED_FLEET))
    if problem.objective is Objective.COST:
        problem = problem.replace(objective=Objective.DURATION)
    return problem


def test_numba_finds_the_optimum_of_tiny_problems():
    rng = np.random.default_rng(11)
    solver = create("numba")
    for _ in range(40):
        problem = small_problem(rng, int(rng.integers(1, 6)))
        result = solver.solve(problem, Budget(iterations=1_500), np.random.default_rng(1))
        left = sum(problem.prize[stop] < 0 for stop in result.unserved)
        assert (left, result.audit.objective_cost) == brute_force(problem)


@pytest.mark.nightly
def test_numba_finds_the_optimum_of_500_small_problems():
    rng = np.random.default_rng(12)
    solver = create("numba")
    for _ in range(500):
        problem = small_problem(rng, int(rng.integers(1, 8)))
        result = solver.solve(problem, Budget(iterations=3_000), np.random.default_rng(1))
        found = (sum(int(problem.prize[stop] < 0) for stop in result.unserved), result.audit.objective_cost)
        assert found == brute_force(problem)


def test_routes_stay_on_time_without_the_triangle_inequality():
    # skipping a stop may cost time here, so that taking it out can spoil a route
    rng = np.random.default_rng(6)
    problem = city_wave(40, 6)
    crooked = problem.duration * rng.integers(1, 6, problem.duration.shape)
    result = create("numba").solve(
        problem.replace(duration=crooked), Budget(iterations=2_000), np.random.default_rng(1)
    )
    assert result.audit.feasible


def test_a_stop_that_opens_too_late_for_the_way_back_spoils_a_route():
    # the straight way back may take longer than the one over another stop, which must then stay in the route
    rng, solver = np.random.default_rng(5), create("numba")
    for number in range(100):
        stops = int(rng.integers(4, 16))
        crooked = rng.integers(1, 1_500, (stops + 1, stops + 1))
        opens = rng.integers(0, 2_000, stops + 1)
        window = np.column_stack((opens, opens + rng.integers(300, 2_000, stops + 1)))
        window[0] = 0, 3_000
        problem = RoutingProblem(
            demand=[0] + [1] * stops,
            vehicles=(Vehicle("van", stops, 6),),
            distance=crooked,
            time_window=window,
        )
        result = solver.solve(problem, Budget(iterations=200), np.random.default_rng(number))
        assert result.audit.feasible


@pytest.mark.parametrize("rounds", [150, pytest.param(5_000, marks=pytest.mark.nightly)])
def test_random_problems_are_served_or_explained(rounds):
    rng = np.random.default_rng(rounds)
    solver = create("numba")
    for number in range(rounds):
        problem = random_problem(rng, int(rng.integers(1, 201 if number % 10 == 0 else 40)))
        result = solver.solve(problem, Budget(iterations=60), np.random.default_rng(number))
        assert result.audit == audit(problem, result.routes, result.unserved)
        assert result.audit.feasible
        assert all(result.unserved.values())
        if result.trace:
            assert result.trace[-1][1] == result.audit.objective_cost


def test_a_search_beats_the_dispatcher():
    wave = city_wave(60, 3)
    by_hand = create("manual").solve(wave, Budget(iterations=1), np.random.default_rng(1))
    planned = create("numba").solve(wave, Budget(iterations=200), np.random.default_rng(1))
    assert planned.audit.objective_cost < by_hand.audit.objective_cost


def test_numba_repeats_itself_and_seeds_differ():
    wave = city_wave(80, 1)
    solver = create("numba")
    first, again, other = (
        solver.solve(wave, Budget(iterations=400), np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first.routes == again.routes
    assert first.routes != other.routes


def test_a_callback_does_not_change_the_plan():
    wave = city_wave(50, 1)
    seen = []
    silent = create("numba").solve(wave, Budget(iterations=9_000), np.random.default_rng(1))
    told = create("numba").solve(
        wave, Budget(iterations=9_000), np.random.default_rng(1), on_incumbent=lambda *news: seen.append(news)
    )
    assert silent.routes == told.routes
    costs = [cost for _, cost, _ in seen]
    assert costs == sorted(costs, reverse=True)
    assert audit(wave, seen[-1][2], told.unserved).objective_cost == costs[-1] == told.audit.objective_cost


def test_the_first_plan_is_news_too():
    """A hot search may take half its time until it beats a good first plan; who looks on has that one meanwhile."""
    wave = city_wave(50, 1)
    first = create("numba").solve(wave, Budget(iterations=1), np.random.default_rng(1))
    result = create("numba").solve(wave, Budget(iterations=2_000), np.random.default_rng(1))
    assert result.trace[0][1] >= first.audit.objective_cost > result.audit.objective_cost


def test_a_plan_without_a_required_stop_is_no_news():
    """Such a plan is cheap; a fleet this tight is filled only after some search."""
    wave = city_wave(40, 1, optional=0.0, mixed_fleet=False)
    full = -(-int(wave.demand.sum()) // 6)
    tight = wave.replace(vehicles=(replace(wave.vehicles[0], count=6, capacity=full),))
    seen = []
    result = create("numba").solve(
        tight, Budget(iterations=4_000), np.random.default_rng(1), on_incumbent=lambda *news: seen.append(news)
    )
    for _, _, routes in seen:
        assert sum(len(route.stops) for route in routes) == tight.stops
    assert [cost for _, cost, _ in seen] == sorted((cost for _, cost, _ in seen), reverse=True)
    assert seen
    assert not result.unserved


def changed(wave, rng):
    """The wave after ten changes: longer stops, windows given up, smaller parcels."""
    stops = rng.choice(wave.stops, 10, replace=False) + 1
    service, window, demand = wave.service_time.copy(), wave.time_window.copy(), wave.demand.copy()
    service[stops[:4]] += 300
    window[stops[4:7]] = 0, wave.time_window[0, 1]
    demand[stops[7:]] = np.maximum(1, demand[stops[7:]] - 1)
    return wave.replace(service_time=service, time_window=window, demand=demand)


def test_a_warm_start_needs_a_tenth_of_the_work():
    solver, above = create("numba"), []
    for seed in range(10):
        wave = city_wave(300, seed)
        yesterday = solver.solve(wave, Budget(iterations=20_000), np.random.default_rng(1))
        today = changed(wave, np.random.default_rng(seed))
        full = solver.solve(today, Budget(iterations=20_000), np.random.default_rng(2))
        warm = solver.solve(today, Budget(iterations=2_000), np.random.default_rng(2), warm_start=yesterday.routes)
        above.append(warm.audit.objective_cost / full.audit.objective_cost - 1)
    assert np.median(above) <= 0.005


def test_seconds_are_kept():
    wave = city_wave(50, 1)
    solver = create("numba")
    solver.solve(wave, Budget(iterations=10), np.random.default_rng(1))
    result = solver.solve(wave, Budget(seconds=0.2), np.random.default_rng(1))
    assert result.iterations > 100
    assert result.trace[-1][0] < 0.3


def test_no_improvement_ends_the_search():
    wave = city_wave(30, 1)
    result = create("numba").solve(wave, Budget(no_improvement=2_000), np.random.default_rng(1))
    assert result.iterations >= 2_000


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_coordinates_alone_give_the_same_costs_as_a_matrix(monkeypatch, rounding):
    from solvers.engines import kernel_data

    rng = np.random.default_rng(4)
    problem = RoutingProblem(
        demand=np.concatenate(([0], rng.integers(1, 10, 60))),
        vehicles=(Vehicle("van", 60, 50),),
        coordinates=rng.random((61, 2)) * 1_000,
        scale=10,
        rounding=rounding,
    )
    with_matrix = kernel_data.build(problem, (), 10, 10).data
    monkeypatch.setattr(kernel_data, "MATRIX_STOPS", 10)
    without = kernel_data.build(problem, (), 10, 10).data
    assert without.flat
    assert not with_matrix.flat
    every = range(problem.stops + 1)
    assert all(distance(with_matrix, a, b) == distance(without, a, b) for a in every for b in every)


def test_an_unfit_solver_says_what_it_lacks():
    wave = city_wave(10, 1)
    assert unfit(create("numba"), wave) == ""


def test_a_budget_needs_a_limit():
    with pytest.raises(ValueError, match="budget: empty"):
        Budget()
    with pytest.raises(ValueError, match="budget: seconds: -1"):
        Budget(seconds=-1)
