"""Putting routes of several plans together."""

from solvers import Route, audit
from solvers.city import city_wave
from solvers.engines.prices import prices
from solvers.engines.route_pool import RoutePool
from solvers.kernels.state import Moves


def parts(problem, routes):
    """Cost of routes and of what they leave out, in the kernels' parts."""
    unserved = set(range(1, problem.stops + 1)) - {stop for route in routes for stop in route.stops}
    result = audit(problem, routes, unserved)
    assert result.feasible
    price = prices(problem)
    total = 0
    for route in routes:
        alone = audit(problem, [route], set(range(1, problem.stops + 1)) - set(route.stops))
        kind = route.vehicle
        total += price.fixed[kind] + alone.distance * price.distance[kind] + alone.duration * price.time[kind]
    return total + sum(int(problem.prize[stop]) * price.unit for stop in unserved)


def test_routes_of_two_plans_are_put_together(searching):
    # two towns far apart: the better half of each of two plans makes the best one
    wave = city_wave(16, 3, optional=0.0, windows=0.0, mixed_fleet=False)
    vehicle = wave.vehicles[0].__class__("van", 8, int(wave.demand.sum()) // 3)
    problem = wave.replace(vehicles=(vehicle,), objective="distance")
    search = searching(problem)
    good = search.first
    assert len(good) >= 3

    def backwards(route):
        stops = list(route.stops)
        stops[0], stops[-1] = stops[-1], stops[0]
        return Route(route.vehicle, tuple(stops))

    half = len(good) // 2
    first = [*good[:half], *map(backwards, good[half:])]
    second = [*map(backwards, good[:half]), *good[half:]]
    pool = RoutePool(search)
    for plan in (first, second):
        search.restart(plan)
        pool.add()
    worse = min(parts(problem, first), parts(problem, second))
    together = pool.best_plan(worse, None)
    assert together is not None
    assert parts(problem, together) <= parts(problem, good) < worse
    assert pool.best_plan(parts(problem, together), None) is None


def test_a_pool_never_promises_what_it_does_not_hold(searching):
    problem = city_wave(40, 2)
    search = searching(problem)
    pool = RoutePool(search)
    assert pool.best_plan(search.best, None) is None
    moves = Moves(10.0, 10.0, 1 << 25, 3_000, 3_000, 6_000, 4, 0.0)
    for _ in range(40):
        search.anneal(50, search.leg, search.leg, moves)
        pool.add()
    together = pool.best_plan(search.best + search.best // 50, None)
    if together is not None:
        assert parts(problem, together) <= search.best + search.best // 50
    before = search.best
    search.restart(together or search.first)
    assert search.best <= before
    assert parts(problem, search.best_routes()) == search.best
