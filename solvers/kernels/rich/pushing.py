# mypy: disable-error-code="no-any-return"
"""What a route is late at least: every visit as soon as it can be, from when the van may leave.

No schedule serves a visit sooner, so lateness at these times is a bound, and a window missed is missed by all of them.
A further stop pushes what comes after it until a wait takes up the push. Rests are left aside.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.driving import driven, first_start
from solvers.kernels.rich.state import NEVER, NONE, RELOAD_BEFORE, RELOAD_BEHIND, Plan, Terrain


@kernel
def hurry(data: Terrain, plan: Plan, slot: int) -> int:
    """Renew when each visit of a route is at the soonest; what lateness costs then, NEVER where a window is missed."""
    begin = data.fact.first_end + 2 * slot
    end = begin + 1
    node = begin
    plan.node[unsigned(begin)].soonest = plan.kind[unsigned(plan.fleet[unsigned(slot)].kind)].opening
    while node != end:
        after = plan.node[unsigned(node)].following
        start = _reached(data, plan, slot, node, after)
        if start >= NEVER:
            return NEVER
        plan.node[unsigned(after)].soonest = start
        node = after
    late = typed(0)
    while node != begin:
        late += _lateness(plan, node, plan.node[unsigned(node)].soonest)
        plan.node[unsigned(node)].tardy = late
        node = plan.node[unsigned(node)].previous
    return late


@kernel
def pushed(data: Terrain, plan: Plan, slot: int, before: int, stop: int, how: int, depot: int) -> int:
    """What more lateness a stop behind a node means at least, NEVER where a window is missed."""
    kind = plan.fleet[unsigned(slot)].kind
    here, ready = plan.node[unsigned(before)].place, _ready(data, plan, before)
    if before == plan.node[unsigned(before)].anchor and how != RELOAD_BEFORE:
        ready = max(ready, plan.node[unsigned(stop)].release)
    if how == RELOAD_BEFORE:
        ready, here = _reloaded(data, plan, kind, here, ready, depot), depot
        if ready >= NEVER:
            return NEVER
    start = _start(data, plan, here, stop, ready, typed(NEVER))
    if start >= NEVER:
        return NEVER
    late = _lateness(plan, stop, start)
    ready, here = start + plan.node[unsigned(stop)].service, stop
    if how == RELOAD_BEHIND:
        ready, here = _reloaded(data, plan, kind, here, ready, depot), depot
        if ready >= NEVER:
            return NEVER
    node = plan.node[unsigned(before)].following
    was = plan.node[unsigned(node)].tardy
    end = data.fact.first_end + 2 * slot + 1
    while True:
        limit = plan.kind[unsigned(kind)].shift_end if node > data.fact.stops else typed(NEVER)
        start = _start(data, plan, here, plan.node[unsigned(node)].place, ready, limit)
        if start >= NEVER:
            return NEVER
        if node == end:
            return late - was
        if start <= plan.node[unsigned(node)].soonest:
            return late + plan.node[unsigned(node)].tardy - was
        late += _lateness(plan, node, start)
        ready, here = start + plan.node[unsigned(node)].service, plan.node[unsigned(node)].place
        if node > data.fact.stops:
            ready = max(ready, plan.node[unsigned(node)].gate)
        node = plan.node[unsigned(node)].following


@joined
def _ready(data: Terrain, plan: Plan, node: int) -> int:
    """When a van can go on from a node."""
    if node <= data.fact.stops:
        return plan.node[unsigned(node)].soonest + plan.node[unsigned(node)].service
    return max(plan.node[unsigned(node)].soonest + plan.node[unsigned(node)].service, plan.node[unsigned(node)].gate)


@joined
def _reached(data: Terrain, plan: Plan, slot: int, node: int, after: int) -> int:
    """When service begins behind a node, or NEVER."""
    limit = typed(NEVER)
    if after > data.fact.stops:
        limit = plan.kind[unsigned(plan.fleet[unsigned(slot)].kind)].shift_end
    here, there = plan.node[unsigned(node)].place, plan.node[unsigned(after)].place
    return _start(data, plan, here, there, _ready(data, plan, node), limit)


@joined
def _start(data: Terrain, plan: Plan, here: int, there: int, ready: int, limit: int) -> int:
    """When service begins at a place after a drive to it, or NEVER."""
    profile = typed(NONE)
    if data.fact.profiled:
        profile = typed(data.profile[unsigned(here), unsigned(there)])
    free = typed(data.leg[unsigned(here), unsigned(there), unsigned(data.fact.free)])
    return first_start(data.window, there, limit, driven(data.speed, profile, ready, free))


@joined
def _reloaded(data: Terrain, plan: Plan, kind: int, here: int, ready: int, depot: int) -> int:
    """When a van goes on after it has loaded again, or NEVER."""
    start = _start(data, plan, here, depot, ready, plan.kind[unsigned(kind)].shift_end)
    return start + plan.kind[unsigned(kind)].reload_time


@joined
def _lateness(plan: Plan, node: int, start: int) -> int:
    return plan.node[unsigned(node)].late_price * max(0, start - plan.node[unsigned(node)].soft_closes)
