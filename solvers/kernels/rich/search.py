# mypy: disable-error-code="no-any-return"
"""The search for rich problems: ruin, recreate, accept by simulated annealing, a chunk of iterations at a time.

As `solvers.kernels.anneal`, but that what is left out is weighed before any cost: an iteration that leaves out less is
taken whatever it costs, one that leaves out more never.
"""

from solvers.kernels.compiling import inlined, joined, kernel, typed, unsigned
from solvers.kernels.recreate import shuffle, sort_by
from solvers.kernels.rich.chains import mark_absent, undo_to, unmark_absent
from solvers.kernels.rich.cost import renew_to
from solvers.kernels.rich.exchange import exchange
from solvers.kernels.rich.recreate import insert, insert_alone
from solvers.kernels.rich.ruin import ruin
from solvers.kernels.rich.state import (
    ABSENT,
    BEST,
    BEST_MISSING,
    CURRENT,
    DONE,
    IMPROVED,
    MISSING,
    NEVER,
    NONE,
    RUIN,
    STEPS,
    TOUCHED,
    USED,
    Best,
    Plan,
    Terrain,
    Work,
)
from solvers.kernels.rng import below, draw, exponential
from solvers.kernels.state import Array, Moves

FORCE_MASK = 7  # in one iteration of eight, absent stops go in whatever their prize: a few together may pay a vehicle
RETRIED = 8  # at most this many absent stops are tried again in one iteration
WIDER = 3.0  # so much more is taken out when a vehicle is to be opened
LONG = 15  # stops per route from which vehicles are opened


@kernel
def anneal(
    data: Terrain,
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
        _renew(data, plan, work, rng, tally, heat, moves)
        if len(plan.kind) > 1 and below(rng, typed(2**16)) < moves.exchanges:
            tally[CURRENT] += exchange(data, plan, work, rng, heat)
        if tally[MISSING] < tally[BEST_MISSING] or (
            tally[MISSING] == tally[BEST_MISSING] and tally[CURRENT] < tally[BEST]
        ):
            tally[BEST], tally[BEST_MISSING] = tally[CURRENT], tally[MISSING]
            tally[IMPROVED] = tally[DONE]
            keep(plan, best)
        heat *= cooling


@kernel
def keep(plan: Plan, best: Best) -> None:
    """Copy the plan's chains to the best ones."""
    for at in range(len(best.following)):
        best.following[unsigned(at)] = plan.node[unsigned(at)].following
        best.place[unsigned(at)] = plan.node[unsigned(at)].place


@kernel
def construct(data: Terrain, plan: Plan, work: Work, rng: Array, tally: Array, count: int, forced: bool) -> None:
    """Insert the first `count` stops of the pool, which are marked absent, in this order; costs go into the tally."""
    for at in range(count):
        stop = work.pool[unsigned(at)]
        plan.counter[STEPS] = plan.counter[TOUCHED] = 0
        tally[DONE] += 1
        cost = insert(data, plan, work, rng, stop, typed(0), forced, tally[DONE])
        if cost < NEVER:
            unmark_absent(plan, stop)
            tally[CURRENT] += cost - plan.node[unsigned(stop)].prize
            tally[MISSING] -= plan.node[unsigned(stop)].weight


@kernel
def _renew(data: Terrain, plan: Plan, work: Work, rng: Array, tally: Array, heat: float, moves: Moves) -> None:
    """Ruin, recreate, and undo both unless the change is accepted."""
    stamp, vehicles = tally[DONE], plan.counter[USED]
    plan.counter[STEPS] = plan.counter[TOUCHED] = 0
    long = data.fact.stops - plan.counter[ABSENT] > LONG * plan.counter[USED]
    opening = long and below(rng, typed(2**16)) < moves.openings
    removed, change = ruin(data, plan, work, rng, moves, WIDER if opening else 1.0, stamp)
    if change >= NEVER:
        _undo(data, plan, work)
        return
    forced = plan.counter[ABSENT] > 0 and draw(rng) & FORCE_MASK == 0
    missing = typed(0)
    retried = _call_absent(data, plan, work, rng, forced)
    for at in range(retried):
        stop = work.log[unsigned(at)].retried
        work.pool[unsigned(removed + at)] = stop
        change -= plan.node[unsigned(stop)].prize
        missing -= plan.node[unsigned(stop)].weight
    row = work.choice[unsigned(below(rng, len(work.choice)))]
    if row == NONE:
        shuffle(rng, work.pool, removed + retried)
    else:
        sort_by(work.order[row], work.pool, removed + retried)
    failed = typed(0)
    given_up = False
    luck = exponential(rng)
    for at in range(removed + retried):
        if missing > 0 or (missing == 0 and change >= _allowed(plan, moves, heat, luck, vehicles)):
            # what is still to be inserted would only cost more
            given_up = True
            break
        stop = work.pool[unsigned(at)]
        cost = typed(NEVER)
        if opening and at == 0:
            cost = insert_alone(data, plan, work, rng, stop, stamp)
        if cost >= NEVER:
            cost = insert(data, plan, work, rng, stop, moves.blink, forced, stamp)
        if cost >= NEVER:
            work.log[unsigned(failed)].failed = stop
            failed += 1
            change += plan.node[unsigned(stop)].prize
            missing += plan.node[unsigned(stop)].weight
            mark_absent(plan, stop)
        else:
            change += cost
    if not given_up and (missing < 0 or (missing == 0 and change < _allowed(plan, moves, heat, luck, vehicles))):
        tally[CURRENT] += change
        tally[MISSING] += missing
        return
    for at in range(failed):
        unmark_absent(plan, work.log[unsigned(at)].failed)
    for at in range(retried):
        mark_absent(plan, work.log[unsigned(at)].retried)
    _undo(data, plan, work)


@inlined
def _allowed(plan: Plan, moves: Moves, heat: float, luck: float, vehicles: int) -> float:
    """How much an iteration may cost, by its luck: less for each vehicle it takes, more for each it gives up."""
    return heat * (luck - moves.vehicle_margin * (plan.counter[USED] - vehicles))


@joined
def _undo(data: Terrain, plan: Plan, work: Work) -> None:
    undo_to(data, plan, work, typed(0))
    for at in range(plan.counter[TOUCHED]):
        slot = plan.fleet[unsigned(at)].touched
        renew_to(data, plan, slot, plan.fleet[unsigned(slot)].was)


@joined
def _call_absent(data: Terrain, plan: Plan, work: Work, rng: Array, together: bool) -> int:
    """Take some absent stops off their list, to be tried again: any, or some that lie `together`."""
    count = plan.counter[ABSENT]
    wanted = min(count, RETRIED)
    retried = 0
    if together:
        seed = plan.node[unsigned(below(rng, count))].absent
        work.log[0].retried = seed
        unmark_absent(plan, seed)
        retried = 1
        for at in range(data.near.shape[2]):
            stop = data.near[RUIN, unsigned(seed), at]
            if retried == wanted or stop == NONE:
                break
            if plan.node[unsigned(stop)].rank != NONE:
                work.log[unsigned(retried)].retried = stop
                unmark_absent(plan, stop)
                retried += 1
        return retried
    while retried < wanted:
        stop = plan.node[unsigned(below(rng, plan.counter[ABSENT]))].absent
        work.log[unsigned(retried)].retried = stop
        unmark_absent(plan, stop)
        retried += 1
    return retried
