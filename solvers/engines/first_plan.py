"""The plan a search starts from: known routes, or the best of cheapest insertion and several lists of savings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvers.engines.kernel_data import DISTANT, Setup, laid_out, routes_of
from solvers.engines.legs import distances, travels
from solvers.engines.ways import ways_over_others
from solvers.kernels.construct import clear, construct, start
from solvers.kernels.savings import Tours, choose_vehicles, join_tours, shake
from solvers.kernels.state import ABSENT, NONE, Array
from solvers.solution import Route

MOST_TRIES, TRIED_STOPS = 4, 800
"""Lists of savings tried for a first plan: so many at most, and fewer the more stops there are."""
NOISE = 100
"""By how many thousandths further lists stray."""
LARGEST_KEY = 1 << 62
"""What a sort key of 64 bits may hold."""


def lay_out(setup: Setup, draws: Array, routes: Sequence[Route]) -> int:
    """Fill an empty plan with known routes, and insert what they do not serve; the cost added."""
    return int(start(setup.data, setup.plan, *laid_out(routes))) + insert_absent(setup, draws)


def insert_absent(setup: Setup, draws: Array) -> int:
    """Insert what is in no route where it costs least, stops far from the depot first; the cost added."""
    data, plan, work, _ = setup
    stops = plan.absent.stop[: plan.counter[ABSENT]]
    stops = stops[work.order[DISTANT][stops].argsort(kind="stable")]
    return int(construct(data, plan, draws, stops, 0, False))


def first_plan(setup: Setup, draws: Array) -> int:
    """Fill an empty plan with the best of cheapest insertion and savings; the cost added."""
    data, plan, _, _ = setup
    best = insert_absent(setup, draws)
    kept = plan.node.following.copy()
    slot = int(np.argmax(plan.fleet.capacity))
    clear(data, plan)
    first, second, saving = worth_joining(setup, slot)
    shaken = saving.copy()
    scratch = scratch_for(setup)
    for attempt in range(min(MOST_TRIES, max(1, TRIED_STOPS // data.stops))):
        if attempt:
            clear(data, plan)
            shake(saving, shaken, draws, NOISE)
        added = int(start(data, plan, *joined_tours(setup, slot, first, second, largest_first(shaken), scratch)))
        added += insert_absent(setup, draws)
        if added <= best:
            best, kept = added, plan.node.following.copy()
    clear(data, plan)
    routes = routes_of(setup, kept)
    if data.broken:
        routes += ways_over_others(setup, routes)
    return lay_out(setup, draws, routes)


def worth_joining(setup: Setup, slot: int) -> tuple[Array, Array, Array]:
    """Pairs of absent stops that the vehicle of `slot` had better serve one after the other, and what that saves."""
    data, plan = setup.data, setup.plan
    van = plan.fleet[slot]
    stops = plan.absent.stop[: plan.counter[ABSENT]]
    after = data.after[stops].astype(np.int64)
    wanted = (after != NONE) & (plan.absent.rank[after] != NONE)
    first, second = np.broadcast_to(stops[:, None], after.shape)[wanted], after[wanted]
    metres = distances(data, first, 0) + distances(data, 0, second) - distances(data, first, second)
    saving = metres * van.per_distance
    if data.paid:
        saving += (travels(data, first, 0) + travels(data, 0, second) - travels(data, first, second)) * van.per_time
    worth = saving > 0
    return first[worth], second[worth], saving[worth]


def scratch_for(setup: Setup) -> Tours:
    """Scratch space for tours of all stops, and for all types of vehicle."""
    size = max(setup.data.stops + 1, len(setup.plan.idle_count))
    return Tours(*(np.zeros(size, dtype=np.int64) for _ in Tours._fields))


def joined_tours(
    setup: Setup, slot: int, first: Array, second: Array, order: Array, scratch: Tours
) -> tuple[Array, Array, Array]:
    """Tours of the absent stops from pairs in this order: stops, tour behind tour; tours' ends; their vehicle types."""
    data, plan, _, _ = setup
    stops, ends, kinds = (np.empty(plan.counter[ABSENT], dtype=np.int64) for _ in range(3))
    count = join_tours(data, plan, slot, first, second, order, scratch, stops, ends)
    choose_vehicles(data, plan, stops, ends[:count], scratch, kinds)
    return stops, ends[:count], kinds[:count]


def largest_first(values: Array) -> Array:
    """Order by falling value, equal ones as they stand.

    The place is made part of the key: numpy's fast sort is not stable, and how it breaks ties depends on the processor.
    """
    if len(values) == 0 or int(np.abs(values).max()) >= LARGEST_KEY // len(values):
        return np.argsort(-values, kind="stable")
    return np.sort(np.arange(len(values)) - values * len(values)) % len(values)
