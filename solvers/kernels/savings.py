# mypy: disable-error-code="no-any-return"
"""Clarke and Wright's savings (1964) as a first plan: join the ends of two tours while that saves most.

Only pairs of good neighbours are considered, so the work grows with the number of stops. Tours grow for one kind of
vehicle, the roomiest; `construct.start` then gives them to the vehicles there are.
"""

import numpy as np

from solvers.kernels.arcs import distance, distance_to, travel, travel_to
from solvers.kernels.compiling import allocating, kernel
from solvers.kernels.rng import below
from solvers.kernels.state import ABSENT, NONE, Array, Data, Plan


@allocating
def worth_joining(data: Data, plan: Plan, slot: int) -> tuple[Array, Array, Array]:
    """Pairs of absent stops that the vehicle of `slot` had better serve one after the other, and what that saves."""
    size = plan.counter[ABSENT] * data.after.shape[1]
    first, second, saving = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    count = _pairs(data, plan, slot, first, second, saving)
    return first[:count], second[:count], saving[:count]


@kernel
def shake(saving: Array, shaken: Array, rng: Array, noise: int) -> None:
    """Write the savings to `shaken`, each changed by up to `noise` thousandths."""
    for at in range(len(saving)):
        shaken[at] = saving[at] + saving[at] // 1000 * (below(rng, 2 * noise + 1) - noise)


@allocating
def join_tours(data: Data, plan: Plan, slot: int, first: Array, second: Array, order: Array) -> tuple[Array, Array]:
    """Tours of the absent stops for the vehicle of `slot`, from pairs in this `order`.

    Returns the stops, one tour behind the other, and where each tour ends.
    """
    nodes = data.stops + 1
    behind, ahead = np.full(nodes, NONE, dtype=np.int64), np.full(nodes, NONE, dtype=np.int64)
    head = np.arange(nodes)  # of the tour that ends at a stop
    tail = np.arange(nodes)  # of the tour that starts at a stop
    load, soonest, latest = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
    count_absent = plan.counter[ABSENT]
    for at in range(count_absent):
        stop = plan.absent[at].stop
        node = plan.node[stop]
        load[stop] = node.demand
        soonest[stop] = max(node.opens, plan.fleet[slot].opening + travel_to(data, 0, stop))
        latest[stop] = min(node.closes, plan.fleet[slot].closing - node.service - travel(data, stop, 0))
    for index in order:
        one, two = first[index], second[index]
        if behind[one] != NONE or ahead[two] != NONE or head[one] == two:
            continue
        start, end = head[one], tail[two]
        if load[start] + load[two] > plan.fleet[slot].capacity:
            continue
        if data.timed and soonest[one] + plan.node[one].service + travel(data, one, two) > latest[two]:
            continue
        behind[one], ahead[two] = two, one
        head[end], tail[start] = start, end
        load[start] += load[two]
        if data.timed:
            _retime(data, plan, one, two, behind, ahead, soonest, latest)
    return _laid_end_to_end(plan, behind, ahead)


@kernel
def _pairs(data: Data, plan: Plan, slot: int, first: Array, second: Array, saving: Array) -> int:
    """Pairs worth joining for the vehicle of `slot`; returns how many."""
    per_distance, per_time = plan.fleet[slot].per_distance, plan.fleet[slot].per_time
    count = 0
    for at in range(plan.counter[ABSENT]):
        one = plan.absent[at].stop
        for place in range(data.after.shape[1]):
            two = data.after[one, place]
            if two == NONE:
                break
            if plan.absent[two].rank == NONE:
                continue
            metres = distance(data, one, 0) + distance_to(data, 0, two) - distance(data, one, two)
            gain = metres * per_distance
            if data.paid:
                gain += (travel(data, one, 0) + travel_to(data, 0, two) - travel(data, one, two)) * per_time
            if gain > 0:
                first[count], second[count], saving[count] = one, two, gain
                count += 1
    return count


@kernel
def _retime(
    data: Data, plan: Plan, one: int, two: int, behind: Array, ahead: Array, soonest: Array, latest: Array
) -> None:
    """Carry the times across a new joint, forward and backward."""
    before, node = one, two
    while node != NONE:
        ready = soonest[before] + plan.node[before].service + travel(data, before, node)
        soonest[node] = max(ready, plan.node[node].opens)
        before, node = node, behind[node]
    after, node = two, one
    while node != NONE:
        limit = latest[after] - plan.node[node].service - travel(data, node, after)
        latest[node] = min(limit, plan.node[node].closes)
        after, node = node, ahead[node]


@allocating
def _laid_end_to_end(plan: Plan, behind: Array, ahead: Array) -> tuple[Array, Array]:
    """Tours as one array of stops and one of ends."""
    count = plan.counter[ABSENT]
    stops, ends = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    filled = tours = 0
    for at in range(count):
        stop = plan.absent[at].stop
        if ahead[stop] != NONE:
            continue
        while stop != NONE:
            stops[filled] = stop
            filled += 1
            stop = behind[stop]
        ends[tours] = filled
        tours += 1
    return stops, ends[:tours]
