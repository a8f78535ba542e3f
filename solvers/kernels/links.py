# mypy: disable-error-code="no-any-return"
"""Taking a stop out of its ring and putting one in; loads, sizes, gaps and the lists of idle slots and absent stops.

Both are constant time and leave the times of the route stale: `clock.refresh` or `clock.spread` follow.
"""

from solvers.kernels.arcs import distance, distance_to, travel, travel_to
from solvers.kernels.compiling import joined, nth
from solvers.kernels.state import ABSENT, NONE, USED, Data, Plan


@joined
def link(data: Data, plan: Plan, stop: int, node: int) -> None:
    """Put `stop` behind `node` (a stop in a route, or a sentinel)."""
    slot = plan.slot[nth(node)]
    behind = plan.node[nth(node)].following
    plan.node[nth(node)].following = stop
    plan.node[nth(stop)].following = behind
    plan.node[nth(stop)].previous = node
    plan.node[nth(behind)].previous = stop
    plan.slot[nth(stop)] = slot
    plan.node[nth(node)].gap = distance_to(data, node, stop)
    plan.node[nth(stop)].gap = distance(data, stop, behind)
    if data.timed:
        plan.node[nth(node)].leg = plan.node[nth(node)].gap if data.same else travel_to(data, node, stop)
        plan.node[nth(stop)].leg = plan.node[nth(stop)].gap if data.same else travel(data, stop, behind)
    plan.fleet[nth(slot)].room -= plan.node[nth(stop)].demand
    plan.fleet[nth(slot)].visits += 1
    if plan.fleet[nth(slot)].visits == 1:
        plan.counter[USED] += 1
        claim(plan, slot, plan.fleet[nth(slot)].kind)


@joined
def unlink(data: Data, plan: Plan, stop: int) -> int:
    """Take `stop` out of its route; returns the distance saved."""
    slot = plan.slot[nth(stop)]
    ahead, behind = plan.node[nth(stop)].previous, plan.node[nth(stop)].following
    saved = plan.node[nth(ahead)].gap + plan.node[nth(stop)].gap
    plan.node[nth(ahead)].following = behind
    plan.node[nth(behind)].previous = ahead
    plan.node[nth(stop)].following = stop
    plan.slot[nth(stop)] = NONE
    plan.fleet[nth(slot)].room += plan.node[nth(stop)].demand
    plan.fleet[nth(slot)].visits -= 1
    if plan.fleet[nth(slot)].visits == 0:
        plan.node[nth(ahead)].gap = 0
        plan.node[nth(ahead)].leg = 0
        plan.fleet[nth(slot)].duration = 0
        plan.counter[USED] -= 1
        kind = plan.fleet[nth(slot)].kind
        release(plan, slot, kind)
        return saved
    plan.node[nth(ahead)].gap = distance(data, ahead, behind)
    if data.timed:
        plan.node[nth(ahead)].leg = plan.node[nth(ahead)].gap if data.same else travel(data, ahead, behind)
    return saved - plan.node[nth(ahead)].gap


@joined
def hang(data: Data, plan: Plan, head: int, first: int, last: int, slot: int) -> None:
    """Let the stops from `first` to `last`, if any, follow `head` and end the ring of a route; the rings only.

    `head` is a stop of the route or its sentinel; a `first` that is a sentinel means no stops.
    """
    sentinel = data.stops + 1 + slot
    if first > data.stops:
        plan.node[nth(head)].following = sentinel
        plan.node[nth(sentinel)].previous = head
        return
    plan.node[nth(head)].following = first
    plan.node[nth(first)].previous = head
    plan.node[nth(last)].following = sentinel
    plan.node[nth(sentinel)].previous = last
    node = first
    while node != sentinel:
        plan.slot[nth(node)] = slot
        node = plan.node[nth(node)].following


@joined
def claim(plan: Plan, slot: int, kind: int) -> None:
    """Take an empty slot off its stack; an undo may claim one that is not on top."""
    top = plan.idle_count[kind] - 1
    other = plan.idle[kind, top]
    at = plan.fleet[nth(slot)].seat
    plan.idle[kind, at] = other
    plan.fleet[nth(other)].seat = at
    plan.idle_count[kind] = top


@joined
def release(plan: Plan, slot: int, kind: int) -> None:
    """Put an emptied slot on its stack."""
    plan.idle[kind, plan.idle_count[kind]] = slot
    plan.fleet[nth(slot)].seat = plan.idle_count[kind]
    plan.idle_count[kind] += 1


@joined
def mark_absent(plan: Plan, stop: int) -> None:
    """Add `stop` to the stops in no route."""
    at = plan.counter[ABSENT]
    plan.absent[nth(at)].stop = stop
    plan.absent[nth(stop)].rank = at
    plan.counter[ABSENT] = at + 1


@joined
def unmark_absent(plan: Plan, stop: int) -> None:
    """Take `stop` off the stops in no route."""
    last = plan.counter[ABSENT] - 1
    other = plan.absent[nth(last)].stop
    at = plan.absent[nth(stop)].rank
    plan.absent[nth(at)].stop = other
    plan.absent[nth(other)].rank = at
    plan.absent[nth(stop)].rank = NONE
    plan.counter[ABSENT] = last
