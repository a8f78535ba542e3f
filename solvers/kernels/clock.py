# mypy: disable-error-code="no-any-return"
"""The times of a route, forward and backward, and what an insertion would do to them.

A route's completion is max(t + work, finish) for a departure at t, so its shortest duration is
max(work, finish - latest departure): two passes that stop where nothing changes any more are all an insertion needs,
and one is priced in constant time (Savelsbergh's forward time slack, written for hard windows).
"""

from solvers.kernels.compiling import inlined, joined
from solvers.kernels.state import Data, Plan

LATE = 1 << 60


@joined
def spread(data: Data, plan: Plan, stop: int) -> None:
    """Renew the times of a route around `stop`, in whose place alone the ring has changed."""
    _forward(data, plan, stop)
    _backward(data, plan, stop)
    if data.paid:
        measure(data, plan, plan.slot[stop])


@joined
def refresh(data: Data, plan: Plan, slot: int) -> None:
    """Renew all times of one route."""
    sentinel = data.stops + 1 + slot
    if plan.fleet[slot].visits == 0:
        plan.fleet[slot].duration = 0
        return
    node = plan.node[sentinel].following
    while node != sentinel:
        _step_forward(data, plan, plan.node[node].previous, node)
        node = plan.node[node].following
    node = plan.node[sentinel].previous
    while node != sentinel:
        _step_backward(data, plan, node, plan.node[node].following)
        node = plan.node[node].previous
    if data.paid:
        measure(data, plan, slot)


@joined
def late(data: Data, plan: Plan, slot: int) -> bool:
    """Whether a route whose times are fresh breaks a window or comes back too late."""
    sentinel = data.stops + 1 + slot
    node = plan.node[sentinel].following
    while node != sentinel:
        # each stop is looked at: what opens too late for the way back is not late for the stops before it
        if plan.node[node].soonest > plan.node[node].latest:
            return True
        node = plan.node[node].following
    return False


@joined
def _forward(data: Data, plan: Plan, node: int) -> None:
    """From a changed node to the end, or to where the start of service stays as it was."""
    fresh = True
    while node <= data.stops:
        was = plan.node[node].soonest
        _step_forward(data, plan, plan.node[node].previous, node)
        if not fresh and not data.paid and plan.node[node].soonest == was:
            return
        fresh = False
        node = plan.node[node].following


@joined
def _backward(data: Data, plan: Plan, node: int) -> None:
    """From a changed node to the start, or to where the latest start stays as it was."""
    fresh = True
    while node <= data.stops:
        was = plan.node[node].latest
        _step_backward(data, plan, node, plan.node[node].following)
        if not fresh and not data.paid and plan.node[node].latest == was:
            return
        fresh = False
        node = plan.node[node].previous


@joined
def _step_forward(data: Data, plan: Plan, before: int, node: int) -> None:
    ready = plan.node[before].service + plan.node[before].leg
    soonest = max(plan.node[before].soonest + ready, plan.node[node].opens)
    plan.node[node].soonest = soonest
    if data.paid:
        spent = plan.node[before].spent + ready
        plan.node[node].spent = spent
        plan.node[node].leave = min(plan.node[before].leave, plan.node[node].closes - spent)


@joined
def _step_backward(data: Data, plan: Plan, node: int, after: int) -> None:
    leg = plan.node[node].service + plan.node[node].leg
    plan.node[node].latest = min(plan.node[node].closes, plan.node[after].latest - leg)
    if data.paid:
        ahead = leg + plan.node[after].ahead
        plan.node[node].ahead = ahead
        plan.node[node].finish = max(plan.node[node].opens + ahead, plan.node[after].finish)


@joined
def measure(data: Data, plan: Plan, slot: int) -> None:
    """Shortest duration of a route whose times are fresh."""
    sentinel = data.stops + 1 + slot
    last = plan.node[sentinel].previous
    first = plan.node[sentinel].following
    work = plan.node[last].spent + plan.node[last].service + plan.node[last].leg
    end = max(plan.node[last].soonest + plan.node[last].service + plan.node[last].leg, plan.fleet[slot].opening)
    leave = min(plan.node[first].latest - plan.node[sentinel].leg, plan.fleet[slot].closing)
    plan.fleet[slot].duration = max(work, end - leave)


@inlined
def longer(data: Data, plan: Plan, stop: int, slot: int, before: int, after: int, reach: int, onward: int) -> int:
    """By how much the shortest duration grows when `stop` goes between two neighbours; LATE when it does not fit.

    `reach` and `onward` are the travel times to and from the stop. Zero when time has no price: then only the fit
    matters.
    """
    ahead, here, behind = plan.node[before], plan.node[stop], plan.node[after]
    reach += ahead.service
    start = ahead.soonest + reach
    if start > here.closes:
        return LATE
    start = max(start, here.opens)
    onward += here.service
    if start + onward > behind.latest:
        return LATE
    if not data.paid:
        return 0
    work = ahead.spent + reach + onward + behind.ahead
    end = max(start + onward + behind.ahead, behind.finish)
    leave = min(ahead.leave, min(here.closes, behind.latest - onward) - reach - ahead.spent)
    return max(work, end - leave) - plan.fleet[slot].duration
