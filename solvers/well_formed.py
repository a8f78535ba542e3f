"""What makes a routing problem well formed: arrays of their shapes and within limits, depots and vehicles that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from solvers.checks import FAR, IntArray, filled, numbers, real, records, said, sealed, text, whole, whole_number
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
USUAL = {**BY_NODE, "pickup": 0, "allowed_vehicles": 1, "speed_profile": 0, "pairs": 0}
"""What stands everywhere in an array that nobody gives, but for windows."""
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
    size = _agreed(given, len(demand))
    why = f": demand has {size} node{'s' * (size > 1)}"
    found["depots"] = whole_number("depots", given["depots"], 1, size)
    found["vehicles"] = fleet = records("vehicles", given["vehicles"], Vehicle, "Vehicle(name, count, capacity)")
    if not fleet:
        raise ValueError("vehicles: empty, at least one Vehicle is needed")
    text("name", given["name"])
    if not isinstance(given["rounding"], str) or given["rounding"] not in ROUNDINGS:
        raise ValueError(f"rounding: {said(given['rounding'])} is not accepted, use one of {', '.join(ROUNDINGS)}")
    found["scale"] = whole_number("scale", given["scale"], 1, 10**6)
    if given["distance"] is None and given["coordinates"] is None:
        raise ValueError("distance: missing, give a matrix or coordinates")
    for key in ("distance", "duration"):
        if given[key] is not None:
            found[key] = whole(key, given[key], (size, size), why=why)
    if given["coordinates"] is not None:
        found["coordinates"] = real("coordinates", given["coordinates"], (size, 2), why)
    for key, value in BY_NODE.items():
        found[key] = _column(key, given[key], (size,), value, why, lowest=REQUIRED if key == "prize" else 0)
    found["pickup"] = _column("pickup", given["pickup"], demand.shape, 0, f": demand has shape {demand.shape}")
    by_type = f"{why}, vehicles {len(fleet)} type{'s' * (len(fleet) > 1)}"
    found["allowed_vehicles"] = _column("allowed_vehicles", given["allowed_vehicles"], (size, len(fleet)), 1, by_type)
    found["time_window"] = _windows("time_window", given["time_window"], size, why)
    found["soft_window"] = _soft_windows(given["soft_window"], size, why)
    profiles = records("speed_profiles", given["speed_profiles"], SpeedProfile, "SpeedProfile(times, speeds)")
    found["speed_profiles"] = profiles
    found["speed_profile"] = _profile_numbers(given["speed_profile"], size, len(profiles), why)
    depots = depot_nodes(size, found["depots"])
    _check_depots(found, depots)
    _check_vehicles(found["vehicles"], dimensions(demand), depots)
    for key, most in (("priority", MOST_CLASSES), ("allowed_vehicles", 1), ("skills", FAR)):
        if (highest := int(found[key].max(initial=0))) > most:
            raise ValueError(f"{key}: {highest} is not accepted, use 0 to {most}")
    found["pairs"] = _pairs(given["pairs"], found["pickup"], demand, size - found["depots"])
    return found


def depot_nodes(nodes: int, depots: int) -> tuple[int, ...]:
    """The nodes that are depots: the first one and the last ones."""
    return (0, *range(nodes - depots + 1, nodes))


def dimensions(demand: IntArray) -> int:
    """Number of capacities that a load takes up."""
    return 1 if demand.ndim == 1 else demand.shape[1]


def _agreed(given: Mapping[str, Any], size: int) -> int:
    """The number of nodes, which demand says; where two or more other fields agree on another, demand is wrong."""
    lengths = {}
    for key in ("distance", "duration", "coordinates", "time_window", "soft_window", *BY_NODE):
        raw = numbers(key, given[key]) if given[key] is not None else np.empty(0)
        if raw.ndim and len(raw):
            lengths[key] = len(raw)
    if size not in lengths.values() and len(lengths) > 1 and len(set(lengths.values())) == 1:
        one, two, *_ = lengths
        raise ValueError(f"demand: {size} nodes are not accepted, use {lengths[one]}, as in {one} and {two}")
    return size


def _column(key: str, given: Any, shape: tuple[int, ...], value: int, why: str, lowest: int = 0) -> IntArray:
    raw = numbers(key, given, truths=key == "allowed_vehicles")
    if raw.shape[:1] == (0,):
        return filled(shape, value)
    return whole(key, given, shape, lowest, why, truths=key == "allowed_vehicles")


def _windows(key: str, given: Any, size: int, why: str) -> IntArray:
    """Windows as given, or without a limit; several windows a stop must be in order."""
    raw = numbers(key, given)
    if raw.shape[:1] == (0,):
        return _open_windows(size)
    if raw.ndim != 3 or raw.shape[1] == 0:
        return whole(key, given, (size, 2), why=why)
    window = whole(key, given, (size, raw.shape[1], 2), why=why)
    if (window[:, 1:, 0] <= window[:, :-1, 1])[window[:, 1:, 0] < FAR].any():
        raise ValueError(f"{key}: windows of a stop overlap or are out of order, use them apart and in order")
    # one that is a node's only window makes it impossible to serve, which is told as the reason
    _refuse_reversed(key, window[(window[:, :, 0] < FAR).sum(axis=1) > 1])
    return window


def _soft_windows(given: Any, size: int, why: str) -> IntArray:
    if np.ndim(numbers("soft_window", given)) == 3:
        raise ValueError("soft_window: several windows are not accepted, use one for each node")
    window = _windows("soft_window", given, size, why)
    _refuse_reversed("soft_window", window)
    return window


def _refuse_reversed(key: str, windows: IntArray) -> None:
    for opens, closes in windows.reshape(-1, 2)[(windows[..., 0] > windows[..., 1]).ravel()][:1].tolist():
        raise ValueError(f"{key}: [{opens}, {closes}] is not accepted, use a window that opens before it closes")


def _profile_numbers(given: Any, size: int, count: int, why: str) -> IntArray:
    """Which profile is that of a leg, or of all legs that begin at a node."""
    matrix = np.ndim(numbers("speed_profile", given)) == 2
    found = _column("speed_profile", given, (size, size) if matrix else (size,), 0, why)
    if (highest := int(found.max(initial=0))) >= max(1, count):
        raise ValueError(f"speed_profile: {highest} is not accepted, there are {count} profiles")
    return found


def _pairs(given: Any, pickup: IntArray, demand: IntArray, stops: int) -> IntArray:
    """Pairs as given: two different stops each, no stop in two of them, what is picked up is what is delivered."""
    raw = numbers("pairs", given)
    if raw.shape[:1] == (0,):
        return filled((0, 2), 0)
    if raw.ndim != 2 or raw.shape[1] != 2:
        raise ValueError(f"pairs: shape {raw.shape} is not accepted, use (pairs, 2): pick-up and delivery stop")
    pairs = whole("pairs", given, None)
    seen: set[int] = set()
    for first, second in pairs.tolist():
        for stop in (first, second):
            if not 1 <= stop <= stops:
                raise ValueError(f"pairs: {stop} is no stop, use 1 to {stops}")
        if first == second:
            raise ValueError(f"pairs: [{first}, {second}] is not accepted, use two different stops")
        if twice := {first, second} & seen:
            raise ValueError(f"pairs: stop {min(twice)} is in two pairs, use it in one")
        seen |= {first, second}
        taken, brought = pickup[first].tolist(), demand[second].tolist()
        if taken != brought:
            raise ValueError(
                f"pairs: [{first}, {second}] is not accepted, pickup {taken} at stop {first} is not demand {brought} "
                f"at stop {second}"
            )
    return pairs


def _check_depots(found: Mapping[str, Any], depots: tuple[int, ...]) -> None:
    """Nothing is asked of a depot but its opening times."""
    for key in ("demand", "pickup", "service_time", "release_time", "skills", "priority"):
        for depot in depots:
            if found[key][depot].any():
                raise ValueError(f"{key}: the depot (node {depot}) has {found[key][depot].tolist()}, use 0")


def _check_vehicles(fleet: Iterable[Vehicle], loads: int, depots: tuple[int, ...]) -> None:
    there = f"use {' or '.join(map(str, depots))}"
    for vehicle in fleet:
        where = f"vehicles: {vehicle.name}"
        if len(vehicle.capacities) != loads:
            wanted = f"{loads} dimension{'s' * (loads > 1)}"
            raise ValueError(f"{where}: capacity: {said(vehicle.capacity)} is not accepted, demand has {wanted}")
        for key, nodes in (("start", (vehicle.start,)), ("end", (vehicle.end,)), ("reload_at", vehicle.reload_at)):
            for node in nodes:
                if node not in depots and not (key == "end" and node == NOWHERE):
                    raise ValueError(f"{where}: {key}: {node} is no depot, {there}")


def is_usual(key: str, array: IntArray) -> bool:
    """Whether a well-formed field holds what it does where nobody gives it."""
    if key in ("time_window", "soft_window"):
        return array.ndim == 2 and not array[:, 0].any() and bool((array[:, 1] == FAR).all())
    return key in USUAL and bool((array == USUAL[key]).all())


def is_shared(key: str, array: IntArray) -> bool:
    """Whether a field's array is that of every problem of its size: it cannot be written to and needs no copy."""
    return array is filled(array.shape, USUAL.get(key, 0)) or array is _open_windows(len(array))


@lru_cache(maxsize=64)
def _open_windows(size: int) -> IntArray:
    """Windows that are always open, the same array for every problem of a size."""
    window = np.zeros((size, 2), dtype=np.int64)
    window[:, 1] = FAR
    return sealed(window)
