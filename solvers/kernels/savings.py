# mypy: disable-error-code="no-any-return"
"""Clarke and Wright's savings (1964) as a first plan: join the ends of two tours while that saves most.

Only pairs of good neighbours are considered, so the work grows with the number of stops. Tours grow for one kind of
vehicle, the roomiest; `construct.start` then gives them to the vehicles there are.
"""

from typing import NamedTuple

from solvers.kernels.arcs import distance, travel, travel_to
from solvers.kernels.compiling import kernel
from solvers.kernels.recreate import NOWHERE, sort_by
from solvers.kernels.rng import below
from solvers.kernels.state import ABSENT, NONE, Array, Data, Plan


class Tours(NamedTuple):
    """Scratch space: by stop, its tour's links, ends, load and times; by tour, what its vehicle is chosen by."""

    behind: Array
    ahead: Array
    head: Array  # of the tour that ends at a stop
    tail: Array  # of the tour that starts at a stop
    load: Array
    soonest: Array
    latest: Array
    weight: Array  # of a tour: its load, negative
    metres: Array
    seconds: Array
    rank: Array  # tours, heaviest first
    idle: Array  # vehicles left, by type


@kernel
def shake(saving: Array, shaken: Array, rng: Array, noise: int) -> None:
    """Write the savings to `shaken`, each changed by up to `noise` thousandths."""
    for at in range(len(saving)):
        shaken[at] = saving[at] + saving[at] // 1000 * (below(rng, 2 * noise + 1) - noise)


@kernel
def join_tours(
    data: Data,
    plan: Plan,
    slot: int,
    first: Array,
    second: Array,
    order: Array,
    tours: Tours,
    stops: Array,
    ends: Array,
) -> int:
    """Join tours of the absent stops for the vehicle of `slot` by pairs in this `order`; returns how many tours.

    Tour t visits `stops[ends[t-1]:ends[t]]`; `tours` is scratch space.
    """
    behind, ahead, head, tail = tours.behind, tours.ahead, tours.head, tours.tail
    load, soonest, latest = tours.load, tours.soonest, tours.latest
    for at in range(plan.counter[ABSENT]):
        stop = plan.absent[at].stop
        node = plan.node[stop]
        behind[stop], ahead[stop], head[stop], tail[stop] = NONE, NONE, stop, stop
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
    return _lay_end_to_end(plan, behind, ahead, stops, ends)


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


@kernel
def _lay_end_to_end(plan: Plan, behind: Array, ahead: Array, stops: Array, ends: Array) -> int:
    """Write tours as one array of stops and one of ends; returns how many."""
    filled = tours = 0
    for at in range(plan.counter[ABSENT]):
        stop = plan.absent[at].stop
        if ahead[stop] != NONE:
            continue
        while stop != NONE:
            stops[filled] = stop
            filled += 1
            stop = behind[stop]
        ends[tours] = filled
        tours += 1
    return tours


@kernel
def choose_vehicles(data: Data, plan: Plan, stops: Array, ends: Array, tours: Tours, kinds: Array) -> None:
    """Write a vehicle type for each tour to `kinds`, heaviest tours first: the cheapest idle one that holds it.

    Where none holds it, the cheapest idle one; where none is idle, NONE.
    """
    first = 0
    for tour in range(len(ends)):
        load = metres = seconds = here = 0
        for at in range(first, ends[tour] + 1):
            stop = stops[at] if at < ends[tour] else 0
            metres += distance(data, here, stop)
            if data.paid:
                seconds += plan.node[here].service + travel(data, here, stop)
            load += plan.node[stop].demand
            here = stop
        tours.weight[tour], tours.metres[tour], tours.seconds[tour], tours.rank[tour] = -load, metres, seconds, tour
        first = ends[tour]
    sort_by(tours.weight, tours.rank, len(ends))
    for kind in range(len(plan.idle_count)):
        tours.idle[kind] = plan.idle_count[kind]
    for place in range(len(ends)):
        tour = tours.rank[place]
        kinds[tour] = NONE
        best = NOWHERE
        for kind in range(len(plan.idle_count)):
            if tours.idle[kind] == 0:
                continue
            slot = plan.fleet[plan.idle[kind, 0]]
            cost = slot.fixed + tours.metres[tour] * slot.per_distance + tours.seconds[tour] * slot.per_time
            if slot.capacity < -tours.weight[tour]:
                cost += NOWHERE // 2
            if cost < best:
                best = cost
                kinds[tour] = kind
        if kinds[tour] != NONE:
            tours.idle[kinds[tour]] -= 1
