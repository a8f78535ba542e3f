# mypy: disable-error-code="no-any-return"
"""Vehicles of different types change places: whole routes, or a route and an idle vehicle.

Ruin and recreate moves stops, and would have to empty a route to learn that another van drives it for less. Where the
two shifts are equal, the times along the routes stay as they are; otherwise both routes are driven anew.
"""

from solvers.kernels.clock import LATE, driven, refresh
from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.links import claim, hang, release
from solvers.kernels.rng import below, exponential
from solvers.kernels.state import USED, Array, Best, Data, Plan


@joined
def exchange(data: Data, plan: Plan, best: Best, rng: Array, heat: float) -> int:
    """Try one exchange of a used vehicle with one of another type; returns the change of cost."""
    if plan.counter[USED] == 0:
        return 0
    one = plan.slot[unsigned(1 + below(rng, data.stops))]
    kinds = len(plan.idle_count)
    if one < 0:
        return 0
    kind = below(rng, kinds - 1)
    if kind >= plan.fleet[unsigned(one)].kind:
        kind += 1
    if plan.idle_count[kind] > 0 and below(rng, typed(2)) == 0:
        two = plan.idle[kind, plan.idle_count[kind] - 1]
    else:
        two = plan.slot[unsigned(1 + below(rng, data.stops))]
        if two < 0 or plan.fleet[unsigned(two)].kind != kind:
            return 0
    a, b = plan.fleet[unsigned(one)], plan.fleet[unsigned(two)]
    if a.capacity - a.room > b.capacity or b.capacity - b.room > a.capacity:
        return 0
    longer = route_length(data, plan, one) - route_length(data, plan, two)
    change = longer * (b.per_distance - a.per_distance)
    moved = a.opening != b.opening or a.closing != b.closing
    lasts_one, lasts_two = a.duration, b.duration
    if moved:
        # by the other vehicle: route one in the shift of two, and the reverse
        lasts_one, lasts_two = _elsewhere(data, plan, one, two), _elsewhere(data, plan, two, one)
        if lasts_one == LATE or lasts_two == LATE:
            return 0
    change += (lasts_one - b.duration) * b.per_time + (lasts_two - a.duration) * a.per_time
    if b.visits == 0:
        change += b.fixed - a.fixed
    if change >= heat * exponential(rng):
        return 0
    _swap(data, plan, one, two)
    if moved:
        refresh(data, plan, one)
        refresh(data, plan, two)
    for slot in (one, two):
        sentinel = data.stops + 1 + slot
        mark(best, sentinel)
        mark(best, plan.node[unsigned(sentinel)].previous)
    return change


@joined
def _elsewhere(data: Data, plan: Plan, slot: int, other: int) -> int:
    """Shortest duration of the route of `slot` when the vehicle of `other` drives it; LATE when it cannot."""
    if plan.fleet[unsigned(slot)].visits == 0:
        return 0
    own, its = data.stops + 1 + slot, data.stops + 1 + other
    return driven(data, plan, its, plan.node[unsigned(own)].leg, plan.node[unsigned(own)].following, other)


@kernel
def route_length(data: Data, plan: Plan, slot: int) -> int:
    """Distance of a route."""
    sentinel = data.stops + 1 + slot
    total = plan.node[unsigned(sentinel)].gap
    node = plan.node[unsigned(sentinel)].following
    while node != sentinel:
        total += plan.node[unsigned(node)].gap
        node = plan.node[unsigned(node)].following
    return total


@kernel
def _swap(data: Data, plan: Plan, one: int, two: int) -> None:
    """Hang two rings on each other's sentinels."""
    a, b = data.stops + 1 + one, data.stops + 1 + two
    first_a, last_a = plan.node[unsigned(a)].following, plan.node[unsigned(a)].previous
    first_b, last_b = plan.node[unsigned(b)].following, plan.node[unsigned(b)].previous
    hang(data, plan, a, first_b, last_b, one)
    hang(data, plan, b, first_a, last_a, two)
    plan.node[unsigned(a)].gap, plan.node[unsigned(b)].gap = plan.node[unsigned(b)].gap, plan.node[unsigned(a)].gap
    plan.node[unsigned(a)].leg, plan.node[unsigned(b)].leg = plan.node[unsigned(b)].leg, plan.node[unsigned(a)].leg
    load_one = plan.fleet[unsigned(one)].capacity - plan.fleet[unsigned(one)].room
    load_two = plan.fleet[unsigned(two)].capacity - plan.fleet[unsigned(two)].room
    plan.fleet[unsigned(one)].room = plan.fleet[unsigned(one)].capacity - load_two
    plan.fleet[unsigned(two)].room = plan.fleet[unsigned(two)].capacity - load_one
    plan.fleet[unsigned(one)].visits, plan.fleet[unsigned(two)].visits = (
        plan.fleet[unsigned(two)].visits,
        plan.fleet[unsigned(one)].visits,
    )
    plan.fleet[unsigned(one)].duration, plan.fleet[unsigned(two)].duration = (
        plan.fleet[unsigned(two)].duration,
        plan.fleet[unsigned(one)].duration,
    )
    if plan.fleet[unsigned(one)].visits == 0:
        claim(plan, two, plan.fleet[unsigned(two)].kind)
        release(plan, one, plan.fleet[unsigned(one)].kind)


@joined
def mark(best: Best, node: int) -> None:
    """Remember that the follower of a node changed."""
    if not best.node[unsigned(node)].marked:
        best.node[unsigned(node)].marked = True
        best.node[best.length[0]].changed = node
        best.length[0] += 1


@joined
def keep(plan: Plan, best: Best) -> None:
    """Bring the copy of the best plan up to date."""
    for at in range(best.length[0]):
        node = best.node[at].changed
        best.node[unsigned(node)].following = plan.node[unsigned(node)].following
        best.node[unsigned(node)].marked = False
    best.length[0] = 0
