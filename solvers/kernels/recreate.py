# mypy: disable-error-code="no-any-return"
"""Recreate: put stops back where they cost least, looking only next to their good neighbours.

A stop is tried behind each of its good predecessors and in front of each of its good successors, in whatever routes
these are now; improving places are skipped now and then (a *blink*), which is all the diversity the search needs.
An idle vehicle is opened when that is cheaper. An optional stop stays out when every place costs more than its prize.
"""

from solvers.kernels.arcs import distance, distance_to, travel, travel_to
from solvers.kernels.clock import LATE, longer, spread
from solvers.kernels.compiling import inlined, joined, kernel
from solvers.kernels.links import link
from solvers.kernels.rng import below, draw
from solvers.kernels.state import NONE, TICKET, Array, Data, Plan

NOWHERE = 1 << 60


@inlined
def price(data: Data, plan: Plan, stop: int, before: int, after: int, reach: int, onward: int, limit: int) -> int:
    """Cost of putting `stop` between two adjacent nodes, or NOWHERE when it does not fit or is not below `limit`.

    `reach` and `onward` are the distances to the stop and from it.
    """
    slot = plan.node[before].slot
    cost = (reach + onward - plan.node[before].gap) * plan.fleet[slot].per_distance
    if cost >= limit:
        # a longer route takes no less time where the triangle inequality holds, so nothing is lost by stopping here
        return NOWHERE
    if data.timed:
        if not data.same:
            reach, onward = travel_to(data, before, stop), travel(data, stop, after)
        more = longer(data, plan, stop, before, after, reach, onward)
        if more == LATE:
            return NOWHERE
        cost += more * plan.fleet[slot].per_time
    if plan.fleet[slot].visits == 0:
        cost += plan.fleet[slot].fixed
    return cost


@kernel
def price_at(data: Data, plan: Plan, stop: int, before: int, limit: int) -> int:
    """As `price`, behind a node whatever it is."""
    if plan.fleet[plan.node[before].slot].room < plan.node[stop].demand:
        return NOWHERE
    after = plan.node[before].following
    return price(data, plan, stop, before, after, distance_to(data, before, stop), distance(data, stop, after), limit)


@joined
def cheapest(data: Data, plan: Plan, rng: Array, stop: int, blink: int) -> tuple[int, int]:
    """Node behind which `stop` costs least, and the cost; (NONE, NOWHERE) when it fits nowhere looked at."""
    best, where = NOWHERE, NONE
    demand = plan.node[stop].demand
    plan.counter[TICKET] += 1
    ticket = plan.counter[TICKET]
    for at in range(data.before.shape[1]):
        before = data.before[stop, at]
        if before == NONE:
            break
        slot = plan.node[before].slot
        if slot == NONE:
            continue
        plan.node[before].seen = ticket
        if plan.fleet[slot].room < demand:
            continue
        reach = data.before_leg[stop, at]
        if (reach - plan.node[before].gap) * plan.fleet[slot].per_distance * data.bend >= best:
            continue
        after = plan.node[before].following
        cost = price(data, plan, stop, before, after, reach, distance(data, stop, after), best)
        if cost < best and draw(rng) >= blink:
            best, where = cost, before
    for at in range(data.after.shape[1]):
        after = data.after[stop, at]
        if after == NONE:
            break
        slot = plan.node[after].slot
        if slot == NONE:
            continue
        before = plan.node[after].previous
        if plan.node[before].seen == ticket or plan.fleet[slot].room < demand:
            continue
        onward = data.after_leg[stop, at]
        if (onward - plan.node[before].gap) * plan.fleet[slot].per_distance * data.bend >= best:
            continue
        cost = price(data, plan, stop, before, after, distance_to(data, before, stop), onward, best)
        if cost < best and draw(rng) >= blink:
            best, where = cost, before
    for kind in range(len(plan.idle_count)):
        if plan.idle_count[kind] > 0:
            sentinel = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
            cost = price_at(data, plan, stop, sentinel, best)
            if cost < best:
                best, where = cost, sentinel
    return where, best


@kernel
def anywhere(data: Data, plan: Plan, stop: int) -> tuple[int, int]:
    """As `cheapest`, over every place of every route: the last resort when no vehicle is idle."""
    best, where = NOWHERE, NONE
    for slot in range(len(plan.fleet)):
        if plan.fleet[slot].visits == 0 or plan.fleet[slot].room < plan.node[stop].demand:
            continue
        before = data.stops + 1 + slot
        for _ in range(plan.fleet[slot].visits + 1):
            cost = price_at(data, plan, stop, before, best)
            if cost < best:
                best, where = cost, before
            before = plan.node[before].following
    return where, best


@joined
def settle(data: Data, plan: Plan, rng: Array, stop: int, blink: int, forced: bool) -> int:
    """Insert `stop` at its cheapest place, below its prize unless `forced`; the cost, or NOWHERE when left out."""
    where, cost = cheapest(data, plan, rng, stop, blink)
    if where == NONE:
        where, cost = anywhere(data, plan, stop)
    if where == NONE or (cost > plan.node[stop].prize and not forced):
        return NOWHERE
    link(data, plan, stop, where)
    if data.timed:
        spread(data, plan, stop)
    return cost


@joined
def settle_alone(data: Data, plan: Plan, rng: Array, stop: int) -> int:
    """Open a vehicle of a random type for `stop`, whatever it costs; the cost, or NOWHERE when it cannot be."""
    kind = below(rng, len(plan.idle_count))
    if plan.idle_count[kind] == 0:
        return NOWHERE
    sentinel = data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
    cost = price_at(data, plan, stop, sentinel, NOWHERE)
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
