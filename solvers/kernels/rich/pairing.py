# mypy: disable-error-code="no-any-return"
"""Recreate for pairs: pick-up and delivery go in together, where both cost least.

The segment that ends at the pick-up is carried on from stop to stop, so that every place of the delivery behind it is
priced in constant time. Where routes are driven, segments say what a place costs at least, and the cheap ones are
tried. A trip of its own is tried with one stop behind the other.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.chains import link, take_reload, touch, undo_to
from solvers.kernels.rich.cost import added, on_to, renew, renew_to, up_to
from solvers.kernels.rich.ruin import overloaded
from solvers.kernels.rich.segments import join
from solvers.kernels.rich.state import (
    AFTER,
    BACK,
    BEFORE,
    FREE_RELOADS,
    LOAD,
    METRES,
    NEVER,
    NONE,
    OUT,
    PLAIN,
    PREDECESSORS,
    RELOAD_BEFORE,
    RELOAD_BEHIND,
    SECONDS,
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
def insert_pair(
    data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, blink: int, forced: bool, stamp: int
) -> int:
    """Put a pick-up and its delivery where they cost least, as `recreate.insert` does a stop; the cost, or NEVER."""
    limit = typed(NEVER)
    if not forced and plan.node[unsigned(stop)].weight == 0:
        limit = plan.node[unsigned(stop)].prize + 1
    work.place[0].cost = limit
    work.place[0].before = NONE
    kinds = len(plan.kind)
    first = below(rng, kinds)
    for at in range(kinds):
        kind = (first + at) % kinds
        if plan.kind[unsigned(kind)].idle > 0:
            slot = plan.idle[unsigned(kind), unsigned(plan.kind[unsigned(kind)].idle - 1)]
            _try_route(data, plan, work, rng, stop, slot, typed(0))
    if data.fact.scanned:
        _anywhere(data, plan, work, rng, stop, blink)
    else:
        plan.counter[TICKET] += 1
        for node in (stop, plan.node[unsigned(stop)].pair):
            for side in range(PREDECESSORS, SUCCESSORS + 1):
                _beside(data, plan, work, rng, stop, node, side, blink)
        if work.place[0].before == NONE and limit == NEVER:
            _anywhere(data, plan, work, rng, stop, blink)
    return NEVER if work.place[0].before == NONE else _put(data, plan, work, stop, stamp)


@kernel
def insert_pair_alone(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, stamp: int) -> int:
    """Open a vehicle of a random type for a pair, whatever it costs; the cost, or NEVER when it cannot be."""
    kind = below(rng, len(plan.kind))
    if plan.kind[unsigned(kind)].idle == 0:
        return NEVER
    slot = plan.idle[unsigned(kind), unsigned(plan.kind[unsigned(kind)].idle - 1)]
    work.place[0].cost = NEVER
    work.place[0].before = NONE
    _try_route(data, plan, work, rng, stop, slot, typed(0))
    return NEVER if work.place[0].before == NONE else _put(data, plan, work, stop, stamp)


@kernel
def _anywhere(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, blink: int) -> None:
    for at in range(plan.counter[USED]):
        _try_route(data, plan, work, rng, stop, plan.fleet[unsigned(at)].used, blink)


@kernel
def _beside(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, node: int, side: int, blink: int) -> None:
    """Try the routes of the good neighbours of one of the two stops, each route once in a look."""
    for at in range(data.near.shape[2]):
        other = data.near[unsigned(side), unsigned(node), unsigned(at)]
        if other == NONE:
            return
        slot = plan.node[unsigned(other)].slot
        if slot != NONE and plan.fleet[unsigned(slot)].seen != plan.counter[TICKET]:
            plan.fleet[unsigned(slot)].seen = plan.counter[TICKET]
            _try_route(data, plan, work, rng, stop, slot, blink)


@kernel
def _try_route(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, slot: int, blink: int) -> None:
    """Try all places of a route, and trips of its own for the pair where the vehicle may make another one."""
    kind = plan.fleet[unsigned(slot)].kind
    if (
        data.fits[unsigned(stop), unsigned(kind)] == 0
        or plan.fleet[unsigned(slot)].visits + 2 > plan.kind[unsigned(kind)].max_stops
    ):
        return
    again = (
        plan.fleet[unsigned(slot)].trips < plan.kind[unsigned(kind)].max_trips
        and plan.fleet[unsigned(slot)].visits > 0
        and plan.counter[FREE_RELOADS] > 0
    )
    node = data.fact.first_end + 2 * slot
    end = node + 1
    while node != end:
        _try_behind(data, plan, work, rng, stop, slot, node, blink)
        if again and plan.node[unsigned(node)].open == 0:
            _try_trips(data, plan, work, rng, stop, slot, node, blink)
        node = plan.node[unsigned(node)].following


@kernel
def _try_behind(
    data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, slot: int, before: int, blink: int
) -> None:
    """Try the pick-up behind a node, and the delivery anywhere behind it on the same trip."""
    kind = plan.fleet[unsigned(slot)].kind
    second = plan.node[unsigned(stop)].pair
    for at in range(data.fact.dimensions):
        out = plan.load[unsigned(before), unsigned(at), BEFORE] + data.load[unsigned(stop), unsigned(at), OUT]
        if out > data.capacity[unsigned(kind), unsigned(at)]:
            return
    here = plan.node[unsigned(before)].place
    reach = typed(data.leg[unsigned(here), unsigned(stop), METRES])
    to_stop = typed(data.leg[unsigned(here), unsigned(stop), SECONDS])
    if data.fact.broken and max(reach, to_stop) >= data.fact.no_road:
        return
    length = early = late = typed(0)
    if data.fact.timed:
        gate = plan.node[unsigned(plan.node[unsigned(before)].anchor)].gate
        gate = max(gate, max(plan.node[unsigned(stop)].release, plan.node[unsigned(second)].release))
        length, early, late = up_to(data, plan, before, gate)
        length, early, late = _on(plan, length, early, late, to_stop, stop)
    last, place = before, stop
    longer = reach - plan.node[unsigned(before)].gap
    while length < NEVER and _has_room(data, plan, kind, last, stop):
        after = plan.node[unsigned(last)].following
        _try_delivery(data, plan, work, rng, stop, slot, before, last, place, longer, length, early, late, blink)
        if after > data.fact.stops:
            return
        metres = typed(data.leg[unsigned(place), unsigned(after), METRES])
        seconds = typed(data.leg[unsigned(place), unsigned(after), SECONDS])
        if data.fact.broken and max(metres, seconds) >= data.fact.no_road:
            return
        if last == before:
            longer += metres
        if data.fact.timed:
            length, early, late = _on(plan, length, early, late, seconds, after)
        last = place = after


@joined
def _on(plan: Plan, length: int, early: int, late: int, leg: int, node: int) -> tuple[int, int, int]:
    """A segment with one more stop."""
    return join(
        length,
        early,
        late,
        leg,
        plan.node[unsigned(node)].service,
        plan.node[unsigned(node)].opens,
        plan.node[unsigned(node)].closes,
    )


@joined
def _has_room(data: Terrain, plan: Plan, kind: int, last: int, stop: int) -> bool:
    """Whether the goods of a pick-up can be on board on leaving a node."""
    for at in range(data.fact.dimensions):
        load = plan.load[unsigned(last), unsigned(at), LOAD] + data.load[unsigned(stop), unsigned(at), BACK]
        if load > data.capacity[unsigned(kind), unsigned(at)]:
            return False
    return True


@joined
def _try_delivery(
    data: Terrain,
    plan: Plan,
    work: Work,
    rng: Array,
    stop: int,
    slot: int,
    before: int,
    last: int,
    place: int,
    longer: int,
    length: int,
    early: int,
    late: int,
    blink: int,
) -> None:
    """Try the delivery behind `last`, from `place`, where the segment and the way up to there are known."""
    kind = plan.fleet[unsigned(slot)].kind
    second = plan.node[unsigned(stop)].pair
    after = plan.node[unsigned(last)].following
    there = plan.node[unsigned(after)].place
    for at in range(data.fact.dimensions):
        brought = data.load[unsigned(stop), unsigned(at), BACK] + data.load[unsigned(second), unsigned(at), BACK]
        load = plan.load[unsigned(last), unsigned(at), AFTER] + brought
        if load > data.capacity[unsigned(kind), unsigned(at)]:
            return
    reach = data.leg[unsigned(place), unsigned(second), METRES]
    onward = data.leg[unsigned(second), unsigned(there), METRES]
    whole = longer + reach + onward
    if last != before:
        whole -= plan.node[unsigned(last)].gap
    cost = whole * plan.kind[unsigned(kind)].metre
    if plan.fleet[unsigned(slot)].visits == 0:
        cost += plan.kind[unsigned(kind)].fixed
    if cost >= work.place[0].cost:
        return
    to_second = typed(data.leg[unsigned(place), unsigned(second), SECONDS])
    from_second = typed(data.leg[unsigned(second), unsigned(there), SECONDS])
    if data.fact.broken and max(max(reach, onward), max(to_second, from_second)) >= data.fact.no_road:
        return
    distance = plan.fleet[unsigned(slot)].distance + whole
    if data.fact.timed:
        length, early, late = _on(plan, length, early, late, to_second, second)
        cost = added(plan, slot, kind, distance, on_to(plan, after, length, early, late, from_second))
    elif distance > plan.kind[unsigned(kind)].max_distance:
        return
    if data.fact.driven and cost < work.place[0].cost:
        cost = _tried(data, plan, work, stop, slot, before, last, typed(PLAIN), typed(NONE))
    _consider(work, rng, before, last, typed(PLAIN), typed(NONE), cost, blink)


@kernel
def _try_trips(
    data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, slot: int, before: int, blink: int
) -> None:
    """Try the pair, stop behind stop, with a reload before or behind it, where no goods of a pair are on board."""
    kind = plan.fleet[unsigned(slot)].kind
    first = plan.kind[unsigned(kind)].first_reload
    for at in range(first, first + plan.kind[unsigned(kind)].reloads):
        depot = data.reload_depot[unsigned(at)]
        for how in range(RELOAD_BEFORE, RELOAD_BEHIND + 1):
            beside = before if how == RELOAD_BEFORE else plan.node[unsigned(before)].following
            if beside <= data.fact.stops and (
                _longer(data, plan, stop, before, how, depot) * plan.kind[unsigned(kind)].metre < work.place[0].cost
            ):
                cost = _tried(data, plan, work, stop, slot, before, before, how, depot)
                _consider(work, rng, before, before, how, depot, cost, blink)


@kernel
def _longer(data: Terrain, plan: Plan, stop: int, before: int, how: int, depot: int) -> int:
    """By how much a route grows with a pair and a reload behind a node."""
    second = plan.node[unsigned(stop)].pair
    here, there = plan.node[unsigned(before)].place, plan.node[unsigned(plan.node[unsigned(before)].following)].place
    first, last = (depot, second) if how == RELOAD_BEFORE else (stop, depot)
    middle = data.leg[unsigned(depot), unsigned(stop), METRES]
    if how == RELOAD_BEHIND:
        middle = data.leg[unsigned(second), unsigned(depot), METRES]
    return (
        data.leg[unsigned(here), unsigned(first), METRES]
        + middle
        + data.leg[unsigned(stop), unsigned(second), METRES]
        + data.leg[unsigned(last), unsigned(there), METRES]
        - plan.node[unsigned(before)].gap
    )


@joined
def _consider(work: Work, rng: Array, before: int, behind: int, how: int, depot: int, cost: int, blink: int) -> None:
    """Keep a place if it is the cheapest so far."""
    if cost < work.place[0].cost and draw(rng) >= blink:
        work.place[0].cost = cost
        work.place[0].before = before
        work.place[0].behind = behind
        work.place[0].how = how
        work.place[0].depot = depot


@kernel
def _tried(
    data: Terrain, plan: Plan, work: Work, stop: int, slot: int, before: int, behind: int, how: int, depot: int
) -> int:
    """What a pair adds to the cost of a route, found by putting it there and taking it out again."""
    was, steps = plan.fleet[unsigned(slot)].cost, plan.counter[STEPS]
    _link(data, plan, work, stop, before, behind, how, depot)
    cost = renew(data, plan, work, slot)
    if cost < NEVER and how != PLAIN and overloaded(data, plan, slot):
        cost = typed(NEVER)
    undo_to(data, plan, work, steps)
    renew_to(data, plan, slot, was)
    return NEVER if cost >= NEVER else cost - was


@kernel
def _link(data: Terrain, plan: Plan, work: Work, stop: int, before: int, behind: int, how: int, depot: int) -> None:
    """Link pick-up and delivery, and a reload where there is to be one."""
    slot = plan.node[unsigned(before)].slot
    kind = plan.fleet[unsigned(slot)].kind
    second = plan.node[unsigned(stop)].pair
    here = before
    if how == RELOAD_BEFORE:
        here = take_reload(data, plan, depot, kind)
        link(data, plan, work, here, before)
    link(data, plan, work, stop, here)
    link(data, plan, work, second, stop if behind == before else behind)
    if how == RELOAD_BEHIND:
        link(data, plan, work, take_reload(data, plan, depot, kind), second)


@kernel
def _put(data: Terrain, plan: Plan, work: Work, stop: int, stamp: int) -> int:
    """Put a pair at the place found; what it costs, or NEVER, and then all is as it was."""
    place = work.place[0]
    slot = plan.node[unsigned(place.before)].slot
    was, steps = plan.fleet[unsigned(slot)].cost, plan.counter[STEPS]
    touch(plan, work, slot, stamp)
    _link(data, plan, work, stop, place.before, place.behind, place.how, place.depot)
    cost = renew_to(data, plan, slot, was + place.cost)
    if cost >= NEVER:
        undo_to(data, plan, work, steps)
        renew_to(data, plan, slot, was)
        return NEVER
    return cost - was
