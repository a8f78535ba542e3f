# mypy: disable-error-code="no-any-return"
"""Vehicles of different types change places: whole routes, or a route and an idle vehicle.

Ruin and recreate moves stops, and would have to empty a route to learn that another van drives it for less. Only
vehicles of equal shifts are exchanged, so that the times along the routes stay as they are.
"""

from solvers.kernels.compiling import joined, kernel
from solvers.kernels.links import claim, hang, release
from solvers.kernels.rng import below, exponential
from solvers.kernels.state import USED, Array, Best, Data, Plan


@kernel
def exchange(data: Data, plan: Plan, best: Best, rng: Array, heat: float) -> int:
    """Try one exchange of a used vehicle with one of another type; returns the change of cost."""
    if plan.counter[USED] == 0:
        return 0
    one = plan.slot[1 + below(rng, data.stops)]
    kinds = len(plan.idle_count)
    if one < 0:
        return 0
    kind = below(rng, kinds - 1)
    if kind >= plan.fleet[one].kind:
        kind += 1
    if plan.idle_count[kind] > 0 and below(rng, 2) == 0:
        two = plan.idle[kind, plan.idle_count[kind] - 1]
    else:
        two = plan.slot[1 + below(rng, data.stops)]
        if two < 0 or plan.fleet[two].kind != kind:
            return 0
    a, b = plan.fleet[one], plan.fleet[two]
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
        mark(best, plan.node[sentinel].previous)
    return change


@kernel
def _length(data: Data, plan: Plan, slot: int) -> int:
    """Distance of a route."""
    sentinel = data.stops + 1 + slot
    total = plan.node[sentinel].gap
    node = plan.node[sentinel].following
    while node != sentinel:
        total += plan.node[node].gap
        node = plan.node[node].following
    return total


@kernel
def _swap(data: Data, plan: Plan, one: int, two: int) -> None:
    """Hang two rings on each other's sentinels."""
    a, b = data.stops + 1 + one, data.stops + 1 + two
    first_a, last_a = plan.node[a].following, plan.node[a].previous
    first_b, last_b = plan.node[b].following, plan.node[b].previous
    hang(data, plan, a, first_b, last_b, one)
    hang(data, plan, b, first_a, last_a, two)
    plan.node[a].gap, plan.node[b].gap = plan.node[b].gap, plan.node[a].gap
    plan.node[a].leg, plan.node[b].leg = plan.node[b].leg, plan.node[a].leg
    load_one = plan.fleet[one].capacity - plan.fleet[one].room
    load_two = plan.fleet[two].capacity - plan.fleet[two].room
    plan.fleet[one].room = plan.fleet[one].capacity - load_two
    plan.fleet[two].room = plan.fleet[two].capacity - load_one
    plan.fleet[one].visits, plan.fleet[two].visits = plan.fleet[two].visits, plan.fleet[one].visits
    plan.fleet[one].duration, plan.fleet[two].duration = plan.fleet[two].duration, plan.fleet[one].duration
    if plan.fleet[one].visits == 0:
        claim(plan, two, plan.fleet[two].kind)
        release(plan, one, plan.fleet[one].kind)


@joined
def mark(best: Best, node: int) -> None:
    """Remember that the follower of a node changed."""
    if not best.node[node].marked:
        best.node[node].marked = True
        best.node[best.length[0]].changed = node
        best.length[0] += 1


@joined
def keep(plan: Plan, best: Best) -> None:
    """Bring the copy of the best plan up to date."""
    for at in range(best.length[0]):
        node = best.node[at].changed
        best.node[node].following = plan.node[node].following
        best.node[node].marked = False
    best.length[0] = 0
