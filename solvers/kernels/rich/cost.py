# mypy: disable-error-code="no-any-return"
"""What a route costs, and what a further stop would add to it.

A stop goes between two adjacent nodes as it is, or together with a reload: behind it, so that it is the last one of its
trip, or before it, so that it is the first one.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.pushing import hurry
from solvers.kernels.rich.segments import ALWAYS, gated, join, measure
from solvers.kernels.rich.state import (
    AFTER,
    BACK,
    BEFORE,
    LOAD,
    METRES,
    NEVER,
    NONE,
    OUT,
    PICKED,
    PLAIN,
    RELOAD_BEFORE,
    RELOAD_BEHIND,
    SECONDS,
    Plan,
    Terrain,
    Work,
)
from solvers.kernels.rich.timing import driven_cost


@kernel
def renew(data: Terrain, plan: Plan, work: Work, slot: int) -> int:
    """Renew all that is kept of a route; its cost, NEVER where it breaks a limit of time or length."""
    cost = _bound(data, plan, slot)
    if data.fact.driven and plan.fleet[unsigned(slot)].visits > 0 and cost < NEVER:
        cost = driven_cost(data, plan, work, slot, typed(NONE), typed(NONE), typed(PLAIN), typed(NONE), cost)
    plan.fleet[unsigned(slot)].cost = cost
    return cost


@kernel
def renew_to(data: Terrain, plan: Plan, slot: int, cost: int) -> int:
    """As `renew`, for a route that is known to cost so much where it has to be driven."""
    bound = _bound(data, plan, slot)
    plan.fleet[unsigned(slot)].cost = cost if data.fact.driven else bound
    return plan.fleet[unsigned(slot)].cost


@joined
def _bound(data: Terrain, plan: Plan, slot: int) -> int:
    """Renew all that is kept of a route but its cost; what it costs at least, where it is not driven also at most."""
    measure(data, plan, slot)
    late = bound = typed(0)
    if data.fact.driven:
        late = hurry(data, plan, slot)
    if plan.fleet[unsigned(slot)].visits > 0:
        distance, duration = plan.fleet[unsigned(slot)].distance, plan.fleet[unsigned(slot)].duration
        bound = min(NEVER, late + cost_of(plan, plan.fleet[unsigned(slot)].kind, distance, duration))
    plan.fleet[unsigned(slot)].bound = bound
    return bound


@kernel
def exactly(
    data: Terrain, plan: Plan, work: Work, stop: int, slot: int, before: int, how: int, depot: int, more: int
) -> int:
    """What putting a stop somewhere adds to the cost, where bounds say that it adds at least `more`."""
    least = plan.fleet[unsigned(slot)].bound + more
    cost = driven_cost(data, plan, work, slot, before, stop, how, depot, least)
    return NEVER if cost >= NEVER else cost - plan.fleet[unsigned(slot)].cost


@joined
def cost_of(plan: Plan, kind: int, distance: int, duration: int) -> int:
    """What a route of this length and duration costs a type of vehicle, or NEVER."""
    if duration > plan.kind[unsigned(kind)].longest or distance > plan.kind[unsigned(kind)].max_distance:
        return NEVER
    over = max(0, duration - plan.kind[unsigned(kind)].shift_length)
    return (
        plan.kind[unsigned(kind)].fixed
        + distance * plan.kind[unsigned(kind)].metre
        + duration * plan.kind[unsigned(kind)].second
        + over * plan.kind[unsigned(kind)].overtime
    )


@joined
def price(data: Terrain, plan: Plan, stop: int, slot: int, before: int, limit: int) -> int:
    """Cost of putting `stop` behind a node of a route, or NEVER when it does not fit below `limit`.

    That the route's type fits the stop and has a visit left is known to the caller.
    """
    for at in range(data.fact.dimensions):
        out = plan.load[unsigned(before), unsigned(at), BEFORE] + data.load[unsigned(stop), unsigned(at), OUT]
        back = plan.load[unsigned(before), unsigned(at), AFTER] + data.load[unsigned(stop), unsigned(at), BACK]
        if max(out, back) > data.capacity[unsigned(plan.fleet[unsigned(slot)].kind), unsigned(at)]:
            return NEVER
    kind = plan.fleet[unsigned(slot)].kind
    after = plan.node[unsigned(before)].following
    here, there = plan.node[unsigned(before)].place, plan.node[unsigned(after)].place
    reach = data.leg[unsigned(here), unsigned(stop), METRES]
    onward = data.leg[unsigned(stop), unsigned(there), METRES]
    more = reach + onward - plan.node[unsigned(before)].gap
    cost = more * plan.kind[unsigned(kind)].metre
    if plan.fleet[unsigned(slot)].visits == 0:
        cost += plan.kind[unsigned(kind)].fixed
    if cost >= limit:
        # where the triangle inequality holds a longer route takes no less time
        return NEVER
    distance = plan.fleet[unsigned(slot)].distance + more
    if not data.fact.timed:
        if data.fact.broken and max(reach, onward) >= data.fact.no_road:
            return NEVER
        return cost if distance <= plan.kind[unsigned(kind)].max_distance else NEVER
    to_stop = typed(data.leg[unsigned(here), unsigned(stop), SECONDS])
    from_stop = typed(data.leg[unsigned(stop), unsigned(there), SECONDS])
    if data.fact.broken and max(max(reach, onward), max(to_stop, from_stop)) >= data.fact.no_road:
        return NEVER
    gate = plan.node[unsigned(plan.node[unsigned(before)].anchor)].gate
    start, start_early, start_late = up_to(data, plan, before, max(gate, plan.node[unsigned(stop)].release))
    length, early, late = join(
        start,
        start_early,
        start_late,
        to_stop,
        plan.node[unsigned(stop)].service,
        plan.node[unsigned(stop)].opens,
        plan.node[unsigned(stop)].closes,
    )
    return added(plan, slot, kind, distance, on_to(plan, after, length, early, late, from_stop))


@joined
def price_with_reload(
    data: Terrain, plan: Plan, stop: int, slot: int, before: int, how: int, depot: int, limit: int
) -> int:
    """As `price`, with a reload at `depot` before the stop or behind it; that a trip is left is known."""
    kind = plan.fleet[unsigned(slot)].kind
    anchor = plan.node[unsigned(before)].anchor
    after = plan.node[unsigned(before)].following
    for at in range(data.fact.dimensions):
        room = data.capacity[unsigned(kind), unsigned(at)]
        picked = plan.load[unsigned(before), unsigned(at), PICKED]
        ahead = plan.load[unsigned(before), unsigned(at), LOAD] - picked
        demand, pickup = data.load[unsigned(stop), unsigned(at), OUT], data.load[unsigned(stop), unsigned(at), BACK]
        if how == RELOAD_BEFORE:
            first = ahead + demand
            second = plan.load[unsigned(before), unsigned(at), AFTER] - picked + pickup
        else:
            first = plan.load[unsigned(before), unsigned(at), BEFORE] - ahead + demand
            second = picked + pickup
        if max(first, second) > room:
            return NEVER
    here, onto = plan.node[unsigned(before)].place, plan.node[unsigned(after)].place
    from_depot = how == RELOAD_BEFORE
    one, two = depot if from_depot else stop, stop if from_depot else depot
    first, second, third = (
        data.leg[unsigned(here), unsigned(one), METRES],
        data.leg[unsigned(one), unsigned(two), METRES],
        data.leg[unsigned(two), unsigned(onto), METRES],
    )
    more = first + second + third - plan.node[unsigned(before)].gap
    cost = more * plan.kind[unsigned(kind)].metre
    if cost >= limit:
        return NEVER
    distance = plan.fleet[unsigned(slot)].distance + more
    if not data.fact.timed:
        if data.fact.broken and max(max(first, second), third) >= data.fact.no_road:
            return NEVER
        return cost if distance <= plan.kind[unsigned(kind)].max_distance else NEVER
    if data.fact.broken and max(max(first, second), third) >= data.fact.no_road:
        return NEVER
    first, second, third = (
        typed(data.leg[unsigned(here), unsigned(one), SECONDS]),
        typed(data.leg[unsigned(one), unsigned(two), SECONDS]),
        typed(data.leg[unsigned(two), unsigned(onto), SECONDS]),
    )
    if data.fact.broken and max(max(first, second), third) >= data.fact.no_road:
        return NEVER
    service, opens, closes, release = (
        plan.node[unsigned(stop)].service,
        plan.node[unsigned(stop)].opens,
        plan.node[unsigned(stop)].closes,
        plan.node[unsigned(stop)].release,
    )
    reload, depot_opens = plan.kind[unsigned(kind)].reload_time, data.window[unsigned(depot), 0, 0]
    depot_closes = min(data.window[unsigned(depot), 0, 1], plan.kind[unsigned(kind)].shift_end)
    ahead_gate = plan.node[unsigned(before)].gate_before if before != anchor else typed(0)
    behind_gate = plan.node[unsigned(before)].gate_after if after <= data.fact.stops else typed(0)
    # two pieces, and when one may go on after each: stop and reload, or reload and stop
    gate = behind_gate if how == RELOAD_BEHIND else max(behind_gate, release)
    gate = gate if gate > 0 else typed(-ALWAYS)
    ready = max(ahead_gate, release) if how == RELOAD_BEHIND else ahead_gate
    start, start_early, start_late = up_to(data, plan, before, ready)
    if how == RELOAD_BEHIND:
        one, one_early, one_late = join(start, start_early, start_late, first, service, opens, closes)
        two, two_early, two_late = join(one, one_early, one_late, second, reload, depot_opens, depot_closes)
        gone, gone_early, gone_late = join(two, two_early, two_late, typed(0), typed(0), gate, typed(ALWAYS))
        return added(plan, slot, kind, distance, on_to(plan, after, gone, gone_early, gone_late, third))
    at_depot, depot_early, depot_late = join(start, start_early, start_late, first, reload, depot_opens, depot_closes)
    left, left_early, left_late = join(at_depot, depot_early, depot_late, typed(0), typed(0), gate, typed(ALWAYS))
    there, there_early, there_late = join(left, left_early, left_late, second, service, opens, closes)
    return added(plan, slot, kind, distance, on_to(plan, after, there, there_early, there_late, third))


@joined
def up_to(data: Terrain, plan: Plan, before: int, gate: int) -> tuple[int, int, int]:
    """The segment from the start of a route to a node, where the goods of its trip are there at `gate`."""
    anchor = plan.node[unsigned(before)].anchor
    if before == anchor:
        return gated(data, plan, anchor, gate)
    if gate == plan.node[unsigned(anchor)].gate:
        return (
            plan.node[unsigned(before)].whole,
            plan.node[unsigned(before)].whole_early,
            plan.node[unsigned(before)].whole_late,
        )
    start, start_early, start_late = gated(data, plan, anchor, gate)
    return join(
        start,
        start_early,
        start_late,
        typed(0),
        plan.node[unsigned(before)].inner,
        plan.node[unsigned(before)].inner_early,
        plan.node[unsigned(before)].inner_late,
    )


@joined
def on_to(plan: Plan, after: int, length: int, early: int, late: int, leg: int) -> int:
    """Shortest duration of a segment, a leg, and the rest of a route from a node on."""
    whole, _, _ = join(
        length,
        early,
        late,
        leg,
        plan.node[unsigned(after)].rest,
        plan.node[unsigned(after)].rest_early,
        plan.node[unsigned(after)].rest_late,
    )
    return whole


@joined
def added(plan: Plan, slot: int, kind: int, distance: int, duration: int) -> int:
    """What a route of this length and duration would cost more than it does, by segments."""
    if duration >= NEVER:
        return NEVER
    cost = cost_of(plan, kind, distance, duration)
    return NEVER if cost == NEVER else cost - plan.fleet[unsigned(slot)].bound
