"""Routes over several stops at once, for stops that no vehicle reaches and leaves by itself.

Where roads are missing a stop may lie on a way over others only, and putting in one stop at a time never gets there.
Dijkstra's algorithm, out to the stop and home from it, over stops that are in no route; times in the kernels' units.
"""

from __future__ import annotations

import numpy as np

from solvers.engines.kernel_data import Setup
from solvers.engines.legs import travels
from solvers.kernels.state import ABSENT, Array
from solvers.solution import Route

NEVER = 1 << 50


def ways_over_others(setup: Setup, routes: list[Route]) -> list[Route]:
    """Further routes for stops that `routes` do not serve, one stop of each route being unreachable by itself."""
    data, plan = setup.data, setup.plan
    left = np.bincount(plan.fleet.kind, minlength=len(plan.idle_count))
    free = np.zeros(data.stops + 1, dtype=bool)
    free[plan.absent.stop[: plan.counter[ABSENT]]] = True
    for route in routes:
        left[route.vehicle] -= 1
        free[list(route.stops)] = False
    found: list[Route] = []
    for stop in np.flatnonzero(free).tolist():
        for kind in np.flatnonzero(left > 0).tolist():
            slot = int(np.flatnonzero(plan.fleet.kind == kind)[0])
            if free[stop] and (way := _way(setup, slot, stop, free)):
                found.append(Route(kind, tuple(way)))
                free[way] = False
                left[kind] -= 1
    return found


def _way(setup: Setup, slot: int, stop: int, free: Array) -> list[int]:
    """A way out to `stop` and home that the vehicle of a slot can drive in time; empty when none is found."""
    van = setup.plan.fleet[slot]
    out, times = _quickest(setup, 0, int(van.opening), free)
    if times[stop] >= NEVER:
        return []
    way = _back(out, stop, 0)
    rest = free.copy()
    rest[way] = False
    home, later = _quickest(setup, stop, int(times[stop]), rest)
    node = setup.plan.node
    every = np.flatnonzero(later < NEVER)
    ends = later[every] + node["service"][every] + travels(setup.data, every, 0)
    if len(every) == 0 or int(ends.min()) > van.closing:
        return []
    way += _back(home, int(every[ends.argmin()]), stop)
    return way if int(node["demand"][way].sum()) <= van.capacity else []


def _quickest(setup: Setup, start: int, time: int, free: Array) -> tuple[Array, Array]:
    """Predecessors and earliest starts of service from `start`, where service starts (or the van leaves) at `time`."""
    data, node = setup.data, setup.plan.node[: setup.data.stops + 1]
    every = np.arange(data.stops + 1)
    times, before = np.full(data.stops + 1, NEVER), np.zeros(data.stops + 1, dtype=np.int64)
    times[start] = time
    left = free.copy()
    left[start] = True
    while (left & (times < NEVER)).any():
        here = int(np.where(left, times, 2 * NEVER).argmin())
        left[here] = False
        onward = (int(node["service"][here]) if here else 0) + travels(data, here, every)
        begins = np.maximum(times[here] + onward, node["opens"])
        better = left & (begins <= node["closes"]) & (begins < times)
        times[better], before[better] = begins[better], here
    return before, times


def _back(before: Array, stop: int, start: int) -> list[int]:
    """Stops from behind `start` up to `stop`."""
    way: list[int] = []
    while stop != start:
        way.append(stop)
        stop = int(before[stop])
    return way[::-1]
