# mypy: disable-error-code="no-any-return"
"""Vehicles of different types change places: whole routes, or a route and an idle vehicle."""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.chains import close_slot, open_slot, prepare_reload, reloads_at
from solvers.kernels.rich.cost import renew
from solvers.kernels.rich.ruin import overloaded
from solvers.kernels.rich.state import NEVER, USED, Plan, Terrain, Work
from solvers.kernels.rng import below, exponential
from solvers.kernels.state import Array


@kernel
def exchange(data: Terrain, plan: Plan, work: Work, rng: Array, heat: float) -> int:
    """Try one exchange of a used vehicle with one of another type; returns the change of cost."""
    if plan.counter[USED] == 0:
        return 0
    one = plan.fleet[unsigned(below(rng, plan.counter[USED]))].used
    kind = below(rng, len(plan.kind) - 1)
    if kind >= plan.fleet[unsigned(one)].kind:
        kind += 1
    if plan.kind[unsigned(kind)].idle > 0 and below(rng, typed(2)) == 0:
        two = plan.idle[unsigned(kind), unsigned(plan.kind[unsigned(kind)].idle - 1)]
    else:
        two = plan.fleet[unsigned(below(rng, plan.counter[USED]))].used
        if plan.fleet[unsigned(two)].kind != kind:
            return 0
    if not (_suits(data, plan, one, kind) and _suits(data, plan, two, plan.fleet[unsigned(one)].kind)):
        return 0
    was = plan.fleet[unsigned(one)].cost + plan.fleet[unsigned(two)].cost
    _swap(data, plan, one, two)
    now = renew(data, plan, work, one)
    if now < NEVER and not overloaded(data, plan, one):
        other = renew(data, plan, work, two)
        if other < NEVER and not overloaded(data, plan, two) and now + other - was < heat * exponential(rng):
            return now + other - was
    _swap(data, plan, one, two)
    renew(data, plan, work, one)
    renew(data, plan, work, two)
    return 0


@kernel
def _suits(data: Terrain, plan: Plan, slot: int, kind: int) -> bool:
    """Whether a type of vehicle may drive the route of a slot, loads, times and length left aside."""
    if (
        plan.fleet[unsigned(slot)].visits > plan.kind[unsigned(kind)].max_stops
        or plan.fleet[unsigned(slot)].trips > plan.kind[unsigned(kind)].max_trips
    ):
        return False
    node = plan.node[unsigned(data.fact.first_end + 2 * slot)].following
    while node != data.fact.first_end + 2 * slot + 1:
        if node > data.fact.stops:
            if not reloads_at(data, plan, kind, plan.node[unsigned(node)].place):
                return False
        elif data.fits[unsigned(node), unsigned(kind)] == 0:
            return False
        node = plan.node[unsigned(node)].following
    return True


@kernel
def _swap(data: Terrain, plan: Plan, one: int, two: int) -> None:
    """Let two slots, the first one in use, change all they have between start and end."""
    begin, other = data.fact.first_end + 2 * one, data.fact.first_end + 2 * two
    first, last = plan.node[unsigned(begin)].following, plan.node[unsigned(begin + 1)].previous
    head, tail = plan.node[unsigned(other)].following, plan.node[unsigned(other + 1)].previous
    visits, trips = plan.fleet[unsigned(one)].visits, plan.fleet[unsigned(one)].trips
    more, more_trips = plan.fleet[unsigned(two)].visits, plan.fleet[unsigned(two)].trips
    _hold(data, plan, two, first, last, visits)
    _hold(data, plan, one, head, tail, more)
    plan.fleet[unsigned(one)].trips, plan.fleet[unsigned(two)].trips = more_trips, trips
    if more == 0 and visits > 0:
        close_slot(plan, one)
        open_slot(plan, two)
    elif visits == 0 and more > 0:
        close_slot(plan, two)
        open_slot(plan, one)


@joined
def _hold(data: Terrain, plan: Plan, slot: int, first: int, last: int, visits: int) -> None:
    """Let a slot have the nodes from the first to the last one, or none."""
    begin = data.fact.first_end + 2 * slot
    plan.fleet[unsigned(slot)].visits = visits
    if visits == 0:
        plan.node[unsigned(begin)].following = begin + 1
        plan.node[unsigned(begin + 1)].previous = begin
        return
    plan.node[unsigned(begin)].following = first
    plan.node[unsigned(first)].previous = begin
    plan.node[unsigned(last)].following = begin + 1
    plan.node[unsigned(begin + 1)].previous = last
    kind = plan.fleet[unsigned(slot)].kind
    node = first
    while node != begin + 1:
        plan.node[unsigned(node)].slot = slot
        if node >= data.fact.first_reload:
            prepare_reload(data, plan, node, kind)
        node = plan.node[unsigned(node)].following
