"""Legs, windows, rests and speeds of a rich problem as its kernels take them, by place."""

from __future__ import annotations

import numpy as np

from solvers.kernels.rich.state import NEVER, NONE
from solvers.kernels.state import Array
from solvers.problem import FAR, RoutingProblem, Vehicle
from solvers.protocol import Capability
from solvers.speeds import FREE, ways

NO_ROAD = 2**30
"""From this entry on there is no road in a matrix of 32 bits."""
DRIVEN = Capability.BREAKS | Capability.SOFT_WINDOWS | Capability.SEVERAL_WINDOWS | Capability.TIME_DEPENDENT
"""What segments cannot say of a route."""


def legs(problem: RoutingProblem) -> tuple[Array, int]:
    """Distances and shortest times by place, with a last one that is nowhere, and from which entry on there is no road.

    With speeds a third layer has the times at free speed.
    """
    every = np.arange(problem.nodes)
    distance = problem.arc_distance(every[:, None], every[None, :])
    duration = distance if problem.duration is None else problem.duration
    layers = [distance, duration]
    if problem.speed_profiles:
        fastest = np.array([max(profile.speeds) for profile in problem.speed_profiles])[profiles(problem)[:-1, :-1]]
        layers = [distance, np.where(duration < FAR, duration * FREE // fastest, FAR), duration]
    largest = max(int(np.max(matrix, where=matrix < FAR, initial=0)) for matrix in layers)
    no_road = NO_ROAD if largest < NO_ROAD else FAR
    # half the width keeps twice the pairs in the cache; another width compiles once more
    width = np.int32 if no_road == NO_ROAD else np.int64
    leg = np.zeros((problem.nodes + 1, problem.nodes + 1, len(layers)), dtype=width)
    for at, matrix in enumerate(layers):
        leg[:-1, :-1, at] = np.minimum(matrix, no_road)
    leg[every, every] = 0
    return leg, no_road


def windows(problem: RoutingProblem) -> Array:
    """Windows by place: over all of them, then one by one; nowhere is always open."""
    one_by_one = problem.time_window.reshape(problem.nodes, -1, 2).copy()
    later = one_by_one[:, 1:]
    later[later[:, :, 0] >= FAR] = NEVER, NONE
    rows = np.concatenate((problem.hull[:, None, :], one_by_one), axis=1)
    nowhere = np.broadcast_to(np.array([0, FAR]), (1, *rows.shape[1:]))
    return np.ascontiguousarray(np.concatenate((rows, nowhere)), dtype=np.int64)


def rests(problem: RoutingProblem) -> Array:
    """Earliest and latest begin and duration of each break, those of a type of vehicle together, behind one of none."""
    rows = [(*rest.window, rest.duration) for vehicle in problem.vehicles for rest in vehicle.breaks]
    return np.array([(0, 0, 0), *rows], dtype=np.int64)


def departures(problem: RoutingProblem, vehicle: Vehicle) -> list[int]:
    """When a vehicle may leave so that it pays, but for its opening: as speeds change, and after its breaks."""
    tried = {time for profile in problem.speed_profiles for time in profile.times}
    done = 0
    for rest in vehicle.breaks:
        done = max(done, rest.window[0]) + rest.duration
        tried.add(done)
    return sorted(tried)


def profiles(problem: RoutingProblem) -> Array:
    """The speed profile of a leg, from place to place; one number where there is none."""
    if not problem.speed_profiles:
        return np.zeros((1, 1), dtype=np.int16)
    found = np.zeros((problem.nodes + 1, problem.nodes + 1), dtype=np.int16)
    given = problem.speed_profile
    found[:-1, :-1] = given[:, None] if given.ndim == 1 else given
    return found


def speeds(problem: RoutingProblem) -> Array:
    """Each change of each profile: when, the speed from then on, the way driven up to then."""
    given = problem.speed_profiles
    changes = max((len(profile.times) for profile in given), default=1)
    found = np.full((max(1, len(given)), changes, 3), NEVER, dtype=np.int64)
    for row, profile in zip(found, given, strict=False):
        count = len(profile.times)
        row[:count] = np.stack((profile.times, profile.speeds, ways(profile.times, profile.speeds)), axis=1)
    return found
