"""Small random problems with rich features, several at once, for tests of properties.

A problem of `random_problem` is taken, and what is drawn of the features is laid over it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from solvers.problem import FAR, NOWHERE, Break, RoutingProblem, SpeedProfile, Vehicle
from solvers.protocol import Capability
from solvers.random_problems import EXTENT, random_problem

RICH = (
    Capability.CAPACITY_DIMENSIONS
    | Capability.PICKUPS
    | Capability.SEVERAL_DEPOTS
    | Capability.OPEN_ROUTES
    | Capability.RELEASE_TIMES
    | Capability.SEVERAL_TRIPS
    | Capability.BREAKS
    | Capability.DURATION_LIMIT
    | Capability.OVERTIME
    | Capability.DISTANCE_LIMIT
    | Capability.STOP_LIMIT
    | Capability.SOFT_WINDOWS
    | Capability.SEVERAL_WINDOWS
    | Capability.VEHICLE_CHOICE
    | Capability.PRIORITIES
    | Capability.TIME_DEPENDENT
    | Capability.PAIRS
)
"""Every rich feature that may be drawn."""


def random_rich_problem(
    rng: np.random.Generator, stops: int, features: Capability, *, chance: float = 0.25, ugly: bool = True
) -> RoutingProblem:
    """Draw a problem that needs at most `features`; each rich one of them is there with a `chance`."""
    drawn = Capability(0)
    for feature in RICH & features:
        if rng.random() < chance:
            drawn |= feature
    # an asymmetric or limited fleet is the base's affair; windows are asked of it where a feature rests on times
    depots = int(rng.integers(1, 3)) if Capability.SEVERAL_DEPOTS in drawn else 0
    problem = random_problem(rng, stops + depots, features, ugly=ugly)
    return _depots(problem, depots) if not drawn else _enriched(rng, _depots(problem, depots), drawn, features)


def _depots(problem: RoutingProblem, depots: int) -> RoutingProblem:
    """Make depots of the last nodes."""
    if not depots:
        return problem
    changes: dict[str, Any] = {"depots": 1 + depots}
    for key, value in (("demand", 0), ("service_time", 0), ("prize", -1)):
        column = getattr(problem, key).copy()
        column[-depots:] = value
        changes[key] = column
    window = problem.time_window.copy()
    window[-depots:] = window[0]
    return problem.replace(time_window=window, **changes)


def _enriched(
    rng: np.random.Generator, problem: RoutingProblem, drawn: Capability, features: Capability
) -> RoutingProblem:
    nodes, is_stop = problem.nodes, np.ones(problem.nodes, dtype=np.int64)
    is_stop[list(problem.depot_nodes)] = 0
    changes: dict[str, Any] = {}
    if Capability.PICKUPS in drawn:
        changes["pickup"] = rng.integers(0, 20, nodes) * is_stop
    if Capability.RELEASE_TIMES in drawn:
        changes["release_time"] = rng.integers(0, 2 * EXTENT, nodes) * is_stop * (rng.random(nodes) < 0.5)
    if Capability.SOFT_WINDOWS in drawn:
        opens = rng.integers(0, 3 * EXTENT, nodes)
        changes["soft_window"] = np.stack((opens, opens + rng.integers(0, 2 * EXTENT, nodes)), axis=1)
        for key in ("lateness_cost_per_minute", "earliness_cost_per_minute"):
            changes[key] = rng.integers(0, 200, nodes) * is_stop * (rng.random(nodes) < 0.6)
    if Capability.PRIORITIES in drawn:
        changes["priority"] = rng.integers(0, 3, nodes) * is_stop
    if Capability.SEVERAL_WINDOWS in drawn:
        changes["time_window"] = _several(rng, problem)
    if Capability.TIME_DEPENDENT in drawn:
        changes["speed_profiles"] = tuple(_speeds(rng) for _ in range(2))
        shape = (nodes, nodes) if rng.random() < 0.5 else (nodes,)
        changes["speed_profile"] = rng.integers(0, 2, shape)
    fleet = tuple(_vehicle(rng, problem, vehicle, drawn) for vehicle in problem.vehicles)
    if Capability.VEHICLE_CHOICE in drawn:
        changes["skills"] = rng.integers(0, 4, nodes) * is_stop * (rng.random(nodes) < 0.4)
        changes["allowed_vehicles"] = rng.random((nodes, len(fleet))) < 0.8
    if Capability.CAPACITY_DIMENSIONS in drawn:
        weight = rng.integers(0, 20, nodes) * is_stop
        changes["demand"] = np.stack((problem.demand, weight), axis=1)
        if "pickup" in changes:
            changes["pickup"] = np.stack((changes["pickup"], 0 * weight), axis=1)
        fleet = tuple(replace(vehicle, capacity=(vehicle.room, int(rng.integers(20, 60)))) for vehicle in fleet)
    found = problem.replace(vehicles=fleet, **changes)
    return _paired(rng, found, drawn) if Capability.PAIRS in drawn else found


def _paired(rng: np.random.Generator, problem: RoutingProblem, drawn: Capability) -> RoutingProblem:
    """Pairs among the stops; now and then a stop of one has goods from or for the depot besides."""
    count = int(rng.integers(1, max(2, problem.stops // 2 + 1)))
    pairs = (rng.permutation(problem.stops)[: problem.stops // 2 * 2] + 1).reshape(-1, 2)[:count]
    demand, pickup = problem.demand.copy(), problem.pickup.copy()
    for first, second in pairs.tolist():
        goods = rng.integers(0, 20, demand[first].shape)
        pickup[first] = demand[second] = goods
        if rng.random() < 0.8:
            demand[first] = 0
        if rng.random() < 0.8 or Capability.PICKUPS not in drawn:
            pickup[second] = 0
    return problem.replace(demand=demand, pickup=pickup, pairs=pairs)


def _several(rng: np.random.Generator, problem: RoutingProblem) -> np.ndarray:
    """A second window after the first one, for some stops."""
    window = np.full((problem.nodes, 2, 2), FAR, dtype=np.int64)
    window[:, 0] = problem.time_window
    for stop in range(1, problem.stops + 1):
        opens, closes = problem.time_window[stop].tolist()
        if closes < FAR and opens <= closes and rng.random() < 0.7:
            later = closes + int(rng.integers(1, EXTENT))
            window[stop, 1] = later, later + int(rng.integers(0, EXTENT))
    return window


def _speeds(rng: np.random.Generator) -> SpeedProfile:
    changes = np.sort(rng.choice(np.arange(1, 4 * EXTENT), 3, replace=False))
    return SpeedProfile((0, *changes.tolist()), tuple(rng.integers(300, 1_500, 4).tolist()))


def _vehicle(rng: np.random.Generator, problem: RoutingProblem, vehicle: Vehicle, drawn: Capability) -> Vehicle:
    changes: dict[str, Any] = {}
    depots = problem.depot_nodes
    if Capability.SEVERAL_DEPOTS in drawn:
        changes |= {"start": int(rng.choice(depots)), "end": int(rng.choice(depots))}
    if Capability.OPEN_ROUTES in drawn and rng.random() < 0.7:
        changes["end"] = NOWHERE
    if Capability.SEVERAL_TRIPS in drawn:
        changes |= {"max_trips": int(rng.integers(1, 4)), "reload_time": int(rng.integers(0, 100))}
        if len(depots) > 1 and rng.random() < 0.5:
            changes["reload_at"] = tuple(depots)
    if Capability.BREAKS in drawn and rng.random() < 0.8:
        opens = int(rng.integers(0, 2 * EXTENT))
        length = int(rng.integers(10, 300))
        rests = [Break((opens, opens + int(rng.integers(length, EXTENT + length))), length)]
        if rng.random() < 0.3:
            later = rests[0].window[1] + length
            rests.append(Break((later, later + EXTENT), int(rng.integers(10, 100))))
        changes["breaks"] = tuple(rest for rest in rests if rest.duration <= vehicle.shift[1] - vehicle.shift[0])
    if Capability.DURATION_LIMIT in drawn:
        changes["shift_length"] = int(rng.integers(EXTENT, 5 * EXTENT))
        if Capability.OVERTIME in drawn:
            changes |= {
                "max_overtime": int(rng.integers(0, 2 * EXTENT)),
                "overtime_cost_per_hour": int(rng.integers(0, 9_000)),
            }
    if Capability.DISTANCE_LIMIT in drawn:
        changes["max_distance"] = int(rng.integers(EXTENT, 8 * EXTENT))
    if Capability.STOP_LIMIT in drawn:
        changes["max_stops"] = int(rng.integers(1, max(2, problem.stops)))
    if Capability.VEHICLE_CHOICE in drawn:
        changes["skills"] = int(rng.integers(0, 4))
    return replace(vehicle, **changes)
