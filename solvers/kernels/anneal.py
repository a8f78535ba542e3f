# mypy: disable-error-code="no-any-return"
"""The search: ruin, recreate, and accept by simulated annealing, a chunk of iterations at a time.

One iteration touches a handful of routes and is undone in place when it is not accepted; as soon as it costs more than
it may it is given up. The best plan is a copy of one array, renewed only at the nodes that changed since it was last
renewed. The caller owns the clock: it hands in the temperatures for a chunk, by the used fraction of its budget.
"""

from solvers.kernels.clock import refresh
from solvers.kernels.compiling import inlined, joined, kernel, typed, unsigned
from solvers.kernels.exchange import exchange, keep, mark
from solvers.kernels.links import link, mark_absent, unlink, unmark_absent
from solvers.kernels.recreate import NOWHERE, insert_alone, insert_cheapest, shuffle, sort_by
from solvers.kernels.rng import below, draw, exponential
from solvers.kernels.ruin import SPOILT, ruin
from solvers.kernels.state import (
    ABSENT,
    BEST,
    CURRENT,
    DONE,
    IMPROVED,
    NONE,
    USED,
    Array,
    Best,
    Data,
    Moves,
    Plan,
    Work,
)
from solvers.kernels.tails import change_tails

FORCE_MASK = 7  # in one iteration of eight, absent stops go in whatever their prize: a few together may pay a vehicle
RETRIED = 8  # at most this many absent stops are tried again in one iteration
WIDER = 3.0  # so much more is taken out when a vehicle is to be opened: it pays when several stops move in
LONG = 15  # stops per route from which vehicles are opened: ruin takes out enough of shorter ones to do so by itself


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
    moves: Moves,
) -> None:
    """Run a chunk of iterations, cooling from `hot` to `cold`; `tally` carries costs and counts from chunk to chunk."""
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    heat = hot
    for _ in range(iterations):
        tally[DONE] += 1
        _renew(data, plan, best, work, rng, tally, heat, moves)
        if len(plan.idle_count) > 1 and below(rng, typed(2**16)) < moves.exchanges:
            tally[CURRENT] += exchange(data, plan, best, rng, heat)
        for _trial in range(moves.tail_trials):
            tally[CURRENT] += change_tails(data, plan, best, rng, heat)
        if tally[CURRENT] < tally[BEST]:
            tally[BEST] = tally[CURRENT]
            tally[IMPROVED] = tally[DONE]
            keep(plan, best)
        heat *= cooling


@joined
def _renew(data: Data, plan: Plan, best: Best, work: Work, rng: Array, tally: Array, heat: float, moves: Moves) -> None:
    """Ruin, recreate, and undo both unless the change is accepted."""
    stamp, vehicles = tally[DONE], plan.counter[USED]
    long = data.stops - plan.counter[ABSENT] > LONG * plan.counter[USED]
    opening = long and below(rng, typed(2**16)) < moves.openings
    wider = WIDER if opening else 1.0
    removed, routes, change = ruin(
        data, plan, work, rng, moves.mean_removed * wider, moves.longest * wider, moves.whole, stamp
    )
    if change == SPOILT:
        _undo(data, plan, work, removed, typed(0), typed(0), typed(0), routes)
        return
    forced = plan.counter[ABSENT] > 0 and draw(rng) & FORCE_MASK == 0
    retried = _call_absent(data, plan, work, rng, forced)
    for at in range(removed):
        work.pool[at] = work.log[at].removed
    for at in range(retried):
        work.pool[unsigned(removed + at)] = work.log[at].retried
        change -= plan.node[work.log[at].retried].prize
    arrange(work, work.pool, removed + retried, rng)
    inserted = failed = typed(0)
    luck = exponential(rng)
    for at in range(removed + retried):
        if change >= _allowed(plan, moves, heat, luck, vehicles):
            # what is still to be inserted would only cost more
            break
        stop = work.pool[at]
        cost = insert_alone(data, plan, rng, stop) if opening and at == 0 else NOWHERE
        if cost == NOWHERE:
            cost = insert_cheapest(data, plan, rng, stop, moves.blink, forced)
        if cost == NOWHERE:
            work.log[failed].failed = stop
            failed += 1
            change += plan.node[unsigned(stop)].prize
            mark_absent(plan, stop)
            continue
        work.log[inserted].inserted = stop
        inserted += 1
        change += cost
        slot = plan.slot[unsigned(stop)]
        if plan.fleet[unsigned(slot)].stamp != stamp:
            plan.fleet[unsigned(slot)].stamp = stamp
            work.routes[routes] = slot
            routes += 1
    if change < _allowed(plan, moves, heat, luck, vehicles):
        tally[CURRENT] += change
        _note(plan, best, work, removed, inserted)
    else:
        _undo(data, plan, work, removed, inserted, failed, retried, routes)


@inlined
def _allowed(plan: Plan, moves: Moves, heat: float, luck: float, vehicles: int) -> float:
    """How much an iteration may cost, by its luck: less for each vehicle it takes, more for each it gives up.

    Metropolis' criterion, but that warm plans like room and so take more vehicles than cold ones keep.
    """
    return heat * (luck - moves.vehicle_margin * (plan.counter[USED] - vehicles))


@kernel
def arrange(work: Work, pool: Array, count: int, rng: Array) -> None:
    """Put the stops to insert in one of the orders, by the orders' weights."""
    row = work.choice[below(rng, len(work.choice))]
    if row == NONE:
        shuffle(rng, pool, count)
    else:
        sort_by(work.order[row], pool, count)


@joined
def _call_absent(data: Data, plan: Plan, work: Work, rng: Array, together: bool) -> int:
    """Take some absent stops off their list, to be tried again: any, or some that lie `together`."""
    count = plan.counter[ABSENT]
    wanted = min(count, RETRIED)
    retried = 0
    if together:
        seed = plan.absent[unsigned(below(rng, count))].stop
        work.log[0].retried = seed
        unmark_absent(plan, seed)
        retried = 1
        for at in range(data.near.shape[1]):
            stop = data.near[unsigned(seed), at]
            if retried == wanted or stop == NONE:
                break
            if plan.absent[unsigned(stop)].rank != NONE:
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


@joined
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


@joined
def _note(plan: Plan, best: Best, work: Work, removed: int, inserted: int) -> None:
    """Remember the nodes whose follower changed in an accepted iteration."""
    for at in range(removed):
        mark(best, work.log[at].removed)
        mark(best, work.log[at].removed_from)
    for at in range(inserted):
        mark(best, work.log[at].inserted)
        mark(best, plan.node[work.log[at].inserted].previous)
