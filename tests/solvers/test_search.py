"""What a search remembers from chain to chain, and how it weighs vehicles."""

import numpy as np
import pytest

from solvers import Budget, audit
from solvers.city import city_wave
from solvers.engines.numba_search import NumbaSearch
from solvers.kernels.state import CURRENT, Moves

MOVES = Moves(10.0, 10.0, 1 << 25, 1_000, 3_000, 1 << 16, 4, 0.0)


def cost_of(problem, routes):
    unserved = set(range(1, problem.stops + 1)) - {stop for route in routes for stop in route.stops}
    result = audit(problem, routes, unserved)
    assert result.feasible
    return result.objective_cost


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_going_back_lands_at_the_best_plan_of_the_chain(searching, seed):
    problem = city_wave(60, seed)
    search = searching(problem, seed)
    search.anneal(4_000, search.leg, 0.01 * search.leg, MOVES)
    best = search.best
    # so hot that the plan drifts far away
    search.anneal(300, 100 * search.leg, 100 * search.leg, MOVES)
    assert search.best == best
    assert search._tally[CURRENT] > best
    search.go_back()
    assert search._tally[CURRENT] <= best
    assert cost_of(problem, search.best_routes()) == search.best_cost()


def test_another_chain_has_a_best_plan_of_its_own_and_the_best_of_all_is_kept(searching):
    problem = city_wave(60, 4)
    search = searching(problem)
    search.anneal(20_000, search.leg, 0.01 * search.leg, MOVES)
    best, cost, routes = search.best, search.best_cost(), search.best_routes()
    assert not search.restart(search.first)
    assert (search.best, search.best_cost(), search.best_routes()) == (best, cost, routes)
    # a chain of a few iterations cannot beat it, and goes back to what it found itself
    search.anneal(50, search.leg, search.leg, MOVES)
    search.go_back()
    assert search._tally[CURRENT] > best
    assert (search.best, search.best_cost(), search.best_routes()) == (best, cost, routes)
    assert not search.restart(routes)
    assert search._tally[CURRENT] == best
    assert cost_of(problem, search.best_routes()) == cost


def test_strings_grow_with_routes(searching):
    """Half of a long route may go out at a time, and ten stops of a short one; whoever sets a longer string has it."""
    search = searching(city_wave(120, 1))
    for solver in (NumbaSearch(), NumbaSearch(longest_part=0.9), NumbaSearch(longest_string=200)):
        expected = max(solver.longest_string, solver.longest_part * search.stops_per_vehicle)
        assert solver._moves(search).longest == expected
    served = sum(len(route.stops) for route in search.best_routes())
    assert search.stops_per_vehicle == served / len(search.best_routes())


def test_a_margin_for_vehicles_gives_vehicles_up():
    def vehicles(margin):
        solver = NumbaSearch(vehicle_margin=margin)
        plans = (
            solver.solve(city_wave(50, seed), Budget(iterations=1_000), np.random.default_rng(1)) for seed in range(8)
        )
        return sum(len(plan.routes) for plan in plans)

    assert vehicles(10.0) < vehicles(0.0)
