# mypy: disable-error-code="no-any-return"
"""Recreate: put stops back where they cost least, next to their good neighbours or anywhere, or in an idle vehicle.

Improving places are skipped now and then (a *blink*). An optional stop stays out when every place costs more than its
prize.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.chains import link, take_reload, touch, undo_to
from solvers.kernels.rich.cost import exactly, price, price_with_reload, renew_to
from solvers.kernels.rich.pairing import insert_pair, insert_pair_alone
from solvers.kernels.rich.pushing import pushed
from solvers.kernels.rich.state import (
    FREE_RELOADS,
    NEVER,
    NONE,
    PLAIN,
    PREDECESSORS,
    RELOAD_BEFORE,
    RELOAD_BEHIND,
    STEPS,
    SUCCESSORS,
    TICKET,
    USED,
    Plan,
    Terrain,
    Work,
)
from solvers.kernels.rng import below, draw
from solvers.kernels.state import Array


@kernel
def _try(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, before: int, blink: int) -> None:
    """Price a place as it is and, where the vehicle may make another trip, with a reload before and behind the stop."""
    slot = plan.node[unsigned(before)].slot
    kind = plan.fleet[unsigned(slot)].kind
    cost = price(data, plan, stop, slot, before, work.place[0].cost)
    _consider(data, plan, work, rng, stop, slot, before, typed(PLAIN), typed(NONE), cost, blink)
    if (
        plan.fleet[unsigned(slot)].trips >= plan.kind[unsigned(kind)].max_trips
        or plan.fleet[unsigned(slot)].visits == 0
        or plan.counter[FREE_RELOADS] == 0
        or plan.node[unsigned(before)].open > 0
    ):
        return
    first = plan.kind[unsigned(kind)].first_reload
    for at in range(first, first + plan.kind[unsigned(kind)].reloads):
        depot = data.reload_depot[unsigned(at)]
        for how in range(RELOAD_BEFORE, RELOAD_BEHIND + 1):
            # a trip without stops is none: not behind an anchor, not before one
            beside = before if how == RELOAD_BEFORE else plan.node[unsigned(before)].following
            if beside <= data.fact.stops:
                cost = price_with_reload(data, plan, stop, slot, before, how, depot, work.place[0].cost)
                _consider(data, plan, work, rng, stop, slot, before, how, depot, cost, blink)


@joined
def _consider(
    data: Terrain,
    plan: Plan,
    work: Work,
    rng: Array,
    stop: int,
    slot: int,
    before: int,
    how: int,
    depot: int,
    cost: int,
    blink: int,
) -> None:
    """Keep a place if it is the cheapest so far; where routes are driven, this one is for that, if bounds allow it."""
    if data.fact.driven and cost < work.place[0].cost:
        cost += pushed(data, plan, slot, before, stop, how, depot)
        if cost < work.place[0].cost:
            cost = exactly(data, plan, work, stop, slot, before, how, depot, cost)
    if cost < work.place[0].cost and draw(rng) >= blink:
        work.place[0].cost = cost
        work.place[0].before = before
        work.place[0].how = how
        work.place[0].depot = depot


@joined
def _open_to(data: Terrain, plan: Plan, stop: int, slot: int) -> bool:
    """Whether a route may take a further stop, and this one."""
    kind = plan.fleet[unsigned(slot)].kind
    return (
        data.fits[unsigned(stop), unsigned(kind)] != 0
        and plan.fleet[unsigned(slot)].visits < plan.kind[unsigned(kind)].max_stops
    )


@kernel
def _beside(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, blink: int) -> None:
    """Try the places next to the good neighbours of a stop."""
    plan.counter[TICKET] += 1
    ticket = plan.counter[TICKET]
    for at in range(data.near.shape[2]):
        before = data.near[PREDECESSORS, unsigned(stop), unsigned(at)]
        if before == NONE:
            break
        slot = plan.node[unsigned(before)].slot
        if slot == NONE or not _open_to(data, plan, stop, slot):
            continue
        plan.node[unsigned(before)].seen = ticket
        _try(data, plan, work, rng, stop, before, blink)
    for at in range(data.near.shape[2]):
        after = data.near[SUCCESSORS, unsigned(stop), unsigned(at)]
        if after == NONE:
            break
        slot = plan.node[unsigned(after)].slot
        if slot == NONE or not _open_to(data, plan, stop, slot):
            continue
        before = plan.node[unsigned(after)].previous
        if plan.node[unsigned(before)].seen != ticket:
            plan.node[unsigned(before)].seen = ticket
            _try(data, plan, work, rng, stop, before, blink)


@kernel
def _anywhere(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, blink: int) -> None:
    """Try every place of every route."""
    for at in range(plan.counter[USED]):
        slot = plan.fleet[unsigned(at)].used
        if not _open_to(data, plan, stop, slot):
            continue
        node = data.fact.first_end + 2 * slot
        end = node + 1
        while node != end:
            _try(data, plan, work, rng, stop, node, blink)
            node = plan.node[unsigned(node)].following


@kernel
def insert(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, blink: int, forced: bool, stamp: int) -> int:
    """Put `stop` at its cheapest place, if that costs less than its prize or it must be; the cost, or NEVER."""
    if plan.node[unsigned(stop)].pair != NONE:
        return insert_pair(data, plan, work, rng, stop, blink, forced, stamp)
    limit = typed(NEVER)
    if not forced and plan.node[unsigned(stop)].weight == 0:
        limit = plan.node[unsigned(stop)].prize + 1
    _forget(work, limit)
    # kinds that cost the same come first by turns
    kinds = len(plan.kind)
    first = below(rng, kinds)
    for at in range(kinds):
        kind = (first + at) % kinds
        if plan.kind[unsigned(kind)].idle > 0 and data.fits[unsigned(stop), unsigned(kind)] != 0:
            slot = plan.idle[unsigned(kind), unsigned(plan.kind[unsigned(kind)].idle - 1)]
            _try(data, plan, work, rng, stop, data.fact.first_end + 2 * slot, typed(0))
    if data.fact.scanned:
        _anywhere(data, plan, work, rng, stop, blink)
    else:
        _beside(data, plan, work, rng, stop, blink)
        if work.place[0].before == NONE and limit == NEVER:
            # next to its good neighbours there is no place for a stop that has to be served
            _anywhere(data, plan, work, rng, stop, blink)
    if work.place[0].before == NONE:
        return NEVER
    return put(data, plan, work, stop, stamp)


@joined
def _forget(work: Work, limit: int) -> None:
    work.place[0].cost = limit
    work.place[0].before = NONE


@kernel
def insert_alone(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, stamp: int) -> int:
    """Open a vehicle of a random type for `stop`, whatever it costs; the cost, or NEVER when it cannot be."""
    if plan.node[unsigned(stop)].pair != NONE:
        return insert_pair_alone(data, plan, work, rng, stop, stamp)
    kind = below(rng, len(plan.kind))
    if plan.kind[unsigned(kind)].idle == 0 or data.fits[unsigned(stop), unsigned(kind)] == 0:
        return NEVER
    slot = plan.idle[unsigned(kind), unsigned(plan.kind[unsigned(kind)].idle - 1)]
    _forget(work, typed(NEVER))
    _try(data, plan, work, rng, stop, data.fact.first_end + 2 * slot, typed(0))
    if work.place[0].before == NONE:
        return NEVER
    return put(data, plan, work, stop, stamp)


@kernel
def put(data: Terrain, plan: Plan, work: Work, stop: int, stamp: int) -> int:
    """Put a stop at a place found; what it costs, or NEVER, and then all is as it was."""
    before, how, depot = work.place[0].before, work.place[0].how, work.place[0].depot
    slot = plan.node[unsigned(before)].slot
    kind = plan.fleet[unsigned(slot)].kind
    was, steps = plan.fleet[unsigned(slot)].cost, plan.counter[STEPS]
    touch(plan, work, slot, stamp)
    if how == RELOAD_BEFORE:
        reload = take_reload(data, plan, depot, kind)
        link(data, plan, work, reload, before)
        before = reload
    link(data, plan, work, stop, before)
    if how == RELOAD_BEHIND:
        link(data, plan, work, take_reload(data, plan, depot, kind), stop)
    cost = renew_to(data, plan, slot, was + work.place[0].cost)
    if cost >= NEVER:
        undo_to(data, plan, work, steps)
        renew_to(data, plan, slot, was)
        return NEVER
    return cost - was
