"""Generated city waves: the problems a dispatcher meets several times a day.

Addresses cluster around a few quarters of a city of 16 by 12 kilometres, the depot lies at its edge. Streets bend
(distances are 1.3 times the straight line and differ by direction) and the centre is slow. Customers chose windows of
one to four hours in a shift of nine; the fleet has large and small vans, and is limited. Distances are metres, times
seconds, money cents.
"""

from __future__ import annotations

import numpy as np

from solvers.problem import REQUIRED, FloatArray, IntArray, Objective, RoutingProblem, Vehicle

HOUR = 3_600
SHIFT = 9 * HOUR
WIDTH, HEIGHT = 16_000.0, 12_000.0
SLOW, FAST = 6.0, 11.0
"""Metres per second in the centre and at the edge."""


def city_wave(
    stops: int,
    seed: int,
    *,
    optional: float = 0.3,
    windows: float = 0.7,
    mixed_fleet: bool = True,
    drops_per_van: float = 14.0,
) -> RoutingProblem:
    """One wave of a delivery day.

    Parameters
    ----------
    stops
        Number of addresses.
    seed
        Equal seeds give equal waves.
    optional
        Share of stops that a later wave could serve, at a prize.
    windows
        Share of stops with a time window.
    mixed_fleet
        Large and small vans, or one type.
    drops_per_van
        Stops per van that the fleet is sized for.
    """
    if stops < 1:
        raise ValueError(f"stops: {stops!r} is not accepted, use a whole number >= 1")
    rng = np.random.default_rng((stops, seed))
    place = _addresses(rng, stops)
    distance, duration = _streets(rng, place)
    demand = np.concatenate(([0], rng.integers(1, 9, stops)))
    service = np.concatenate(([0], rng.integers(2 * 60, 6 * 60, stops)))
    prize = np.full(stops + 1, REQUIRED, dtype=np.int64)
    may_wait = np.flatnonzero(rng.random(stops) < optional) + 1
    prize[may_wait] = rng.integers(600, 3_000, len(may_wait))
    return RoutingProblem(
        demand=demand,
        vehicles=_fleet(stops, int(demand.sum()), mixed_fleet, drops_per_van),
        distance=distance,
        duration=duration,
        coordinates=place,
        service_time=service,
        time_window=_windows(rng, stops, windows, duration[0]),
        prize=prize,
        objective=Objective.COST,
        name=f"city-{stops}-{seed}",
    )


def _addresses(rng: np.random.Generator, stops: int) -> FloatArray:
    """Depot and addresses: two thirds around quarters, the rest anywhere."""
    size = np.array([WIDTH, HEIGHT])
    quarters = rng.random((6, 2)) * size
    clustered = quarters[rng.integers(0, 6, stops)] + rng.normal(0.0, 900.0, (stops, 2))
    spread = rng.random((stops, 2)) * size
    place = np.where((rng.random(stops) < 0.67)[:, None], clustered, spread).clip((0.0, 0.0), size)
    depot = np.array([0.1 * WIDTH, 0.5 * HEIGHT])
    return np.round(np.vstack((depot, place)), 1)


def _streets(rng: np.random.Generator, place: FloatArray) -> tuple[IntArray, IntArray]:
    """Metres and seconds between all places, asymmetric as one-way streets make them."""
    step = place[:, None, :] - place[None, :, :]
    straight = np.sqrt((step**2).sum(axis=2))
    metres = straight * 1.3 * (1.0 + 0.08 * rng.random(straight.shape))
    middle = np.array([WIDTH, HEIGHT]) / 2
    central = np.exp(-(((place - middle) / (0.3 * WIDTH)) ** 2).sum(axis=1))
    speed = FAST - (FAST - SLOW) * (central[:, None] + central[None, :]) / 2
    seconds = metres / speed + np.where(straight > 0, 20.0, 0.0)
    for matrix in (metres, seconds):
        np.fill_diagonal(matrix, 0.0)
    return np.round(metres).astype(np.int64), np.round(seconds).astype(np.int64)


def _windows(rng: np.random.Generator, stops: int, share: float, from_depot: IntArray) -> IntArray:
    """Windows of one, two or four hours inside the shift, each reachable from the depot."""
    window = np.zeros((stops + 1, 2), dtype=np.int64)
    window[:, 1] = SHIFT
    chosen = np.flatnonzero(rng.random(stops) < share) + 1
    length = rng.choice((1, 2, 4), len(chosen), p=(0.2, 0.5, 0.3)) * HOUR
    start = np.maximum((rng.random(len(chosen)) * (SHIFT - HOUR - length)).astype(np.int64), 0)
    window[chosen, 0] = start
    window[chosen, 1] = np.maximum(start + length, from_depot[chosen] + 60)
    return window


def _fleet(stops: int, demand: int, mixed: bool, drops_per_van: float) -> tuple[Vehicle, ...]:
    vans = max(2, round(stops / drops_per_van) + 1)
    typical = demand / vans
    if not mixed:
        return (Vehicle("van", vans, int(1.3 * typical), (0, SHIFT), 4_000, 35, 2_200),)
    large = max(1, round(0.6 * vans))
    return (
        Vehicle("large van", large, int(1.6 * typical), (0, SHIFT), 5_000, 40, 2_200),
        Vehicle("small van", max(1, vans - large), int(1.1 * typical), (0, SHIFT), 3_500, 30, 2_200),
    )
