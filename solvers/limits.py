"""What a route may not do apart from time: loads on each trip, skills, trips, distance and number of stops."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solvers.pairs import broken_pairs, from_depot, together
from solvers.problem import FAR, NOWHERE, IntArray, RoutingProblem
from solvers.units import shown
from solvers.vehicle import Vehicle

NO_ROAD = "uses a leg without a road"


def metres_of(problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...]) -> IntArray:
    """Length of each leg of a route; an open route has none home."""
    return problem.arc_distance(*_legs(vehicle, stops))


def broken_limits(problem: RoutingProblem, kind: int, stops: tuple[int, ...]) -> Iterator[str]:
    """In words, each limit apart from time that a route of a type of vehicle breaks."""
    vehicle = problem.vehicles[kind]
    depots = set(problem.depot_nodes)
    served = [node for node in stops if node not in depots]
    if any(node not in vehicle.reloads for node in stops if node in depots):
        yield f"{vehicle.name!r} loads again at a depot where it may not"
    trips = _trips(stops, depots)
    if len(trips) > vehicle.max_trips:
        yield f"{len(trips)} trips, {vehicle.name!r} makes {vehicle.max_trips} at most"
    loaded = from_depot(problem)
    for trip in trips:
        yield from _overloads(problem, vehicle, trip, loaded)
    for stop in served:
        yield from (f"stop {stop}: {reason}" for reason in _barred(problem, kind, stop))
    yield from broken_pairs(problem, trips)
    if len(served) > vehicle.max_stops:
        yield f"{len(served)} stops, {vehicle.name!r} makes {vehicle.max_stops} at most"
    yield from way_limits(problem, kind, stops)


def way_limits(problem: RoutingProblem, kind: int, stops: tuple[int, ...]) -> Iterator[str]:
    """In words, what is wrong with the way of a route: it has no road, or is too long."""
    vehicle = problem.vehicles[kind]
    metres = metres_of(problem, vehicle, stops)
    seconds = problem.arc_duration(*_legs(vehicle, stops))
    if max(int(metres.max(initial=0)), int(seconds.max(initial=0))) >= FAR:
        yield NO_ROAD
    elif int(metres.sum()) > vehicle.max_distance:
        length, most = (shown(value, problem.scale) for value in (int(metres.sum()), vehicle.max_distance))
        yield f"is {length} long, {vehicle.name!r} drives {most} at most"


def unfit_for(problem: RoutingProblem, kind: int, stop: int) -> str:
    """All that bars a type of vehicle from a stop whatever else it does; an empty text where nothing does.

    What bars it from the other stop of a pair does too.
    """
    found: list[str] = []
    for one in together(problem, stop):
        where = "" if one == stop else f"stop {one}, of its pair: "
        found += (where + fault for fault in (*_barred(problem, kind, one), *_too_large(problem, kind, one)))
    return "; ".join(found)


def _barred(problem: RoutingProblem, kind: int, stop: int) -> Iterator[str]:
    vehicle = problem.vehicles[kind]
    if not problem.allowed_vehicles[stop, kind]:
        yield f"{vehicle.name!r} is not allowed there"
    lacking = int(problem.skills[stop]) & ~vehicle.skills
    if lacking:
        missing = [str(bit) for bit in range(lacking.bit_length()) if lacking >> bit & 1]
        yield f"{vehicle.name!r} lacks skill {', '.join(missing)}"


def _too_large(problem: RoutingProblem, kind: int, stop: int) -> Iterator[str]:
    vehicle = problem.vehicles[kind]
    for at, (room, *loads) in enumerate(zip(vehicle.capacities, *_loads(problem, stop), strict=True)):
        if max(loads) > room:
            where = f" in dimension {at}" if problem.dimensions > 1 else ""
            yield f"{vehicle.name!r} holds {room}{where}, it needs {max(loads)}"


def _loads(problem: RoutingProblem, stop: int) -> tuple[list[int], list[int]]:
    return np.atleast_1d(problem.demand[stop]).tolist(), np.atleast_1d(problem.pickup[stop]).tolist()


def _trips(stops: tuple[int, ...], depots: set[int]) -> list[list[int]]:
    trips: list[list[int]] = [[]]
    for node in stops:
        if node in depots:
            trips.append([])
        else:
            trips[-1].append(node)
    return trips


def _overloads(problem: RoutingProblem, vehicle: Vehicle, trip: list[int], loaded: IntArray) -> Iterator[str]:
    """What is `loaded` at the depot is delivered, what is collected is too, or comes back to it."""
    out = problem.demand[trip].reshape(len(trip), problem.dimensions)
    back = problem.pickup[trip].reshape(len(trip), problem.dimensions)
    begin = loaded[trip].reshape(len(trip), problem.dimensions).sum(axis=0)
    after = begin + np.cumsum(back - out, axis=0)
    loads = np.vstack((begin, after)) if trip else np.zeros((1, problem.dimensions), dtype=np.int64)
    for at, room in enumerate(vehicle.capacities):
        if (load := int(loads[:, at].max())) > room:
            where = f" in dimension {at}" if problem.dimensions > 1 else ""
            yield f"load {load} is above the capacity {room} of {vehicle.name!r}{where}"


def _legs(vehicle: Vehicle, stops: tuple[int, ...]) -> tuple[IntArray, IntArray]:
    """The nodes at which the legs of a route begin, and those at which they end."""
    path = np.array((vehicle.start, *stops, *(() if vehicle.end == NOWHERE else (vehicle.end,))), dtype=np.int64)
    return path[:-1], path[1:]
