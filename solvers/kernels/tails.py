# mypy: disable-error-code="no-any-return"
"""Two routes change their tails (2-opt*; Potvin and Rousseau, 1995), which joins and splits routes as well.

Ruin takes out strings of some ten stops and never the further half of a route of fifty. A change of tails is priced
in constant time from the times at the two cuts; only one that may be accepted is walked, for its loads.
"""

from solvers.kernels.arcs import distance, travel
from solvers.kernels.clock import LATE, driven, refresh
from solvers.kernels.compiling import inlined, joined, typed, unsigned
from solvers.kernels.exchange import mark
from solvers.kernels.links import claim, hang, release
from solvers.kernels.rng import below, exponential
from solvers.kernels.state import NONE, USED, Array, Best, Data, Plan

SPLITS = 16  # in one trial of so many the tail goes to an idle vehicle


@joined
def change_tails(data: Data, plan: Plan, best: Best, rng: Array, heat: float) -> int:
    """Try to lead a random stop on to a good successor in another route; returns the change of cost."""
    head = 1 + below(rng, data.stops)
    one = plan.slot[unsigned(head)]
    tail = _partner(data, plan, rng, head)
    if one == NONE or tail == NONE or plan.slot[unsigned(tail)] == NONE or plan.slot[unsigned(tail)] == one:
        return 0
    two = plan.slot[unsigned(tail)]
    a, b = plan.fleet[unsigned(one)], plan.fleet[unsigned(two)]
    moved = a.opening != b.opening or a.closing != b.closing
    head_two, tail_one = plan.node[unsigned(tail)].previous, plan.node[unsigned(head)].following
    if tail_one > data.stops and tail > data.stops:
        return 0
    across, back = distance(data, head, tail), distance(data, head_two, tail_one)
    change = (across - plan.node[unsigned(head)].gap) * a.per_distance + (
        back - plan.node[unsigned(head_two)].gap
    ) * b.per_distance
    if b.visits == 0:
        change += b.fixed
    elif head_two > data.stops and tail_one > data.stops:
        change -= b.fixed
    limit = heat * exponential(rng)
    leg, leg_back = across, back
    if data.timed:
        if not data.same:
            leg, leg_back = travel(data, head, tail), travel(data, head_two, tail_one)
        if moved:
            first = _driven_on(data, plan, head, leg, tail, one)
            second = _driven_on(data, plan, head_two, leg_back, tail_one, two)
        else:
            first, second = _duration(data, plan, head, tail, leg), _duration(data, plan, head_two, tail_one, leg_back)
        if first == LATE or second == LATE:
            return 0
        if data.paid:
            change += (first - a.duration) * a.per_time + (second - b.duration) * b.per_time
    if a.per_distance == b.per_distance and change >= limit:
        return 0
    load_one, count_one, length_one = _rest(data, plan, tail_one)
    load_two, count_two, length_two = _rest(data, plan, tail)
    change += (length_two - length_one) * (a.per_distance - b.per_distance)
    more = load_two - load_one
    if change >= limit or more > a.room or -more > b.room:
        return 0
    kind, opened = b.kind, b.visits == 0
    _cross(data, plan, best, one, two, head, tail)
    plan.node[unsigned(head)].gap, plan.node[unsigned(head_two)].gap = across, back
    plan.fleet[unsigned(one)].room -= more
    plan.fleet[unsigned(two)].room += more
    plan.fleet[unsigned(one)].visits += count_two - count_one
    plan.fleet[unsigned(two)].visits += count_one - count_two
    if opened:
        plan.counter[USED] += 1
        claim(plan, two, kind)
    if plan.fleet[unsigned(two)].visits == 0:
        plan.counter[USED] -= 1
        release(plan, two, kind)
    if data.timed:
        plan.node[unsigned(head)].leg, plan.node[unsigned(head_two)].leg = leg, leg_back
        refresh(data, plan, one)
        refresh(data, plan, two)
    return change


@joined
def _partner(data: Data, plan: Plan, rng: Array, head: int) -> int:
    """A good successor of `head`, or the end of an idle vehicle; NONE when the draw hits nothing."""
    if below(rng, typed(SPLITS)) == 0:
        kind = below(rng, len(plan.idle_count))
        if plan.idle_count[kind] > 0:
            return data.stops + 1 + plan.idle[kind, plan.idle_count[kind] - 1]
    return int(data.after[head, below(rng, data.after.shape[1])])


@inlined
def _duration(data: Data, plan: Plan, head: int, tail: int, leg: int) -> int:
    """Shortest duration of a route that goes from `head` straight to `tail`; LATE when it is not on time."""
    if head > data.stops and tail > data.stops:
        return 0
    before, after = plan.node[unsigned(head)], plan.node[unsigned(tail)]
    onward = before.service + leg
    start = max(before.soonest + onward, after.opens)
    if start > after.latest:
        return LATE
    if not data.paid:
        return 0
    work = before.spent + onward + after.ahead
    end = max(start + after.ahead, after.finish)
    leave = min(before.leave, after.latest - onward - before.spent)
    return max(work, end - leave)


@joined
def _driven_on(data: Data, plan: Plan, head: int, leg: int, tail: int, slot: int) -> int:
    """As `_duration`, where the tail comes from a route with another shift than that of `slot`."""
    if head > data.stops and tail > data.stops:
        return 0
    return driven(data, plan, head, leg, tail, slot)


@joined
def _rest(data: Data, plan: Plan, node: int) -> tuple[int, int, int]:
    """Load, number and distance of the stops from `node` to the end of its route."""
    load = count = length = 0
    while node <= data.stops:
        load += plan.node[unsigned(node)].demand
        length += plan.node[unsigned(node)].gap
        count += 1
        node = plan.node[unsigned(node)].following
    return load, count, length


@joined
def _cross(data: Data, plan: Plan, best: Best, one: int, two: int, head: int, tail: int) -> None:
    """Hang the two tails on each other's heads; the rings only."""
    head_two, tail_one = plan.node[unsigned(tail)].previous, plan.node[unsigned(head)].following
    end_one, end_two = data.stops + 1 + one, data.stops + 1 + two
    last_one, last_two = plan.node[unsigned(end_one)].previous, plan.node[unsigned(end_two)].previous
    hang(data, plan, head, tail, last_two, one)
    hang(data, plan, head_two, tail_one, last_one, two)
    for node in (head, head_two, last_one, last_two):
        mark(best, node)
