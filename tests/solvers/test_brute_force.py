"""The brute force leaves no plan out: against every plan there is, each held to the whole audit."""

from collections.abc import Iterator
from itertools import permutations, product

import numpy as np
from brute_force import brute_force, optimum

from solvers import Route, RoutingProblem, Vehicle, audit
from solvers.capabilities import Capability, rich_needs
from solvers.random_features import RICH, random_rich_problem
from solvers.solution import rank

MOST_ROUTES = 120


def sequences(problem: RoutingProblem, vehicle: Vehicle) -> list[tuple[int, ...]]:
    """Every order of every set of stops, with every number of reloads between, before and after them."""
    every = []
    for size in range(1, problem.stops + 1):
        for order in permutations(range(1, problem.stops + 1), size):
            for reloads in range(vehicle.max_trips):
                for places in product(range(size + 1), repeat=reloads):
                    if list(places) != sorted(places):
                        continue
                    for depots in product(vehicle.reloads, repeat=reloads):
                        nodes = list(order)
                        for place, depot in zip(places[::-1], depots, strict=True):
                            nodes.insert(place, depot)
                        every.append(tuple(nodes))
    return every


def plans(problem: RoutingProblem, routes: list[Route], left: frozenset[int]) -> Iterator[list[Route]]:
    """Every plan made of some of the routes that serves none but the stops that are left."""
    yield []
    for at, route in enumerate(routes):
        stops = set(route.stops) - set(problem.depot_nodes)
        if stops <= left:
            for rest in plans(problem, routes[at + 1 :], left - stops):
                yield [route, *rest]


def test_against_every_plan() -> None:
    rng, met, compared = np.random.default_rng(8), Capability(0), 0
    for _ in range(150):
        problem = random_rich_problem(rng, int(rng.integers(1, 4)), Capability.everything())
        routes = [
            Route(kind, nodes)
            for kind, vehicle in enumerate(problem.vehicles)
            for nodes in sequences(problem, vehicle)
            if vehicle.count
        ]
        if len(routes) > MOST_ROUTES:
            continue
        every = frozenset(range(1, problem.stops + 1))
        single = [route for route in routes if audit(problem, [route], every - set(route.stops)).feasible]
        ranks = []
        for plan in plans(problem, single, every):
            found = audit(problem, plan, every - {stop for route in plan for stop in route.stops})
            if found.feasible:
                ranks.append(rank(problem, found))
        assert brute_force(problem) == min(ranks)
        compared += 1
        met |= rich_needs(problem)
    assert compared > 60
    assert met & RICH == RICH


def test_the_plan_is_what_its_rank_says() -> None:
    rng = np.random.default_rng(9)
    for _ in range(40):
        problem = random_rich_problem(rng, int(rng.integers(1, 6)), Capability.everything())
        best = optimum(problem)
        seen = {stop for route in best.routes for stop in route.stops}
        found = audit(problem, best.routes, set(range(1, problem.stops + 1)) - seen)
        assert found.feasible
        assert rank(problem, found) == best.rank


def test_by_hand() -> None:
    """Three stops on a line; two of them on a first trip, the far one on the second."""
    line = [[abs(a - b) for b in (0, 10, 20, 30)] for a in (0, 10, 20, 30)]
    van = Vehicle("van", 1, 2, max_trips=2, reload_time=5)
    problem = RoutingProblem(demand=[0, 1, 1, 1], vehicles=(van,), distance=line, priority=[0, 1, 0, 2])
    best = optimum(problem)
    assert best.rank == (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80)
    assert len(best.routes) == 1
    assert optimum(problem.replace(vehicles=(Vehicle("van", 1, 2),))).rank == (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 60)
    assert optimum(problem.replace(vehicles=(Vehicle("van", 1, 1),))).rank == (0,) * 8 + (1, 2, 60)
