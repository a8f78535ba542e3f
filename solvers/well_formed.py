"""What makes a routing problem well formed: arrays of their shapes and within limits, depots and vehicles that fit."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from solvers.checks import FAR, IntArray, filled, real, sealed, whole, whole_number
from solvers.speeds import SpeedProfile
from solvers.vehicle import NOWHERE

if TYPE_CHECKING:
    from solvers.problem import RoutingProblem

REQUIRED = -1
"""Prize of a stop that must be served."""
ROUNDINGS = ("nearest", "truncated", "ceiling")
"""How a length between coordinates becomes a whole number (TSPLIB's EUC_2D, the DIMACS challenge's, CEIL_2D)."""
BY_NODE = {
    "service_time": 0,
    "prize": REQUIRED,
    "release_time": 0,
    "lateness_cost_per_minute": 0,
    "earliness_cost_per_minute": 0,
    "skills": 0,
    "priority": 0,
}
"""Arrays with one number a node, and that number where none is given."""
MOST_CLASSES = 9
"""Highest class of priority."""


def make_well_formed(problem: RoutingProblem) -> None:
    """Put checked and sealed values into the fields of a problem that is just being made.

    Raises
    ------
    ValueError
        Naming the field, what is wrong and what is accepted.
    """
    put = object.__setattr__
    put(problem, "demand", whole("demand", problem.demand, None))
    if problem.demand.ndim not in (1, 2) or problem.demand.shape[0] < 1 or problem.demand.size < 1:
        raise ValueError(f"demand: shape {problem.demand.shape} is not accepted, use (stops + 1,)")
    size = len(problem.demand)
    put(problem, "depots", whole_number("depots", problem.depots, 1, size))
    put(problem, "vehicles", tuple(problem.vehicles))
    if not problem.vehicles:
        raise ValueError("vehicles: empty, at least one Vehicle is needed")
    if problem.rounding not in ROUNDINGS:
        raise ValueError(f"rounding: {problem.rounding!r} is not accepted, use one of {', '.join(ROUNDINGS)}")
    put(problem, "scale", whole_number("scale", problem.scale, 1, 10**6))
    if problem.distance is None and problem.coordinates is None:
        raise ValueError("distance: missing, give a matrix or coordinates")
    for key in ("distance", "duration"):
        if getattr(problem, key) is not None:
            put(problem, key, whole(key, getattr(problem, key), (size, size)))
    if problem.coordinates is not None:
        put(problem, "coordinates", real("coordinates", problem.coordinates, (size, 2)))
    for key, value in BY_NODE.items():
        _put(problem, key, (size,), value, lowest=REQUIRED if key == "prize" else 0)
    _put(problem, "pickup", problem.demand.shape, 0)
    _put(problem, "allowed_vehicles", (size, len(problem.vehicles)), 1)
    _put_windows(problem, size)
    _put_speeds(problem, size)
    _check_depots(problem)
    _check_vehicles(problem)
    for key, most in (("priority", MOST_CLASSES), ("allowed_vehicles", 1), ("skills", FAR)):
        if (highest := int(getattr(problem, key).max(initial=0))) > most:
            raise ValueError(f"{key}: {highest} is not accepted, use 0 to {most}")


def _put(problem: RoutingProblem, key: str, shape: tuple[int, ...], value: int, lowest: int = 0) -> None:
    given = getattr(problem, key)
    # replace() hands the usual values of another shape on
    usual = np.size(given) == 0 or (np.shape(given) != shape and given is filled(np.shape(given), value))
    object.__setattr__(problem, key, filled(shape, value) if usual else whole(key, given, shape, lowest=lowest))


def _put_windows(problem: RoutingProblem, size: int) -> None:
    """Windows as given, or without a limit; several windows a stop must be in order."""
    for key in ("time_window", "soft_window"):
        given = getattr(problem, key)
        several = key == "time_window" and np.ndim(given) == 3
        if np.size(given) == 0:
            found = _open_windows(size)
        else:
            found = whole(key, given, (size, np.shape(given)[1], 2) if several else (size, 2))
        object.__setattr__(problem, key, found)
    if problem.time_window.ndim == 3:
        window = problem.time_window
        if (window[:, 1:, 0] <= window[:, :-1, 1])[window[:, 1:, 0] < FAR].any():
            raise ValueError("time_window: windows of a stop overlap or are out of order, use them apart and in order")


def _put_speeds(problem: RoutingProblem, size: int) -> None:
    object.__setattr__(problem, "speed_profiles", tuple(problem.speed_profiles))
    if not all(isinstance(one, SpeedProfile) for one in problem.speed_profiles):
        raise ValueError(f"speed_profiles: {problem.speed_profiles!r} is not accepted, use SpeedProfile(times, speeds)")
    by_leg = np.ndim(problem.speed_profile) == 2
    _put(problem, "speed_profile", (size, size) if by_leg else (size,), 0)
    if int(problem.speed_profile.max(initial=0)) >= max(1, len(problem.speed_profiles)):
        there = f"there are {len(problem.speed_profiles)} profiles"
        raise ValueError(f"speed_profile: {int(problem.speed_profile.max())} is not accepted, {there}")


def _check_depots(problem: RoutingProblem) -> None:
    """Nothing is asked of a depot but its opening times."""
    for key in ("demand", "pickup", "service_time", "release_time", "skills", "priority"):
        column = getattr(problem, key)
        for depot in problem.depot_nodes:
            if np.any(column[depot]):
                value = column[depot].tolist()
                raise ValueError(f"{key}: the depot (node {depot}) has {value}, use 0")


def _check_vehicles(problem: RoutingProblem) -> None:
    dimensions = problem.dimensions
    there = f"use {' or '.join(map(str, problem.depot_nodes))}"
    for vehicle in problem.vehicles:
        where = f"vehicles: {vehicle.name}"
        if len(vehicle.capacities) != dimensions:
            raise ValueError(f"{where}: capacity: {vehicle.capacity!r} is not accepted, demand has {dimensions}")
        for key, nodes in (("start", (vehicle.start,)), ("end", (vehicle.end,)), ("reload_at", vehicle.reload_at)):
            for node in nodes:
                if node not in problem.depot_nodes and not (key == "end" and node == NOWHERE):
                    raise ValueError(f"{where}: {key}: {node} is no depot, {there}")


def is_usual(key: str, array: Any) -> bool:
    """Whether a field's array is one that nobody gave: it is shared, and cannot be written to."""
    usual = 1 if key == "allowed_vehicles" else BY_NODE.get(key, 0)
    return array is filled(array.shape, usual) or array is _open_windows(len(array))


@lru_cache(maxsize=64)
def _open_windows(size: int) -> IntArray:
    """Windows that are always open, the same array for every problem of a size."""
    window = np.zeros((size, 2), dtype=np.int64)
    window[:, 1] = FAR
    return sealed(window)
