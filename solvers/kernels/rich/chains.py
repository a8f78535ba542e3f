# mypy: disable-error-code="no-any-return"
"""Linking and unlinking stops and reloads, and the log by which an iteration is undone.

Loads and times of a route are not renewed here (`cost.renew`); which slots have stops, and which reloads are free, is
always up to date.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.state import ABSENT, FREE_RELOADS, NONE, STEPS, TOUCHED, USED, Plan, Terrain, Work


@joined
def link(data: Terrain, plan: Plan, work: Work, node: int, before: int) -> None:
    """Put a stop, or a reload that was taken, behind a node, and log it."""
    _hang(data, plan, node, before)
    _log(plan, work, node, before, typed(NONE))


@joined
def unlink(data: Terrain, plan: Plan, work: Work, node: int) -> None:
    """Take a stop or a reload out of its route, and log it; a reload is free again."""
    _log(plan, work, node, plan.node[unsigned(node)].previous, plan.node[unsigned(node)].place)
    _drop(data, plan, node)


@joined
def take_reload(data: Terrain, plan: Plan, depot: int, kind: int) -> int:
    """A free reload, at a depot and for a type of vehicle; there is always one (`Plan.counter`)."""
    plan.counter[FREE_RELOADS] -= 1
    node = plan.reload[unsigned(plan.counter[FREE_RELOADS])]
    plan.node[unsigned(node)].place = depot
    prepare_reload(data, plan, node, kind)
    return node


@joined
def prepare_reload(data: Terrain, plan: Plan, node: int, kind: int) -> None:
    """Set the times of a reload for a type of vehicle."""
    depot = plan.node[unsigned(node)].place
    plan.node[unsigned(node)].service = plan.kind[unsigned(kind)].reload_time
    plan.node[unsigned(node)].opens = data.window[unsigned(depot), 0, 0]
    plan.node[unsigned(node)].closes = min(data.window[unsigned(depot), 0, 1], plan.kind[unsigned(kind)].shift_end)


@kernel
def undo_to(data: Terrain, plan: Plan, work: Work, steps: int) -> None:
    """Take back what is in the log but the first steps, the last one first."""
    for at in range(plan.counter[STEPS] - 1, steps - 1, -1):
        step = work.step[unsigned(at)]
        node = step.node
        if step.place == NONE:
            _drop(data, plan, node)
            continue
        if node > data.fact.stops:
            slot = plan.node[unsigned(step.before)].slot
            plan.counter[FREE_RELOADS] -= 1
            plan.node[unsigned(node)].place = step.place
            prepare_reload(data, plan, node, plan.fleet[unsigned(slot)].kind)
        _hang(data, plan, node, step.before)
    plan.counter[STEPS] = steps


@joined
def _log(plan: Plan, work: Work, node: int, before: int, place: int) -> None:
    at = plan.counter[STEPS]
    work.step[unsigned(at)].node = node
    work.step[unsigned(at)].before = before
    work.step[unsigned(at)].place = place
    plan.counter[STEPS] = at + 1


@joined
def _hang(data: Terrain, plan: Plan, node: int, before: int) -> None:
    after = plan.node[unsigned(before)].following
    plan.node[unsigned(node)].previous = before
    plan.node[unsigned(node)].following = after
    plan.node[unsigned(before)].following = node
    plan.node[unsigned(after)].previous = node
    slot = plan.node[unsigned(before)].slot
    plan.node[unsigned(node)].slot = slot
    if node > data.fact.stops:
        plan.fleet[unsigned(slot)].trips += 1
        return
    plan.fleet[unsigned(slot)].visits += 1
    if plan.fleet[unsigned(slot)].visits == 1:
        open_slot(plan, slot)


@joined
def _drop(data: Terrain, plan: Plan, node: int) -> None:
    before, after = plan.node[unsigned(node)].previous, plan.node[unsigned(node)].following
    plan.node[unsigned(before)].following = after
    plan.node[unsigned(after)].previous = before
    slot = plan.node[unsigned(node)].slot
    plan.node[unsigned(node)].slot = NONE
    if node > data.fact.stops:
        plan.fleet[unsigned(slot)].trips -= 1
        plan.reload[unsigned(plan.counter[FREE_RELOADS])] = node
        plan.counter[FREE_RELOADS] += 1
        return
    plan.fleet[unsigned(slot)].visits -= 1
    if plan.fleet[unsigned(slot)].visits == 0:
        close_slot(plan, slot)


@joined
def open_slot(plan: Plan, slot: int) -> None:
    """Move a slot from the idle ones to those in use."""
    kind, seat = plan.fleet[unsigned(slot)].kind, plan.fleet[unsigned(slot)].seat
    last = plan.kind[unsigned(kind)].idle - 1
    moved = plan.idle[unsigned(kind), unsigned(last)]
    plan.idle[unsigned(kind), unsigned(seat)] = moved
    plan.fleet[unsigned(moved)].seat = seat
    plan.kind[unsigned(kind)].idle = last
    seat = plan.counter[USED]
    plan.fleet[unsigned(seat)].used = slot
    plan.fleet[unsigned(slot)].seat = seat
    plan.counter[USED] = seat + 1


@joined
def close_slot(plan: Plan, slot: int) -> None:
    """Move a slot from those in use to the idle ones."""
    seat, last = plan.fleet[unsigned(slot)].seat, plan.counter[USED] - 1
    moved = plan.fleet[unsigned(last)].used
    plan.fleet[unsigned(seat)].used = moved
    plan.fleet[unsigned(moved)].seat = seat
    plan.counter[USED] = last
    kind = plan.fleet[unsigned(slot)].kind
    seat = plan.kind[unsigned(kind)].idle
    plan.idle[unsigned(kind), unsigned(seat)] = slot
    plan.fleet[unsigned(slot)].seat = seat
    plan.kind[unsigned(kind)].idle = seat + 1


@joined
def mark_absent(plan: Plan, stop: int) -> None:
    """Put a stop on the list of those in no route."""
    at = plan.counter[ABSENT]
    plan.node[unsigned(at)].absent = stop
    plan.node[unsigned(stop)].rank = at
    plan.counter[ABSENT] = at + 1


@joined
def unmark_absent(plan: Plan, stop: int) -> None:
    """Take a stop off the list of those in no route."""
    at, last = plan.node[unsigned(stop)].rank, plan.counter[ABSENT] - 1
    moved = plan.node[unsigned(last)].absent
    plan.node[unsigned(at)].absent = moved
    plan.node[unsigned(moved)].rank = at
    plan.node[unsigned(stop)].rank = NONE
    plan.counter[ABSENT] = last


@joined
def touch(plan: Plan, work: Work, slot: int, stamp: int) -> None:
    """Note that an iteration changes a route."""
    if plan.fleet[unsigned(slot)].stamp != stamp:
        plan.fleet[unsigned(slot)].stamp = stamp
        plan.fleet[unsigned(slot)].was = plan.fleet[unsigned(slot)].cost
        plan.fleet[unsigned(plan.counter[TOUCHED])].touched = slot
        plan.counter[TOUCHED] += 1


@kernel
def reloads_at(data: Terrain, plan: Plan, kind: int, depot: int) -> bool:
    """Whether a type of vehicle may load again at a depot."""
    first = plan.kind[unsigned(kind)].first_reload
    for at in range(first, first + plan.kind[unsigned(kind)].reloads):
        if data.reload_depot[unsigned(at)] == depot:
            return True
    return False
