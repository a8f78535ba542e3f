# mypy: disable-error-code="no-any-return"
"""The search: ruin, recreate, and accept by simulated annealing, a chunk of iterations at a time.

One iteration touches a handful of routes and is undone in place when it is not accepted. The best plan is a copy of
one array, renewed only at the nodes that changed since it was last renewed. The caller owns the clock: it hands in
the temperatures for a chunk, by the fraction of its budget that is used.
"""

from solvers.kernels.clock import refresh
from solvers.kernels.compiling import kernel
from solvers.kernels.exchange import exchange, keep, mark
from solvers.kernels.links import link, mark_absent, unlink, unmark_absent
from solvers.kernels.recreate import NOWHERE, settle, shuffle, sort_by
from solvers.kernels.rng import below, draw, exponential
from solvers.kernels.ruin import SPOILT, ruin
from solvers.kernels.state import ABSENT, BEST, CURRENT, DONE, IMPROVED, NONE, Array, Best, Data, Plan, Work

FORCE_MASK = 7  # in one iteration of eight, absent stops go in whatever their prize: a few together may pay a vehicle
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
    whole_share: int,
    swap_share: int,
) -> None:
    """Run a chunk of iterations, cooling from `hot` to `cold`; `tally` carries costs and counts from chunk to chunk."""
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    heat = hot
    for _ in range(iterations):
        stamp = tally[DONE]
        tally[DONE] += 1
        removed, routes, change = ruin(data, plan, work, rng, mean_removed, longest, whole_share, stamp)
        if change == SPOILT:
            _undo(data, plan, work, removed, 0, 0, 0, routes)
            heat *= cooling
            continue
        forced = plan.counter[ABSENT] > 0 and draw(rng) & FORCE_MASK == 0
        retried = _call_absent(data, plan, work, rng, forced)
        for at in range(removed):
            work.pool[at] = work.log[at].removed
        for at in range(retried):
            work.pool[removed + at] = work.log[at].retried
            change -= plan.node[work.log[at].retried].prize
        arrange(work, work.pool, removed + retried, rng)
        inserted = failed = 0
        for at in range(removed + retried):
            stop = work.pool[at]
            cost = settle(data, plan, rng, stop, blink, forced)
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
        if len(plan.idle_count) > 1 and below(rng, 2**16) < swap_share:
            change = exchange(data, plan, best, rng, heat)
            tally[CURRENT] += change
            if tally[CURRENT] < tally[BEST]:
                tally[BEST] = tally[CURRENT]
                tally[IMPROVED] = tally[DONE]
                keep(plan, best)
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
def _call_absent(data: Data, plan: Plan, work: Work, rng: Array, together: bool) -> int:
    """Take some absent stops off their list, to be tried again: any, or some that lie `together`."""
    count = plan.counter[ABSENT]
    wanted = min(count, RETRIED)
    retried = 0
    if together:
        seed = plan.absent[below(rng, count)].stop
        work.log[0].retried = seed
        unmark_absent(plan, seed)
        retried = 1
        for at in range(data.near.shape[1]):
            stop = data.near[seed, at]
            if retried == wanted or stop == NONE:
                break
            if plan.absent[stop].rank != NONE:
                work.log[retried].retried = stop
                unmark_absent(plan, stop)
                retried += 1
        return retried
    while retried < wanted:
        stop = plan.absent[below(rng, plan.counter[ABSENT])].stop
        work.log[retried].retried = stop
        unmark_absent(plan, stop)
        retried += 1
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
        mark(best, work.log[at].removed)
        mark(best, work.log[at].removed_from)
    for at in range(inserted):
        mark(best, work.log[at].inserted)
        mark(best, plan.node[work.log[at].inserted].previous)
