# mypy: disable-error-code="no-any-return"
"""Vehicles of different types change places: whole routes, or a route and an idle vehicle.

Ruin and recreate moves stops, and would have to empty a route to learn that another van drives it for less. Only
vehicles of equal shifts are exchanged, so that the times along the routes stay as they are.
"""

from solvers.kernels.compiling import joined, kernel, nth
from solvers.kernels.links import claim, hang, release
from solvers.kernels.rng import below, exponential
from solvers.kernels.state import USED, Array, Best, Data, Plan


@joined
def exchange(data: Data, plan: Plan, best: Best, rng: Array, heat: float) -> int:
    """Try one exchange of a used vehicle with one of another type; returns the change of cost."""
    if plan.counter[USED] == 0:
        return 0
    one = plan.slot[nth(1 + below(rng, data.stops))]
    kinds = len(plan.idle_count)
    if one < 0:
        return 0
    kind = below(rng, kinds - 1)
    if kind >= plan.fleet[nth(one)].kind:
        kind += 1
    if plan.idle_count[kind] > 0 and below(rng, 2) == 0:
        two = plan.idle[kind, plan.idle_count[kind] - 1]
    else:
        two = plan.slot[nth(1 + below(rng, data.stops))]
        if two < 0 or plan.fleet[nth(two)].kind != kind:
            return 0
    a, b = plan.fleet[nth(one)], plan.fleet[nth(two)]
    if a.opening != b.opening or a.closing != b.closing:
        return 0
    if a.capacity - a.room > b.capacity or b.capacity - b.room > a.capacity:
        return 0
    longer = _length(data, plan, one) - _length(data, plan, two)
    change = longer * (b.per_distance - a.per_distance)
    change += (a.duration - b.duration) * (b.per_time - a.per_time)
    if b.visits == 0:
        change += b.fixed - a.fixed
    if change >= heat * exponential(rng):
        return 0
    _swap(data, plan, one, two)
    for slot in (one, two):
        sentinel = data.stops + 1 + slot
        mark(best, sentinel)
        mark(best, plan.node[nth(sentinel)].previous)
    return change


@kernel
def _length(data: Data, plan: Plan, slot: int) -> int:
    """Distance of a route."""
    sentinel = data.stops + 1 + slot
    total = plan.node[nth(sentinel)].gap
    node = plan.node[nth(sentinel)].following
    while node != sentinel:
        total += plan.node[nth(node)].gap
        node = plan.node[nth(node)].following
    return total


@kernel
def _swap(data: Data, plan: Plan, one: int, two: int) -> None:
    """Hang two rings on each other's sentinels."""
    a, b = data.stops + 1 + one, data.stops + 1 + two
    first_a, last_a = plan.node[nth(a)].following, plan.node[nth(a)].previous
    first_b, last_b = plan.node[nth(b)].following, plan.node[nth(b)].previous
    hang(data, plan, a, first_b, last_b, one)
    hang(data, plan, b, first_a, last_a, two)
    plan.node[nth(a)].gap, plan.node[nth(b)].gap = plan.node[nth(b)].gap, plan.node[nth(a)].gap
    plan.node[nth(a)].leg, plan.node[nth(b)].leg = plan.node[nth(b)].leg, plan.node[nth(a)].leg
    load_one = plan.fleet[nth(one)].capacity - plan.fleet[nth(one)].room
    load_two = plan.fleet[nth(two)].capacity - plan.fleet[nth(two)].room
    plan.fleet[nth(one)].room = plan.fleet[nth(one)].capacity - load_two
    plan.fleet[nth(two)].room = plan.fleet[nth(two)].capacity - load_one
    plan.fleet[nth(one)].visits, plan.fleet[nth(two)].visits = plan.fleet[nth(two)].visits, plan.fleet[nth(one)].visits
    plan.fleet[nth(one)].duration, plan.fleet[nth(two)].duration = (
        plan.fleet[nth(two)].duration,
        plan.fleet[nth(one)].duration,
    )
    if plan.fleet[nth(one)].visits == 0:
        claim(plan, two, plan.fleet[nth(two)].kind)
        release(plan, one, plan.fleet[nth(one)].kind)


@joined
def mark(best: Best, node: int) -> None:
    """Remember that the follower of a node changed."""
    if not best.node[nth(node)].marked:
        best.node[nth(node)].marked = True
        best.node[best.length[0]].changed = node
        best.length[0] += 1


@joined
def keep(plan: Plan, best: Best) -> None:
    """Bring the copy of the best plan up to date."""
    for at in range(best.length[0]):
        node = best.node[at].changed
        best.node[nth(node)].following = plan.node[nth(node)].following
        best.node[nth(node)].marked = False
    best.length[0] = 0
