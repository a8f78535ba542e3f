# mypy: disable-error-code="no-any-return"
"""First plans: insert every stop where it costs least, or lay out routes that are already known."""

from solvers.kernels.clock import late, refresh, spread
from solvers.kernels.compiling import kernel, typed, unsigned
from solvers.kernels.exchange import route_length
from solvers.kernels.links import link, mark_absent, unlink, unmark_absent
from solvers.kernels.recreate import NOWHERE, insert_cheapest, price_at
from solvers.kernels.state import NONE, Array, Data, Plan


@kernel
def construct(data: Data, plan: Plan, rng: Array, stops: Array, blink: int, forced: bool) -> int:
    """Insert absent stops one after the other; returns the cost added."""
    added = 0
    for stop in stops:
        cost = insert_cheapest(data, plan, rng, stop, blink, forced)
        if cost != NOWHERE:
            unmark_absent(plan, stop)
            added += cost - plan.node[unsigned(stop)].prize
    return added


@kernel
def clear(data: Data, plan: Plan) -> None:
    """Take every stop out of its route."""
    for stop in range(1, data.stops + 1):
        if plan.slot[stop] != NONE:
            unlink(data, plan, stop)
            mark_absent(plan, stop)


@kernel
def _lay_whole(data: Data, plan: Plan, stops: Array, first: int, last: int, slot: int) -> int:
    """Lay out a known route at once, and return its cost; undone and NOWHERE when some stop does not fit.

    Where roads are missing, no part of a route may be one by itself.
    """
    load = prizes = typed(0)
    for at in range(first, last):
        load += plan.node[unsigned(stops[at])].demand
        if plan.absent[unsigned(stops[at])].rank == NONE:
            return NOWHERE
    if load > plan.fleet[unsigned(slot)].room or first == last:
        return NOWHERE
    node = data.stops + 1 + slot
    for at in range(first, last):
        link(data, plan, stops[at], node)
        node = stops[at]
    refresh(data, plan, slot)
    if late(data, plan, slot):
        for at in range(first, last):
            unlink(data, plan, stops[at])
        return NOWHERE
    for at in range(first, last):
        unmark_absent(plan, stops[at])
        prizes += plan.node[unsigned(stops[at])].prize
    van = plan.fleet[unsigned(slot)]
    return van.fixed + route_length(data, plan, slot) * van.per_distance + van.duration * van.per_time - prizes


@kernel
def start(data: Data, plan: Plan, stops: Array, ends: Array, kinds: Array) -> int:
    """Lay out known routes, stop behind stop; what does not fit (any more) stays absent. Returns the cost added."""
    added = first = typed(0)
    for route in range(len(ends)):
        kind = kinds[route]
        if kind != NONE and plan.idle_count[kind] > 0:
            node = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
            if data.broken:
                cost = _lay_whole(data, plan, stops, first, ends[route], node - data.stops - 1)
                if cost != NOWHERE:
                    added += cost
                    first = ends[route]
                    continue
            for at in range(first, ends[route]):
                stop = stops[at]
                if plan.absent[stop].rank == NONE:
                    continue
                cost = price_at(data, plan, stop, node, typed(NOWHERE))
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
