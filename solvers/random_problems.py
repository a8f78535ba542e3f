"""Small random problems over every feature, ugly ones included, for conformance and property tests.

Asymmetric matrices, zero service, inverted windows, duplicate addresses, demands above every vehicle, missing roads,
types of which there are none: what a solver must either serve or hand back with a reason. Units mean nothing here.
"""

from __future__ import annotations

import numpy as np

from solvers.problem import FAR, REQUIRED, FloatArray, IntArray, Objective, RoutingProblem, Vehicle
from solvers.protocol import Capability

EXTENT = 1_000
DRAWN = (
    Capability.CAPACITY
    | Capability.TIME_WINDOWS
    | Capability.SERVICE_TIMES
    | Capability.HETEROGENEOUS
    | Capability.LIMITED_FLEET
    | Capability.OPTIONAL_STOPS
    | Capability.ASYMMETRIC
    | Capability.COORDINATES_ONLY
    | Capability.DURATION_OBJECTIVE
    | Capability.COST_OBJECTIVE
    | Capability.VEHICLES_FIRST
)
"""Every feature that a random problem may have."""


def random_problem(
    rng: np.random.Generator, stops: int, features: Capability | None = None, *, ugly: bool = True
) -> RoutingProblem:
    """Draw a problem that needs at most `features` (`DRAWN` when None); `ugly` adds stops that cannot be served."""
    allowed = DRAWN if features is None else features

    def has(feature: Capability, chance: float = 0.5) -> bool:
        drawn = bool(rng.random() < chance)
        return drawn and feature in allowed

    place = rng.integers(0, EXTENT, (stops + 1, 2)).astype(np.float64)
    if stops > 1 and rng.random() < 0.3:
        place[-1] = place[1]
    distance = duration = None
    coordinates: FloatArray | None = place
    if has(Capability.ASYMMETRIC):
        distance = _matrix(rng, place, skew=0.3)
        duration = _matrix(rng, place, skew=0.3) if rng.random() < 0.7 else None
        coordinates = None
    elif Capability.COORDINATES_ONLY not in allowed or rng.random() < 0.5:
        distance = _matrix(rng, place, skew=0.0)
        duration = distance * 2 if rng.random() < 0.3 else None
    if ugly and distance is not None and stops > 2 and rng.random() < 0.2:
        distance = distance.copy()
        distance[rng.integers(1, stops + 1), :] = FAR
        np.fill_diagonal(distance, 0)
    demand = rng.integers(0, 20, stops + 1)
    demand[0] = 0
    capacity = int(rng.integers(20, 80))
    if ugly and rng.random() < 0.3:
        demand[rng.integers(1, stops + 1)] = 10_000
    service = np.zeros(stops + 1, dtype=np.int64)
    if has(Capability.SERVICE_TIMES):
        service[1:] = rng.integers(0, 60, stops)
    window = _windows(rng, stops, ugly) if has(Capability.TIME_WINDOWS) else np.empty(0, dtype=np.int64)
    prize = np.full(stops + 1, REQUIRED, dtype=np.int64)
    if has(Capability.OPTIONAL_STOPS):
        optional = np.flatnonzero(rng.random(stops) < 0.5) + 1
        prize[optional] = rng.integers(0, 2 * EXTENT, len(optional))
    return RoutingProblem(
        demand=demand,
        vehicles=_fleet(rng, stops, capacity, allowed),
        distance=distance,
        duration=duration,
        coordinates=coordinates,
        service_time=service,
        time_window=window,
        prize=prize,
        objective=_objective(rng, allowed),
        rounding="truncated" if rng.random() < 0.5 else "nearest",
        scale=int(rng.choice((1, 10))),
        name=f"random-{stops}",
    )


def _matrix(rng: np.random.Generator, place: FloatArray, skew: float) -> IntArray:
    step = place[:, None, :] - place[None, :, :]
    length = np.sqrt((step**2).sum(axis=2))
    matrix: IntArray = np.floor(length * (1.0 + skew * rng.random(length.shape))).astype(np.int64)
    return matrix


def _windows(rng: np.random.Generator, stops: int, ugly: bool) -> IntArray:
    window = np.zeros((stops + 1, 2), dtype=np.int64)
    window[:, 0] = rng.integers(0, 3 * EXTENT, stops + 1)
    window[:, 1] = window[:, 0] + rng.integers(50, 3 * EXTENT, stops + 1)
    window[rng.random(stops + 1) < 0.3] = (0, FAR)
    window[0] = (0, 10 * EXTENT) if rng.random() < 0.7 else (0, FAR)
    if ugly and rng.random() < 0.3:
        window[rng.integers(1, stops + 1)] = (500, 400)
    return window


def _fleet(rng: np.random.Generator, stops: int, capacity: int, allowed: Capability) -> tuple[Vehicle, ...]:
    kinds = int(rng.integers(1, 4)) if Capability.HETEROGENEOUS in allowed else 1
    limited = bool(rng.random() < 0.5) and Capability.LIMITED_FLEET in allowed
    shifts = bool(rng.random() < 0.3) and Capability.TIME_WINDOWS in allowed
    fleet = []
    for kind in range(kinds):
        count = int(rng.integers(0 if kind else 1, 3)) if limited else stops
        start = int(rng.integers(0, EXTENT)) if shifts else 0
        fleet.append(
            Vehicle(
                f"type {kind}",
                count,
                capacity if kind == 0 else int(rng.integers(20, 120)),
                (start, start + int(rng.integers(EXTENT, 8 * EXTENT)) if shifts else FAR),
                int(rng.integers(0, 500)),
                int(rng.integers(0, 2_000)),
                int(rng.integers(0, 3_000)),
            )
        )
    return tuple(fleet)


def _objective(rng: np.random.Generator, allowed: Capability) -> Objective:
    choices = [Objective.DISTANCE]
    for feature, objective in (
        (Capability.DURATION_OBJECTIVE, Objective.DURATION),
        (Capability.COST_OBJECTIVE, Objective.COST),
        (Capability.VEHICLES_FIRST, Objective.VEHICLES_THEN_DISTANCE),
    ):
        if feature in allowed:
            choices.append(objective)
    return choices[int(rng.integers(len(choices)))]
