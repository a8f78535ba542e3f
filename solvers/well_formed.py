"""What makes a routing problem well formed: arrays of their shapes and within limits, depots and vehicles that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from solvers.checks import FAR, IntArray, filled, real, sealed, whole, whole_number
from solvers.speeds import SpeedProfile
from solvers.vehicle import NOWHERE, Vehicle

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


def well_formed(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a problem as they were given, checked, with arrays sealed and of their shapes.

    Raises
    ------
    ValueError
        Naming the field, what is wrong and what is accepted.
    """
    found = dict(given)
    demand = found["demand"] = whole("demand", given["demand"], None)
    if demand.ndim not in (1, 2) or demand.shape[0] < 1 or demand.size < 1:
        raise ValueError(f"demand: shape {demand.shape} is not accepted, use (stops + 1,)")
    size = len(demand)
    found["depots"] = whole_number("depots", given["depots"], 1, size)
    found["vehicles"] = tuple(given["vehicles"])
    if not found["vehicles"]:
        raise ValueError("vehicles: empty, at least one Vehicle is needed")
    if given["rounding"] not in ROUNDINGS:
        raise ValueError(f"rounding: {given['rounding']!r} is not accepted, use one of {', '.join(ROUNDINGS)}")
    found["scale"] = whole_number("scale", given["scale"], 1, 10**6)
    if given["distance"] is None and given["coordinates"] is None:
        raise ValueError("distance: missing, give a matrix or coordinates")
    for key in ("distance", "duration"):
        if given[key] is not None:
            found[key] = whole(key, given[key], (size, size))
    if given["coordinates"] is not None:
        found["coordinates"] = real("coordinates", given["coordinates"], (size, 2))
    for key, value in BY_NODE.items():
        found[key] = _column(key, given[key], (size,), value, lowest=REQUIRED if key == "prize" else 0)
    found["pickup"] = _column("pickup", given["pickup"], demand.shape, 0)
    allowed = given["allowed_vehicles"]
    found["allowed_vehicles"] = _column("allowed_vehicles", allowed, (size, len(found["vehicles"])), 1)
    found["time_window"] = _windows("time_window", given["time_window"], size, several=True)
    found["soft_window"] = _windows("soft_window", given["soft_window"], size, several=False)
    found["speed_profiles"] = _profiles(given["speed_profiles"])
    found["speed_profile"] = _profile_numbers(given["speed_profile"], size, len(found["speed_profiles"]))
    depots = depot_nodes(size, found["depots"])
    _check_depots(found, depots)
    _check_vehicles(found["vehicles"], dimensions(demand), depots)
    for key, most in (("priority", MOST_CLASSES), ("allowed_vehicles", 1), ("skills", FAR)):
        if (highest := int(found[key].max(initial=0))) > most:
            raise ValueError(f"{key}: {highest} is not accepted, use 0 to {most}")
    return found


def depot_nodes(nodes: int, depots: int) -> tuple[int, ...]:
    """The nodes that are depots: the first one and the last ones."""
    return (0, *range(nodes - depots + 1, nodes))


def dimensions(demand: IntArray) -> int:
    """Number of capacities that a load takes up."""
    return 1 if demand.ndim == 1 else demand.shape[1]


def _column(key: str, given: Any, shape: tuple[int, ...], value: int, lowest: int = 0) -> IntArray:
    # replace() hands the usual values of another shape on
    usual = np.size(given) == 0 or (np.shape(given) != shape and given is filled(np.shape(given), value))
    return filled(shape, value) if usual else whole(key, given, shape, lowest=lowest)


def _windows(key: str, given: Any, size: int, *, several: bool) -> IntArray:
    """Windows as given, or without a limit; several windows a stop must be in order."""
    if np.size(given) == 0:
        return _open_windows(size)
    if not several or np.ndim(given) != 3:
        return whole(key, given, (size, 2))
    window = whole(key, given, (size, np.shape(given)[1], 2))
    if (window[:, 1:, 0] <= window[:, :-1, 1])[window[:, 1:, 0] < FAR].any():
        raise ValueError(f"{key}: windows of a stop overlap or are out of order, use them apart and in order")
    return window


def _profiles(given: Iterable[Any]) -> tuple[SpeedProfile, ...]:
    found = tuple(given)
    if not all(isinstance(one, SpeedProfile) for one in found):
        raise ValueError(f"speed_profiles: {found!r} is not accepted, use SpeedProfile(times, speeds)")
    return found


def _profile_numbers(given: Any, size: int, count: int) -> IntArray:
    """Which profile is that of a leg, or of all legs that begin at a node."""
    found = _column("speed_profile", given, (size, size) if np.ndim(given) == 2 else (size,), 0)
    if (highest := int(found.max(initial=0))) >= max(1, count):
        raise ValueError(f"speed_profile: {highest} is not accepted, there are {count} profiles")
    return found


def _check_depots(found: Mapping[str, Any], depots: tuple[int, ...]) -> None:
    """Nothing is asked of a depot but its opening times."""
    for key in ("demand", "pickup", "service_time", "release_time", "skills", "priority"):
        for depot in depots:
            if np.any(found[key][depot]):
                raise ValueError(f"{key}: the depot (node {depot}) has {found[key][depot].tolist()}, use 0")


def _check_vehicles(fleet: Iterable[Vehicle], loads: int, depots: tuple[int, ...]) -> None:
    there = f"use {' or '.join(map(str, depots))}"
    for vehicle in fleet:
        where = f"vehicles: {vehicle.name}"
        if len(vehicle.capacities) != loads:
            raise ValueError(f"{where}: capacity: {vehicle.capacity!r} is not accepted, demand has {loads}")
        for key, nodes in (("start", (vehicle.start,)), ("end", (vehicle.end,)), ("reload_at", vehicle.reload_at)):
            for node in nodes:
                if node not in depots and not (key == "end" and node == NOWHERE):
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
