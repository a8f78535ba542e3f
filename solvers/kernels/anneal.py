# mypy: disable-error-code="no-any-return"
"""The search: ruin, recreate, and accept by simulated annealing, a chunk of iterations at a time.

One iteration touches a handful of routes and is undone in place when it is not accepted. The best plan is a copy of
one array, renewed only at the nodes that changed since it was last renewed. The caller owns the clock: it hands in
the temperatures for a chunk, by the fraction of its budget that is used.
"""

from solvers.kernels.clock import refresh
from solvers.kernels.compiling import kernel
from solvers.kernels.links import link, mark_absent, unlink, unmark_absent
from solvers.kernels.recreate import NOWHERE, settle, shuffle, sort_by
from solvers.kernels.rng import below, exponential
from solvers.kernels.ruin import ruin
from solvers.kernels.state import ABSENT, BEST, CURRENT, DONE, IMPROVED, NONE, Array, Best, Data, Plan, Work

RETRIED = 8  # at most this many absent stops are tried again in one iteration


@kernel
def anneal(
    data: Data,
    plan: Plan,
    best: Best,
    work: Work,
    rng: Array,
    tally: Array,
    iterations: int,
    hot: float,
    cold: float,
    mean_removed: float,
    longest: float,
    blink: int,
) -> None:
    """Run a chunk of iterations, cooling from `hot` to `cold`; `tally` carries costs and counts from chunk to chunk."""
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    heat = hot
    for _ in range(iterations):
        stamp = tally[DONE]
        tally[DONE] += 1
        removed, routes, change = ruin(data, plan, work, rng, mean_removed, longest, stamp)
        retried = _call_absent(plan, work, rng)
        for at in range(removed):
            work.pool[at] = work.log[at].removed
        for at in range(retried):
            work.pool[removed + at] = work.log[at].retried
            change -= plan.node[work.log[at].retried].prize
        arrange(work, work.pool, removed + retried, rng)
        inserted = failed = 0
        for at in range(removed + retried):
            stop = work.pool[at]
            cost = settle(data, plan, rng, stop, blink)
            if cost == NOWHERE:
                work.log[failed].failed = stop
                failed += 1
                change += plan.node[stop].prize
                mark_absent(plan, stop)
                continue
            work.log[inserted].inserted = stop
            inserted += 1
            change += cost
            slot = plan.node[stop].slot
            if plan.fleet[slot].stamp != stamp:
                plan.fleet[slot].stamp = stamp
                work.routes[routes] = slot
                routes += 1
        if change < heat * exponential(rng):
            tally[CURRENT] += change
            _note(plan, best, work, removed, inserted)
            if tally[CURRENT] < tally[BEST]:
                tally[BEST] = tally[CURRENT]
                tally[IMPROVED] = tally[DONE]
                keep(plan, best)
        else:
            _undo(data, plan, work, removed, inserted, failed, retried, routes)
        heat *= cooling


@kernel
def arrange(work: Work, pool: Array, count: int, rng: Array) -> None:
    """Put the stops to insert in one of the orders, by the orders' weights."""
    row = work.choice[below(rng, len(work.choice))]
    if row == NONE:
        shuffle(rng, pool, count)
    else:
        sort_by(work.order[row], pool, count)


@kernel
def _call_absent(plan: Plan, work: Work, rng: Array) -> int:
    """Take some absent stops off their list, to be tried again."""
    count = plan.counter[ABSENT]
    retried = min(count, RETRIED)
    for at in range(retried):
        stop = plan.absent[below(rng, count - at)].stop
        work.log[at].retried = stop
        unmark_absent(plan, stop)
    return retried


@kernel
def _undo(
    data: Data, plan: Plan, work: Work, removed: int, inserted: int, failed: int, retried: int, routes: int
) -> None:
    for at in range(inserted - 1, -1, -1):
        unlink(data, plan, work.log[at].inserted)
    for at in range(failed):
        unmark_absent(plan, work.log[at].failed)
    for at in range(retried):
        mark_absent(plan, work.log[at].retried)
    for at in range(removed - 1, -1, -1):
        link(data, plan, work.log[at].removed, work.log[at].removed_from)
    if data.timed:
        for at in range(routes):
            refresh(data, plan, work.routes[at])


@kernel
def _note(plan: Plan, best: Best, work: Work, removed: int, inserted: int) -> None:
    """Remember the nodes whose follower changed in an accepted iteration."""
    for at in range(removed):
        _mark(best, work.log[at].removed)
        _mark(best, work.log[at].removed_from)
    for at in range(inserted):
        _mark(best, work.log[at].inserted)
        _mark(best, plan.node[work.log[at].inserted].previous)


@kernel
def _mark(best: Best, node: int) -> None:
    if not best.node[node].marked:
        best.node[node].marked = True
        best.node[best.length[0]].changed = node
        best.length[0] += 1


@kernel
def keep(plan: Plan, best: Best) -> None:
    """Bring the copy of the best plan up to date."""
    for at in range(best.length[0]):
        node = best.node[at].changed
        best.node[node].following = plan.node[node].following
        best.node[node].marked = False
    best.length[0] = 0
