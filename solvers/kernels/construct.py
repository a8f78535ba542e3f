# mypy: disable-error-code="no-any-return"
"""First plans: insert every stop where it costs least, or lay out routes that are already known."""

import numpy as np

from solvers.kernels.arcs import distance, travel
from solvers.kernels.clock import spread
from solvers.kernels.compiling import allocating, kernel
from solvers.kernels.links import link, mark_absent, unlink, unmark_absent
from solvers.kernels.recreate import NOWHERE, insert_cheapest, price_at, shuffle
from solvers.kernels.state import ABSENT, NONE, Array, Data, Plan, Work


@allocating
def construct(data: Data, plan: Plan, work: Work, rng: Array, row: int, blink: int) -> int:
    """Insert every absent stop in the order of one row of keys (shuffled when negative); returns the cost added."""
    count = plan.counter[ABSENT]
    pool = plan.absent.stop[:count].copy()
    if row >= 0:
        pool = pool[work.order[row][pool].argsort(kind="mergesort")]
    else:
        shuffle(rng, pool, count)
    added = 0
    for stop in pool:
        cost = insert_cheapest(data, plan, rng, stop, blink, False)
        if cost != NOWHERE:
            unmark_absent(plan, stop)
            added += cost - plan.node[stop].prize
    return added


@kernel
def clear(data: Data, plan: Plan) -> None:
    """Take every stop out of its route."""
    for stop in range(1, data.stops + 1):
        if plan.slot[stop] != NONE:
            unlink(data, plan, stop)
            mark_absent(plan, stop)


@allocating
def vehicles_for(data: Data, plan: Plan, stops: Array, ends: Array) -> Array:
    """A vehicle type for each tour, heaviest tours first: the cheapest idle one that holds it."""
    tours = len(ends)
    load = np.zeros(tours, dtype=np.int64)
    metres, seconds = np.zeros(tours, dtype=np.int64), np.zeros(tours, dtype=np.int64)
    first = 0
    for tour in range(tours):
        here = 0
        for at in range(first, ends[tour] + 1):
            stop = stops[at] if at < ends[tour] else 0
            metres[tour] += distance(data, here, stop)
            if data.paid:
                seconds[tour] += plan.node[here].service + travel(data, here, stop)
            load[tour] += plan.node[stop].demand
            here = stop
        first = ends[tour]
    left = plan.idle_count.copy()
    kinds = np.full(tours, NONE, dtype=np.int64)
    for tour in np.argsort(-load, kind="mergesort"):
        best = NOWHERE
        for kind in range(len(left)):
            if left[kind] == 0:
                continue
            slot = plan.fleet[plan.idle[kind, 0]]
            cost = slot.fixed + metres[tour] * slot.per_distance + seconds[tour] * slot.per_time
            if slot.capacity < load[tour]:
                cost += NOWHERE // 2
            if cost < best:
                best = cost
                kinds[tour] = kind
        if kinds[tour] != NONE:
            left[kinds[tour]] -= 1
    return kinds


@kernel
def start(data: Data, plan: Plan, stops: Array, ends: Array, kinds: Array) -> int:
    """Lay out known routes, stop behind stop; what does not fit (any more) stays absent. Returns the cost added."""
    added = first = 0
    for route in range(len(ends)):
        kind = kinds[route]
        if kind != NONE and plan.idle_count[kind] > 0:
            node = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
            for at in range(first, ends[route]):
                stop = stops[at]
                if plan.absent[stop].rank == NONE:
                    continue
                cost = price_at(data, plan, stop, node, NOWHERE)
                if cost == NOWHERE:
                    continue
                link(data, plan, stop, node)
                if data.timed:
                    spread(data, plan, stop)
                unmark_absent(plan, stop)
                added += cost - plan.node[stop].prize
                node = stop
        first = ends[route]
    return added
