# mypy: disable-error-code="no-any-return"
"""Taking a stop out of its ring and putting one in; loads, sizes, gaps and the lists of idle slots and absent stops.

Both are constant time and leave the times of the route stale: `clock.refresh` or `clock.spread` follow.
"""

from solvers.kernels.arcs import distance, distance_to, travel, travel_to
from solvers.kernels.compiling import joined
from solvers.kernels.state import ABSENT, NONE, USED, Data, Plan


@joined
def link(data: Data, plan: Plan, stop: int, node: int) -> None:
    """Put `stop` behind `node` (a stop in a route, or a sentinel)."""
    slot = plan.slot[node]
    behind = plan.node[node].following
    plan.node[node].following = stop
    plan.node[stop].following = behind
    plan.node[stop].previous = node
    plan.node[behind].previous = stop
    plan.slot[stop] = slot
    plan.node[node].gap = distance_to(data, node, stop)
    plan.node[stop].gap = distance(data, stop, behind)
    if data.timed:
        plan.node[node].leg = plan.node[node].gap if data.same else travel_to(data, node, stop)
        plan.node[stop].leg = plan.node[stop].gap if data.same else travel(data, stop, behind)
    plan.fleet[slot].room -= plan.node[stop].demand
    plan.fleet[slot].visits += 1
    if plan.fleet[slot].visits == 1:
        plan.counter[USED] += 1
        claim(plan, slot, plan.fleet[slot].kind)


@joined
def unlink(data: Data, plan: Plan, stop: int) -> int:
    """Take `stop` out of its route; returns the distance saved."""
    slot = plan.slot[stop]
    ahead, behind = plan.node[stop].previous, plan.node[stop].following
    saved = plan.node[ahead].gap + plan.node[stop].gap
    plan.node[ahead].following = behind
    plan.node[behind].previous = ahead
    plan.node[stop].following = stop
    plan.slot[stop] = NONE
    plan.fleet[slot].room += plan.node[stop].demand
    plan.fleet[slot].visits -= 1
    if plan.fleet[slot].visits == 0:
        plan.node[ahead].gap = 0
        plan.node[ahead].leg = 0
        plan.fleet[slot].duration = 0
        plan.counter[USED] -= 1
        kind = plan.fleet[slot].kind
        release(plan, slot, kind)
        return saved
    plan.node[ahead].gap = distance(data, ahead, behind)
    if data.timed:
        plan.node[ahead].leg = plan.node[ahead].gap if data.same else travel(data, ahead, behind)
    return saved - plan.node[ahead].gap


@joined
def hang(data: Data, plan: Plan, head: int, first: int, last: int, slot: int) -> None:
    """Let the stops from `first` to `last`, if any, follow `head` and end the ring of a route; the rings only.

    `head` is a stop of the route or its sentinel; a `first` that is a sentinel means no stops.
    """
    sentinel = data.stops + 1 + slot
    if first > data.stops:
        plan.node[head].following = sentinel
        plan.node[sentinel].previous = head
        return
    plan.node[head].following = first
    plan.node[first].previous = head
    plan.node[last].following = sentinel
    plan.node[sentinel].previous = last
    node = first
    while node != sentinel:
        plan.slot[node] = slot
        node = plan.node[node].following


@joined
def claim(plan: Plan, slot: int, kind: int) -> None:
    """Take an empty slot off its stack; an undo may claim one that is not on top."""
    top = plan.idle_count[kind] - 1
    other = plan.idle[kind, top]
    at = plan.fleet[slot].seat
    plan.idle[kind, at] = other
    plan.fleet[other].seat = at
    plan.idle_count[kind] = top


@joined
def release(plan: Plan, slot: int, kind: int) -> None:
    """Put an emptied slot on its stack."""
    plan.idle[kind, plan.idle_count[kind]] = slot
    plan.fleet[slot].seat = plan.idle_count[kind]
    plan.idle_count[kind] += 1


@joined
def mark_absent(plan: Plan, stop: int) -> None:
    """Add `stop` to the stops in no route."""
    at = plan.counter[ABSENT]
    plan.absent[at].stop = stop
    plan.absent[stop].rank = at
    plan.counter[ABSENT] = at + 1


@joined
def unmark_absent(plan: Plan, stop: int) -> None:
    """Take `stop` off the stops in no route."""
    last = plan.counter[ABSENT] - 1
    other = plan.absent[last].stop
    at = plan.absent[stop].rank
    plan.absent[at].stop = other
    plan.absent[other].rank = at
    plan.absent[stop].rank = NONE
    plan.counter[ABSENT] = last
