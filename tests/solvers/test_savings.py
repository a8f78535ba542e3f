"""Clarke and Wright's savings on plans that can be told by hand."""

import numpy as np

from solvers import Budget, RoutingProblem, SolveResult, Vehicle, create


def solved(problem: RoutingProblem) -> SolveResult:
    return create("savings").solve(problem, Budget(iterations=1), np.random.default_rng(1))


def line(*places: int) -> np.ndarray:
    return np.abs(np.subtract.outer((0, *places), (0, *places)))


def test_stops_of_one_side_ride_together() -> None:
    """Two stops to the left, two to the right, two in a van: no tour crosses the depot, none is driven twice."""
    plan = solved(
        RoutingProblem(demand=[0, 1, 1, 1, 1], vehicles=(Vehicle("van", 4, 2),), distance=line(10, 11, -10, -11))
    )
    assert {frozenset(route.stops) for route in plan.routes} == {frozenset({1, 2}), frozenset({3, 4})}
    assert plan.audit.distance == 44


def test_tours_grow_at_their_ends_alone() -> None:
    """A line of six is one tour there and back, whatever is joined first."""
    plan = solved(
        RoutingProblem(demand=[0] + [1] * 6, vehicles=(Vehicle("van", 6, 6),), distance=line(30, 10, 60, 20, 50, 40))
    )
    assert [sorted(route.stops) for route in plan.routes] == [[1, 2, 3, 4, 5, 6]]
    assert plan.audit.distance == 120


def test_what_is_joined_can_be_served_in_that_order() -> None:
    """The farther stop must be served first; the nearer one lets wait."""
    plan = solved(
        RoutingProblem(
            demand=[0, 1, 1],
            vehicles=(Vehicle("van", 2, 2),),
            distance=line(10, 20),
            time_window=[[0, 1_000], [35, 90], [0, 25]],
        )
    )
    assert [route.stops for route in plan.routes] == [(2, 1)]


def test_tours_that_hold_too_much_stay_apart() -> None:
    plan = solved(RoutingProblem(demand=[0, 2, 2], vehicles=(Vehicle("van", 2, 3),), distance=line(10, 11)))
    assert sorted(route.stops for route in plan.routes) == [(1,), (2,)]
    assert plan.audit.distance == 42
