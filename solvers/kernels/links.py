# mypy: disable-error-code="no-any-return"
"""Taking a stop out of its ring and putting one in; loads, sizes, gaps and the lists of idle slots and absent stops.

Both are constant time and leave the times of the route stale: `clock.refresh` or `clock.spread` follow.
"""

from solvers.kernels.arcs import distance, distance_to, travel, travel_to
from solvers.kernels.compiling import joined, unsigned
from solvers.kernels.state import ABSENT, NONE, USED, Data, Plan


@joined
def link(data: Data, plan: Plan, stop: int, node: int) -> None:
    """Put `stop` behind `node` (a stop in a route, or a sentinel)."""
    slot = plan.slot[unsigned(node)]
    behind = plan.node[unsigned(node)].following
    plan.node[unsigned(node)].following = stop
    plan.node[unsigned(stop)].following = behind
    plan.node[unsigned(stop)].previous = node
    plan.node[unsigned(behind)].previous = stop
    plan.slot[unsigned(stop)] = slot
    plan.node[unsigned(node)].gap = distance_to(data, node, stop)
    plan.node[unsigned(stop)].gap = distance(data, stop, behind)
    if data.timed:
        plan.node[unsigned(node)].leg = plan.node[unsigned(node)].gap if data.same else travel_to(data, node, stop)
        plan.node[unsigned(stop)].leg = plan.node[unsigned(stop)].gap if data.same else travel(data, stop, behind)
    plan.fleet[unsigned(slot)].room -= plan.node[unsigned(stop)].demand
    plan.fleet[unsigned(slot)].visits += 1
    if plan.fleet[unsigned(slot)].visits == 1:
        plan.counter[USED] += 1
        claim(plan, slot, plan.fleet[unsigned(slot)].kind)


@joined
def unlink(data: Data, plan: Plan, stop: int) -> int:
    """Take `stop` out of its route; returns the distance saved."""
    slot = plan.slot[unsigned(stop)]
    ahead, behind = plan.node[unsigned(stop)].previous, plan.node[unsigned(stop)].following
    saved = plan.node[unsigned(ahead)].gap + plan.node[unsigned(stop)].gap
    plan.node[unsigned(ahead)].following = behind
    plan.node[unsigned(behind)].previous = ahead
    plan.node[unsigned(stop)].following = stop
    plan.slot[unsigned(stop)] = NONE
    plan.fleet[unsigned(slot)].room += plan.node[unsigned(stop)].demand
    plan.fleet[unsigned(slot)].visits -= 1
    if plan.fleet[unsigned(slot)].visits == 0:
        plan.node[unsigned(ahead)].gap = 0
        plan.node[unsigned(ahead)].leg = 0
        plan.fleet[unsigned(slot)].duration = 0
        plan.counter[USED] -= 1
        kind = plan.fleet[unsigned(slot)].kind
        release(plan, slot, kind)
        return saved
    plan.node[unsigned(ahead)].gap = distance(data, ahead, behind)
    if data.timed:
        plan.node[unsigned(ahead)].leg = plan.node[unsigned(ahead)].gap if data.same else travel(data, ahead, behind)
    return saved - plan.node[unsigned(ahead)].gap


@joined
def hang(data: Data, plan: Plan, head: int, first: int, last: int, slot: int) -> None:
    """Let the stops from `first` to `last`, if any, follow `head` and end the ring of a route; the rings only.

    `head` is a stop of the route or its sentinel; a `first` that is a sentinel means no stops.
    """
    sentinel = data.stops + 1 + slot
    if first > data.stops:
        plan.node[unsigned(head)].following = sentinel
        plan.node[unsigned(sentinel)].previous = head
        return
    plan.node[unsigned(head)].following = first
    plan.node[unsigned(first)].previous = head
    plan.node[unsigned(last)].following = sentinel
    plan.node[unsigned(sentinel)].previous = last
    node = first
    while node != sentinel:
        plan.slot[unsigned(node)] = slot
        node = plan.node[unsigned(node)].following


@joined
def claim(plan: Plan, slot: int, kind: int) -> None:
    """Take an empty slot off its stack; an undo may claim one that is not on top."""
    top = plan.idle_count[kind] - 1
    other = plan.idle[kind, top]
    at = plan.fleet[unsigned(slot)].seat
    plan.idle[kind, at] = other
    plan.fleet[unsigned(other)].seat = at
    plan.idle_count[kind] = top


@joined
def release(plan: Plan, slot: int, kind: int) -> None:
    """Put an emptied slot on its stack."""
    plan.idle[kind, plan.idle_count[kind]] = slot
    plan.fleet[unsigned(slot)].seat = plan.idle_count[kind]
    plan.idle_count[kind] += 1


@joined
def mark_absent(plan: Plan, stop: int) -> None:
    """Add `stop` to the stops in no route."""
    at = plan.counter[ABSENT]
    plan.absent[unsigned(at)].stop = stop
    plan.absent[unsigned(stop)].rank = at
    plan.counter[ABSENT] = at + 1


@joined
def unmark_absent(plan: Plan, stop: int) -> None:
    """Take `stop` off the stops in no route."""
    last = plan.counter[ABSENT] - 1
    other = plan.absent[unsigned(last)].stop
    at = plan.absent[unsigned(stop)].rank
    plan.absent[unsigned(at)].stop = other
    plan.absent[unsigned(other)].rank = at
    plan.absent[unsigned(stop)].rank = NONE
    plan.counter[ABSENT] = last
