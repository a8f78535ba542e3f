"""Generated city days with rich features: one laid over a day, or many at once.

Every day has a plan that serves all of it: fleets have room to spare, and what limits a stop leaves it reachable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from solvers import Break, RoutingProblem, SpeedProfile
from solvers.checks import FAR
from solvers.city import HOUR, SHIFT, city_wave
from solvers.vehicle import NOWHERE

Column = np.ndarray[Any, np.dtype[np.int64]]
Feature = Callable[[RoutingProblem, np.random.Generator], RoutingProblem]


def _vans(problem: RoutingProblem, **changes: Any) -> RoutingProblem:
    return problem.replace(vehicles=tuple(replace(one, **changes) for one in problem.vehicles))


def _of_stops(values: Any) -> Column:
    """A column with nothing at the depot."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.asarray(values, dtype=np.int64)))


def weight_and_volume(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """A second capacity, as tight as the first."""
    weight = _of_stops(rng.integers(1, 20, problem.stops))
    share = float(weight.sum() / problem.demand.sum())
    fleet = tuple(replace(one, capacity=(one.room, round(share * one.room))) for one in problem.vehicles)
    return problem.replace(demand=np.stack((problem.demand, weight), axis=1), vehicles=fleet)


def collections(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Every third stop sends something back."""
    return problem.replace(pickup=_of_stops(rng.integers(1, 9, problem.stops) * (rng.random(problem.stops) < 0.33)))


def pairs(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Two stops in five are the two ends of a courier's errand, at any time of the day."""
    ends = 1 + rng.permutation(problem.stops)[: 2 * (problem.stops // 5)].reshape(-1, 2)
    pickup, demand, window = np.zeros_like(problem.demand), problem.demand.copy(), problem.time_window.copy()
    pickup[ends[:, 0]] = problem.demand[ends[:, 1]]
    demand[ends[:, 0]] = 0
    window[ends] = 0, SHIFT
    return problem.replace(pairs=ends, pickup=pickup, demand=demand, time_window=window)


def two_depots(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """The last stop is a second depot, from which half of each type of van leaves."""
    last = problem.nodes - 1
    changes: dict[str, Any] = {"depots": 2}
    for key, nothing in (("demand", 0), ("service_time", 0), ("time_window", (0, SHIFT))):
        column = getattr(problem, key).copy()
        column[last] = nothing
        changes[key] = column
    fleet = tuple(
        replace(one, name=f"{one.name} {depot}", count=count, start=depot, end=depot)
        for one in problem.vehicles
        for depot, count in ((0, one.count - one.count // 2), (last, one.count // 2))
        if count
    )
    return problem.replace(vehicles=fleet, **changes)


def open_routes(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Nobody is needed back."""
    return _vans(problem, end=NOWHERE)


def releases(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """The goods of every fourth stop come within two hours, early enough for its window."""
    arrives = rng.integers(0, 2 * HOUR, problem.stops) * (rng.random(problem.stops) < 0.25)
    assert problem.duration is not None
    latest = problem.time_window[1:, 1] - problem.duration[0, 1:] - HOUR
    return problem.replace(release_time=_of_stops(np.minimum(arrives, np.maximum(latest, 0))))


def second_trips(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Vans of three fifths the room may load again, twice, in twenty minutes."""
    fleet = tuple(
        replace(one, capacity=one.room * 3 // 5, max_trips=3, reload_time=20 * 60) for one in problem.vehicles
    )
    return problem.replace(vehicles=fleet)


def breaks(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Forty-five minutes of rest that begin in the fourth or fifth hour."""
    return _vans(problem, breaks=(Break((3 * HOUR, 5 * HOUR), 45 * 60),))


def overtime(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Six hours at the usual price, three more at half as much again."""
    return _vans(problem, shift_length=6 * HOUR, max_overtime=3 * HOUR, overtime_cost_per_hour=1_100)


def limits(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Ninety kilometres and sixteen stops at most."""
    return _vans(problem, max_distance=90_000, max_stops=16)


def soft_windows(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Whoever comes after the window pays for each minute."""
    whole = np.tile(np.array([0, SHIFT], dtype=np.int64), (problem.nodes, 1))
    price = _of_stops(np.full(problem.stops, 40))
    return problem.replace(soft_window=problem.time_window, time_window=whole, lateness_cost_per_minute=price)


def several_windows(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Every third stop may be served in a second hour as well."""
    window = np.full((problem.nodes, 2, 2), FAR, dtype=np.int64)
    window[:, 0] = problem.time_window
    for stop in range(1, problem.nodes):
        later = int(problem.time_window[stop, 1]) + HOUR
        if later + HOUR < SHIFT and rng.random() < 0.33:
            window[stop, 1] = later, later + HOUR
    return problem.replace(time_window=window)


def skills(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Every fifth stop needs the tail lift that the first type of van has."""
    lift = _of_stops(rng.random(problem.stops) < 0.2)
    fleet = tuple(replace(one, skills=int(place == 0)) for place, one in enumerate(problem.vehicles))
    return problem.replace(skills=lift, vehicles=fleet)


def rush_hours(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Roads are two thirds as fast in the first and the last two hours."""
    return problem.replace(
        speed_profiles=(SpeedProfile((0, 2 * HOUR, SHIFT - 2 * HOUR, SHIFT), (670, 1_000, 670, 1_000)),)
    )


def together(problem: RoutingProblem, rng: np.random.Generator) -> RoutingProblem:
    """Seven at once, all of which OR-Tools knows."""
    for lay in (second_trips, weight_and_volume, releases, breaks, overtime, soft_windows, skills):
        problem = lay(problem, rng)
    return problem


FEATURES: dict[str, Feature] = {
    feature.__name__: feature
    for feature in (
        weight_and_volume, collections, two_depots, open_routes, releases, second_trips, breaks, overtime, limits,
        soft_windows, several_windows, skills, rush_hours, together, pairs,
    )
}  # fmt: skip
"""What may be laid over a day, by its name; new ones go to the end, for its place seeds what a feature draws."""


def rich_day(feature: str, stops: int, seed: int) -> RoutingProblem:
    """A city day with one feature; the same addresses and customers for all features."""
    day = city_wave(stops, seed, optional=0.0, windows=0.5, drops_per_van=10.0)
    rich = FEATURES[feature](day, np.random.default_rng((stops, seed, list(FEATURES).index(feature))))
    return rich.replace(name=f"{feature}-{stops}-{seed}")
