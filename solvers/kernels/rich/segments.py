# mypy: disable-error-code="no-any-return"
"""Loads and times along one route, kept so that an insertion is priced in constant time.

A segment is a piece of a route: (shortest duration, earliest and latest start that achieves it), service at its end
included. Joining two segments is exact for constant travel times and one hard window a stop; NEVER as a duration says
that they cannot follow each other in time. When the goods of a trip are there is a *gate* between its anchor and its
first leg, so that a further stop may shift it without a walk over the trip.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.state import (
    AFTER,
    BACK,
    BEFORE,
    LOAD,
    METRES,
    NEVER,
    NONE,
    OUT,
    PICKED,
    SECONDS,
    Plan,
    Terrain,
)

ALWAYS = 1 << 50


@joined
def join(
    length: int, early: int, late: int, leg: int, more: int, more_early: int, more_late: int
) -> tuple[int, int, int]:
    """The segment of one piece of a route, a leg, and a further piece."""
    shift = length + leg
    if early + shift > more_late or shift >= NEVER or more >= NEVER:
        return NEVER, early, late
    wait = max(0, more_early - shift - late)
    return shift + more + wait, max(more_early - shift, early) - wait, min(more_late - shift, late)


@joined
def gated(data: Terrain, plan: Plan, anchor: int, gate: int) -> tuple[int, int, int]:
    """The segment from the start of the route to leaving an anchor with goods that are there at `gate`."""
    length, early, late = (
        plan.node[unsigned(anchor)].whole,
        plan.node[unsigned(anchor)].whole_early,
        plan.node[unsigned(anchor)].whole_late,
    )
    if gate <= 0:
        return length, early, late
    if anchor < data.fact.first_reload:
        # the start: who may not leave as late as that does not leave
        if gate > late:
            return NEVER, early, late
        return length, max(early, gate), late
    return join(length, early, late, typed(0), typed(0), gate, typed(ALWAYS))


@kernel
def measure(data: Terrain, plan: Plan, slot: int) -> None:
    """Renew loads, lengths and times of one route; its duration is NEVER where times cannot be kept."""
    begin = data.fact.first_end + 2 * slot
    end = begin + 1
    if plan.fleet[unsigned(slot)].visits == 0:
        # (an empty route has no trips to reload for: the caller has taken its reloads out)
        plan.node[unsigned(begin)].gap = 0
        plan.node[unsigned(begin)].gate = 0
        plan.fleet[unsigned(slot)].distance = 0
        plan.fleet[unsigned(slot)].duration = 0
        for at in range(data.fact.dimensions):
            for key in range(4):
                plan.load[unsigned(begin), unsigned(at), unsigned(key)] = 0
        kind = plan.fleet[unsigned(slot)].kind
        plan.node[unsigned(begin)].whole = 0
        plan.node[unsigned(begin)].whole_early = plan.kind[unsigned(kind)].opening
        plan.node[unsigned(begin)].whole_late = plan.kind[unsigned(kind)].leave_by
        _rest_of_nothing(plan, end, kind)
        return
    _trips(data, plan, begin, end)
    distance = typed(0)
    node = begin
    while node != end:
        after = plan.node[unsigned(node)].following
        here, there = plan.node[unsigned(node)].place, plan.node[unsigned(after)].place
        gap = data.leg[unsigned(here), unsigned(there), METRES]
        plan.node[unsigned(node)].gap = gap
        distance += gap
        if data.fact.broken and max(gap, data.leg[unsigned(here), unsigned(there), SECONDS]) >= data.fact.no_road:
            distance = typed(NEVER)
        node = after
    plan.fleet[unsigned(slot)].distance = min(distance, NEVER)
    if data.fact.timed:
        _forward(data, plan, slot, begin, end)
        _backward(data, plan, slot, begin, end)


@joined
def _rest_of_nothing(plan: Plan, end: int, kind: int) -> None:
    plan.node[unsigned(end)].rest = 0
    plan.node[unsigned(end)].rest_early = plan.kind[unsigned(kind)].end_opens
    plan.node[unsigned(end)].rest_late = plan.kind[unsigned(kind)].end_closes


@kernel
def _trips(data: Terrain, plan: Plan, begin: int, end: int) -> None:
    """Gates and loads of each trip, and which trip a node is on."""
    anchor = begin
    while anchor != end:
        _clear(data, plan, anchor)
        gate = 0
        aboard = 0
        node = plan.node[unsigned(anchor)].following
        while node <= data.fact.stops:
            plan.node[unsigned(node)].anchor = anchor
            gate = max(gate, plan.node[unsigned(node)].release)
            plan.node[unsigned(node)].gate_before = gate
            if data.fact.paired:
                if plan.node[unsigned(node)].pair != NONE:
                    aboard += 1 - 2 * plan.node[unsigned(node)].second
                plan.node[unsigned(node)].open = aboard
            for at in range(data.fact.dimensions):
                plan.load[unsigned(anchor), unsigned(at), LOAD] += data.load[unsigned(node), unsigned(at), OUT]
            node = plan.node[unsigned(node)].following
        plan.node[unsigned(anchor)].gate = gate
        last = node
        for at in range(data.fact.dimensions):
            load = plan.load[unsigned(anchor), unsigned(at), LOAD]
            most, picked = load, 0
            plan.load[unsigned(anchor), unsigned(at), BEFORE] = load
            node = plan.node[unsigned(anchor)].following
            while node != last:
                more = data.load[unsigned(node), unsigned(at), BACK]
                load += more - data.load[unsigned(node), unsigned(at), OUT]
                picked += more
                most = max(most, load)
                plan.load[unsigned(node), unsigned(at), LOAD] = load
                plan.load[unsigned(node), unsigned(at), BEFORE] = most
                plan.load[unsigned(node), unsigned(at), PICKED] = picked
                node = plan.node[unsigned(node)].following
            most = 0
            node = plan.node[unsigned(last)].previous
            while True:
                most = max(most, plan.load[unsigned(node), unsigned(at), LOAD])
                plan.load[unsigned(node), unsigned(at), AFTER] = most
                if node == anchor:
                    break
                node = plan.node[unsigned(node)].previous
        gate = 0
        node = plan.node[unsigned(last)].previous
        while node != anchor:
            plan.node[unsigned(node)].gate_after = gate
            gate = max(gate, plan.node[unsigned(node)].release)
            node = plan.node[unsigned(node)].previous
        plan.node[unsigned(anchor)].gate_after = gate
        anchor = last


@joined
def _clear(data: Terrain, plan: Plan, anchor: int) -> None:
    for at in range(data.fact.dimensions):
        plan.load[unsigned(anchor), unsigned(at), LOAD] = 0
        plan.load[unsigned(anchor), unsigned(at), PICKED] = 0


@kernel
def _forward(data: Terrain, plan: Plan, slot: int, begin: int, end: int) -> None:
    kind = plan.fleet[unsigned(slot)].kind
    plan.node[unsigned(begin)].whole = 0
    plan.node[unsigned(begin)].whole_early = plan.kind[unsigned(kind)].opening
    plan.node[unsigned(begin)].whole_late = plan.kind[unsigned(kind)].leave_by
    node = begin
    after = plan.node[unsigned(begin)].following
    while after != end:
        _step(data, plan, node, after)
        node = after
        after = plan.node[unsigned(node)].following
    length, early, late = left(data, plan, node)
    length, early, late = join(
        length,
        early,
        late,
        typed(data.leg[unsigned(plan.node[unsigned(node)].place), unsigned(plan.node[unsigned(end)].place), SECONDS]),
        typed(0),
        plan.kind[unsigned(kind)].end_opens,
        plan.kind[unsigned(kind)].end_closes,
    )
    plan.fleet[unsigned(slot)].duration = length


@joined
def left(data: Terrain, plan: Plan, node: int) -> tuple[int, int, int]:
    """The segment from the start of a route to leaving a node, where a trip's goods are there if one begins."""
    if node > data.fact.stops:
        return gated(data, plan, node, plan.node[unsigned(node)].gate)
    return plan.node[unsigned(node)].whole, plan.node[unsigned(node)].whole_early, plan.node[unsigned(node)].whole_late


@joined
def _step(data: Terrain, plan: Plan, node: int, after: int) -> None:
    """Renew the segments that end at a node from those that end at the one before it."""
    leg = typed(
        data.leg[unsigned(plan.node[unsigned(node)].place), unsigned(plan.node[unsigned(after)].place), SECONDS]
    )
    service, opens, closes = (
        plan.node[unsigned(after)].service,
        plan.node[unsigned(after)].opens,
        plan.node[unsigned(after)].closes,
    )
    length, early, late = left(data, plan, node)
    whole, whole_early, whole_late = join(length, early, late, leg, service, opens, closes)
    plan.node[unsigned(after)].whole = whole
    plan.node[unsigned(after)].whole_early = whole_early
    plan.node[unsigned(after)].whole_late = whole_late
    if not data.fact.released or after > data.fact.stops:
        return
    if node > data.fact.stops:
        plan.node[unsigned(node)].inner = 0
        plan.node[unsigned(node)].inner_early = -ALWAYS
        plan.node[unsigned(node)].inner_late = ALWAYS
    inner, inner_early, inner_late = join(
        plan.node[unsigned(node)].inner,
        plan.node[unsigned(node)].inner_early,
        plan.node[unsigned(node)].inner_late,
        leg,
        service,
        opens,
        closes,
    )
    plan.node[unsigned(after)].inner = inner
    plan.node[unsigned(after)].inner_early = inner_early
    plan.node[unsigned(after)].inner_late = inner_late


@kernel
def _backward(data: Terrain, plan: Plan, slot: int, begin: int, end: int) -> None:
    kind = plan.fleet[unsigned(slot)].kind
    _rest_of_nothing(plan, end, kind)
    after = end
    node = plan.node[unsigned(end)].previous
    while node != begin:
        _step_back(data, plan, node, after)
        after = node
        node = plan.node[unsigned(node)].previous


@joined
def _step_back(data: Terrain, plan: Plan, node: int, after: int) -> None:
    """Renew the segment that begins at a node from the one that begins at the next."""
    gate = typed(-ALWAYS)
    if node > data.fact.stops and plan.node[unsigned(node)].gate > 0:
        gate = plan.node[unsigned(node)].gate
    length, early, late = join(
        typed(0),
        gate,
        typed(ALWAYS),
        typed(data.leg[unsigned(plan.node[unsigned(node)].place), unsigned(plan.node[unsigned(after)].place), SECONDS]),
        plan.node[unsigned(after)].rest,
        plan.node[unsigned(after)].rest_early,
        plan.node[unsigned(after)].rest_late,
    )
    rest, rest_early, rest_late = join(
        plan.node[unsigned(node)].service,
        plan.node[unsigned(node)].opens,
        plan.node[unsigned(node)].closes,
        typed(0),
        length,
        early,
        late,
    )
    plan.node[unsigned(node)].rest = rest
    plan.node[unsigned(node)].rest_early = rest_early
    plan.node[unsigned(node)].rest_late = rest_late
