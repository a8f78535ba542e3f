# mypy: disable-error-code="no-any-return"
"""Laying out known routes, and taking all routes away."""

from solvers.kernels.compiling import kernel, typed, unsigned
from solvers.kernels.rich.chains import link, mark_absent, reloads_at, take_reload, undo_to, unlink, unmark_absent
from solvers.kernels.rich.cost import renew
from solvers.kernels.rich.ruin import overloaded, take_out
from solvers.kernels.rich.state import CURRENT, FREE_RELOADS, MISSING, NEVER, NONE, STEPS, Plan, Terrain, Work
from solvers.kernels.state import Array


@kernel
def clear(data: Terrain, plan: Plan, work: Work, tally: Array) -> None:
    """Take all stops out; the empty slots' loads and times are made fresh."""
    for slot in range(len(plan.fleet)):
        node = plan.node[unsigned(data.fact.first_end + 2 * slot)].following
        while node != data.fact.first_end + 2 * slot + 1:
            after = plan.node[unsigned(node)].following
            plan.counter[STEPS] = 0
            unlink(data, plan, work, node)
            if node <= data.fact.stops and not plan.node[unsigned(node)].second:
                tally[CURRENT] += plan.node[unsigned(node)].prize
                tally[MISSING] += plan.node[unsigned(node)].weight
                mark_absent(plan, node)
            node = after
        tally[CURRENT] -= plan.fleet[unsigned(slot)].cost
        renew(data, plan, work, slot)


@kernel
def lay(data: Terrain, plan: Plan, work: Work, tally: Array, kind: int, stops: Array, places: Array) -> None:
    """Lay out a route for a type of vehicle that is idle; a negative stop is a reload at its place.

    Where the whole of it does not keep all limits, stops that break one are left out, the first ones first.
    """
    slot = plan.idle[unsigned(kind), unsigned(plan.kind[unsigned(kind)].idle - 1)]
    if not _lay(data, plan, work, slot, stops, places, True):
        undo_to(data, plan, work, typed(0))
        _lay(data, plan, work, slot, stops, places, False)
    tally[CURRENT] += renew(data, plan, work, slot)
    node = plan.node[unsigned(data.fact.first_end + 2 * slot)].following
    while node != data.fact.first_end + 2 * slot + 1:
        if node <= data.fact.stops and not plan.node[unsigned(node)].second:
            unmark_absent(plan, node)
            tally[CURRENT] -= plan.node[unsigned(node)].prize
            tally[MISSING] -= plan.node[unsigned(node)].weight
        node = plan.node[unsigned(node)].following


@kernel
def _lay(data: Terrain, plan: Plan, work: Work, slot: int, stops: Array, places: Array, whole: bool) -> bool:
    """Link stops and reloads one behind the other; checked at the end if `whole`, else stop by stop."""
    kind = plan.fleet[unsigned(slot)].kind
    plan.counter[STEPS] = 0
    node = data.fact.first_end + 2 * slot
    for at in range(len(stops)):
        stop = stops[at]
        if stop < 1:
            if (
                node > data.fact.stops
                or plan.counter[FREE_RELOADS] == 0
                or plan.fleet[unsigned(slot)].trips >= plan.kind[unsigned(kind)].max_trips
                or not reloads_at(data, plan, kind, places[at])
            ):
                continue
            reload = take_reload(data, plan, places[at], kind)
            link(data, plan, work, reload, node)
            node = reload
            continue
        if (
            data.fits[unsigned(stop), unsigned(kind)] == 0
            or not _expected(plan, slot, stop)
            or plan.node[unsigned(stop)].slot != NONE
            or plan.fleet[unsigned(slot)].visits >= plan.kind[unsigned(kind)].max_stops
        ):
            continue
        steps = plan.counter[STEPS]
        link(data, plan, work, stop, node)
        if not whole and (renew(data, plan, work, slot) >= NEVER or overloaded(data, plan, slot)):
            undo_to(data, plan, work, steps)
        else:
            node = stop
    if node >= data.fact.first_reload:
        # a last trip without stops
        unlink(data, plan, work, node)
    if data.fact.paired:
        _drop_halves(data, plan, work, slot)
        if renew(data, plan, work, slot) >= NEVER or overloaded(data, plan, slot):
            # without the triangle inequality a route may be late without a stop
            undo_to(data, plan, work, typed(0))
            renew(data, plan, work, slot)
            return False
    return renew(data, plan, work, slot) < NEVER and not overloaded(data, plan, slot)


@kernel
def _expected(plan: Plan, slot: int, stop: int) -> bool:
    """Whether a stop is absent; a delivery goes where its pick-up is."""
    if not plan.node[unsigned(stop)].second:
        return plan.node[unsigned(stop)].rank != NONE
    first = plan.node[unsigned(stop)].pair
    return plan.node[unsigned(first)].rank != NONE and plan.node[unsigned(first)].slot == slot


@kernel
def _drop_halves(data: Terrain, plan: Plan, work: Work, slot: int) -> None:
    """Take out the stops of pairs whose other stop is not on the route."""
    end = data.fact.first_end + 2 * slot + 1
    node = plan.node[unsigned(end - 1)].following
    while node != end:
        after = plan.node[unsigned(node)].following
        if node <= data.fact.stops:
            other = plan.node[unsigned(node)].pair
            if other != NONE and plan.node[unsigned(other)].slot != slot:
                take_out(data, plan, work, node)
                # a reload may have gone with it: begin anew
                after = plan.node[unsigned(end - 1)].following
        node = after
