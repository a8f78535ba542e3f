"""Pairs of a pick-up and a delivery: their goods are on board in between, and never at a depot.

All that is asked of them is a matter of one trip of one vehicle: the pick-up first, the delivery behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solvers.problem import IntArray, RoutingProblem


def from_depot(problem: RoutingProblem) -> IntArray:
    """Shaped as `demand`: what of it is on board when a trip begins, the goods of pairs left aside."""
    return _without(problem.demand, problem.pairs[:, 1])


def to_depot(problem: RoutingProblem) -> IntArray:
    """Shaped as `pickup`: what of it is brought back to a depot, the goods of pairs left aside."""
    return _without(problem.pickup, problem.pairs[:, 0])


def together(problem: RoutingProblem, stop: int) -> tuple[int, ...]:
    """The stops that are served with a stop, itself among them, in the order in which they are."""
    rows = problem.pairs[(problem.pairs == stop).any(axis=1)].tolist()
    return tuple(rows[0]) if rows else (stop,)


def broken_pairs(problem: RoutingProblem, trips: list[list[int]]) -> Iterator[str]:
    """In words, each pair that the trips of a route do not serve as they should."""
    if not len(problem.pairs):
        return
    place = {stop: (trip, at) for trip, stops in enumerate(trips) for at, stop in enumerate(stops)}
    for first, second in problem.pairs[np.isin(problem.pairs, list(place)).any(axis=1)].tolist():
        if first not in place or second not in place:
            here, there = (first, second) if first in place else (second, first)
            what = "delivery" if here == first else "pick-up"
            yield f"stop {here} is served without stop {there}, its {what}"
        elif place[first][0] != place[second][0]:
            yield f"stop {first}, a pick-up, and stop {second}, its delivery, are on different trips"
        elif place[first] > place[second]:
            yield f"stop {second} is before stop {first}, its pick-up"


def whole_pairs(problem: RoutingProblem, stops: tuple[int, ...]) -> tuple[int, ...]:
    """The stops of a route without those of pairs that it does not serve as it should."""
    if not len(problem.pairs):
        return stops
    depots, trip, place = set(problem.depot_nodes), 0, {}
    for at, node in enumerate(stops):
        trip += node in depots
        place[node] = trip, at
    amiss = {
        stop
        for first, second in problem.pairs.tolist()
        for stop in (first, second)
        if not (first in place and second in place and place[first][0] == place[second][0])
        or place[first] > place[second]
    }
    return tuple(node for node in stops if node in depots or node not in amiss)


def _without(column: IntArray, stops: IntArray) -> IntArray:
    if not len(stops):
        return column
    found = column.copy()
    found[stops] = 0
    return found
