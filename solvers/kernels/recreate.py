# mypy: disable-error-code="no-any-return"
"""Recreate: put stops back where they cost least, looking next to their good neighbours, or everywhere.

A stop is tried behind each of its good predecessors and in front of each of its good successors, in whatever routes
these are now; in small problems at every place. Improving places are skipped now and then (a *blink*), which is all the
diversity the search needs. An idle vehicle is opened when that is cheaper. An optional stop stays out when every place
costs more than its prize.
"""

from solvers.kernels.arcs import distance, distance_to, travel, travel_to
from solvers.kernels.clock import LATE, longer, spread
from solvers.kernels.compiling import inlined, joined, kernel, typed, unsigned
from solvers.kernels.links import link
from solvers.kernels.rng import below, draw
from solvers.kernels.state import NONE, TICKET, Array, Data, Plan

NOWHERE = 1 << 60


@inlined
def price(
    data: Data, plan: Plan, stop: int, slot: int, before: int, after: int, reach: int, onward: int, limit: int
) -> int:
    """Cost of putting `stop` between two adjacent nodes of a route, or NOWHERE when it does not fit below `limit`.

    `reach` and `onward` are the distances to the stop and from it.
    """
    cost = (reach + onward - plan.node[unsigned(before)].gap) * plan.fleet[unsigned(slot)].per_distance
    if cost >= limit:
        # a longer route takes no less time where the triangle inequality holds, so nothing is lost by stopping here
        return NOWHERE
    if data.timed:
        if not data.same:
            reach, onward = travel_to(data, before, stop), travel(data, stop, after)
        more = longer(data, plan, stop, slot, before, after, reach, onward)
        if more == LATE:
            return NOWHERE
        cost += more * plan.fleet[unsigned(slot)].per_time
    if plan.fleet[unsigned(slot)].visits == 0:
        cost += plan.fleet[unsigned(slot)].fixed
    return cost


@kernel
def price_at(data: Data, plan: Plan, stop: int, before: int, limit: int) -> int:
    """As `price`, behind a node whatever it is."""
    slot = plan.slot[unsigned(before)]
    if plan.fleet[unsigned(slot)].room < plan.node[unsigned(stop)].demand:
        return NOWHERE
    after = plan.node[unsigned(before)].following
    reach, onward = distance_to(data, before, stop), distance(data, stop, after)
    return price(data, plan, stop, slot, before, after, reach, onward, limit)


@joined
def beside(data: Data, plan: Plan, rng: Array, stop: int, blink: int, limit: int) -> tuple[int, int]:
    """Node behind which `stop` costs least among the places next to its good neighbours, and the cost.

    (NONE, limit) when it fits into none of them below `limit`.
    """
    best, where = limit, NONE
    for at in range(_list_places(data, plan, stop)):
        before, leg = plan.place[at].before, plan.place[at].leg
        slot = plan.slot[unsigned(before)]
        if (leg - plan.node[unsigned(before)].gap) * plan.fleet[unsigned(slot)].per_distance * data.bend >= best:
            continue
        after = plan.node[unsigned(before)].following
        reach, onward = distance_to(data, before, stop), distance(data, stop, after)
        cost = price(data, plan, stop, slot, before, after, reach, onward, best)
        if cost < best and draw(rng) >= blink:
            best, where = cost, before
    return where, best


@joined
def _list_places(data: Data, plan: Plan, stop: int) -> int:
    """List the places next to the good neighbours of `stop` whose route has room and comes by in time.

    Branch-free: the slot is always written and kept only if it fits.
    """
    here = plan.node[unsigned(stop)]
    demand, opens, closes = here.demand, here.opens, here.closes
    plan.counter[TICKET] += 1
    ticket = plan.counter[TICKET]
    places = 0
    for at in range(data.before.shape[1]):
        before = data.before[unsigned(stop), at]
        if before == NONE:
            break
        slot = plan.slot[unsigned(before)]
        plan.node[unsigned(before)].seen = ticket
        plan.place[unsigned(places)].before = before
        plan.place[unsigned(places)].leg = data.before_leg[unsigned(stop), at]
        places += int(
            (slot != NONE)
            & (plan.fleet[unsigned(max(slot, 0))].room >= demand)
            & (plan.node[unsigned(before)].soonest <= closes)
        )
    for at in range(data.after.shape[1]):
        after = data.after[unsigned(stop), at]
        if after == NONE:
            break
        slot = plan.slot[unsigned(after)]
        before = plan.node[unsigned(after)].previous
        plan.place[unsigned(places)].before = before
        plan.place[unsigned(places)].leg = data.after_leg[unsigned(stop), at]
        fits = (
            (slot != NONE)
            & (plan.fleet[unsigned(max(slot, 0))].room >= demand)
            & (plan.node[unsigned(after)].latest >= opens)
        )
        places += int(fits & (plan.node[unsigned(before)].seen != ticket))
    return places


@joined
def anywhere(data: Data, plan: Plan, rng: Array, stop: int, blink: int, limit: int) -> tuple[int, int]:
    """As `beside`, over every place of every route; most routes are passed over whole, being full or driven later."""
    best, where = limit, NONE
    demand, opens, closes = (
        plan.node[unsigned(stop)].demand,
        plan.node[unsigned(stop)].opens,
        plan.node[unsigned(stop)].closes,
    )
    for slot in range(len(plan.fleet)):
        if plan.fleet[unsigned(slot)].room < demand or plan.fleet[unsigned(slot)].visits == 0:
            continue
        end = data.stops + 1 + slot
        before = end
        while plan.node[unsigned(before)].soonest <= closes:
            after = plan.node[unsigned(before)].following
            if plan.node[unsigned(after)].latest >= opens:
                reach, onward = distance_to(data, before, stop), distance(data, stop, after)
                cost = price(data, plan, stop, slot, before, after, reach, onward, best)
                if cost < best and draw(rng) >= blink:
                    best, where = cost, before
            before = after
            if before == end:
                break
    return where, best


@joined
def cheapest(data: Data, plan: Plan, rng: Array, stop: int, blink: int, limit: int) -> tuple[int, int]:
    """Node behind which `stop` costs least, in a route or an idle vehicle, and the cost.

    (NONE, limit) when it fits nowhere below `limit`.
    """
    best, where = limit, NONE
    if not data.scanned:
        where, best = beside(data, plan, rng, stop, blink, limit)
    for kind in range(len(plan.idle_count)):
        if plan.idle_count[kind] > 0:
            sentinel = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
            cost = price_at(data, plan, stop, sentinel, best)
            if cost < best:
                best, where = cost, sentinel
    if data.scanned or (where == NONE and limit > data.huge):
        # next to its good neighbours there is no place for a stop that has to be served
        place, cost = anywhere(data, plan, rng, stop, blink, best)
        if place != NONE:
            best, where = cost, place
    return where, best


@joined
def insert_cheapest(data: Data, plan: Plan, rng: Array, stop: int, blink: int, forced: bool) -> int:
    """Insert `stop` at its cheapest place, below its prize unless `forced`; the cost, or NOWHERE when left out."""
    limit = NOWHERE if forced else plan.node[unsigned(stop)].prize + 1
    where, cost = cheapest(data, plan, rng, stop, blink, limit)
    if where == NONE:
        return NOWHERE
    link(data, plan, stop, where)
    if data.timed:
        spread(data, plan, stop)
    return cost


@joined
def insert_alone(data: Data, plan: Plan, rng: Array, stop: int) -> int:
    """Open a vehicle of a random type for `stop`, whatever it costs; the cost, or NOWHERE when it cannot be."""
    kind = below(rng, len(plan.idle_count))
    if plan.idle_count[kind] == 0:
        return NOWHERE
    sentinel = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
    cost = price_at(data, plan, stop, sentinel, typed(NOWHERE))
    if cost != NOWHERE:
        link(data, plan, stop, sentinel)
        if data.timed:
            spread(data, plan, stop)
    return cost


@kernel
def sort_by(keys: Array, stops: Array, count: int) -> None:
    """Sort the first `count` stops by rising key, in place and stable."""
    for at in range(1, count):
        stop = stops[at]
        key = keys[stop]
        back = at - 1
        while back >= 0 and keys[stops[back]] > key:
            stops[back + 1] = stops[back]
            back -= 1
        stops[back + 1] = stop


@kernel
def shuffle(rng: Array, stops: Array, count: int) -> None:
    """Shuffle the first `count` stops in place."""
    for at in range(count - 1, 0, -1):
        other = below(rng, at + 1)
        stops[at], stops[other] = stops[other], stops[at]
