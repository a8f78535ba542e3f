# mypy: disable-error-code="no-any-return"
"""First plans: insert every stop where it costs least, or lay out routes that are already known."""

from solvers.kernels.clock import spread
from solvers.kernels.compiling import allocating, kernel
from solvers.kernels.links import link, unmark_absent
from solvers.kernels.recreate import NOWHERE, price, settle, shuffle
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
        cost = settle(data, plan, rng, stop, blink)
        if cost != NOWHERE:
            unmark_absent(plan, stop)
            added += cost - plan.node[stop].prize
    return added


@kernel
def start(data: Data, plan: Plan, stops: Array, ends: Array, kinds: Array) -> int:
    """Lay out known routes, stop behind stop; what does not fit (any more) stays absent. Returns the cost added."""
    added = first = 0
    for route in range(len(ends)):
        kind = kinds[route]
        if plan.idle_count[kind] > 0:
            node = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
            for at in range(first, ends[route]):
                stop = stops[at]
                if plan.absent[stop].rank == NONE:
                    continue
                cost = price(data, plan, stop, node, plan.node[node].following, NOWHERE)
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
