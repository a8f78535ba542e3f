# mypy: disable-error-code="no-any-return"
"""The times of a route, forward and backward, and what an insertion would do to them.

A route's completion is max(t + work, finish) for a departure at t, so its shortest duration is
max(work, finish - latest departure): two passes that stop where nothing changes any more are all an insertion needs,
and one is priced in constant time (Savelsbergh's forward time slack, written for hard windows).
"""

from solvers.kernels.compiling import inlined, joined, nth
from solvers.kernels.state import Data, Plan

LATE = 1 << 60


@joined
def spread(data: Data, plan: Plan, stop: int) -> None:
    """Renew the times of a route around `stop`, in whose place alone the ring has changed."""
    _forward(data, plan, stop)
    _backward(data, plan, stop)
    if data.paid:
        measure(data, plan, plan.slot[nth(stop)])


@joined
def refresh(data: Data, plan: Plan, slot: int) -> None:
    """Renew all times of one route."""
    sentinel = data.stops + 1 + slot
    if plan.fleet[nth(slot)].visits == 0:
        plan.fleet[nth(slot)].duration = 0
        return
    node = plan.node[nth(sentinel)].following
    while node != sentinel:
        _step_forward(data, plan, plan.node[nth(node)].previous, node)
        node = plan.node[nth(node)].following
    node = plan.node[nth(sentinel)].previous
    while node != sentinel:
        _step_backward(data, plan, node, plan.node[nth(node)].following)
        node = plan.node[nth(node)].previous
    if data.paid:
        measure(data, plan, slot)


@joined
def late(data: Data, plan: Plan, slot: int) -> bool:
    """Whether a route whose times are fresh breaks a window or comes back too late."""
    sentinel = data.stops + 1 + slot
    node = plan.node[nth(sentinel)].following
    while node != sentinel:
        # each stop is looked at: what opens too late for the way back is not late for the stops before it
        if plan.node[nth(node)].soonest > plan.node[nth(node)].latest:
            return True
        node = plan.node[nth(node)].following
    return False


@joined
def _forward(data: Data, plan: Plan, node: int) -> None:
    """From a changed node to the end, or to where the start of service stays as it was."""
    fresh = True
    while node <= data.stops:
        was = plan.node[nth(node)].soonest
        _step_forward(data, plan, plan.node[nth(node)].previous, node)
        if not fresh and not data.paid and plan.node[nth(node)].soonest == was:
            return
        fresh = False
        node = plan.node[nth(node)].following


@joined
def _backward(data: Data, plan: Plan, node: int) -> None:
    """From a changed node to the start, or to where the latest start stays as it was."""
    fresh = True
    while node <= data.stops:
        was = plan.node[nth(node)].latest
        _step_backward(data, plan, node, plan.node[nth(node)].following)
        if not fresh and not data.paid and plan.node[nth(node)].latest == was:
            return
        fresh = False
        node = plan.node[nth(node)].previous


@joined
def _step_forward(data: Data, plan: Plan, before: int, node: int) -> None:
    ready = plan.node[nth(before)].service + plan.node[nth(before)].leg
    soonest = max(plan.node[nth(before)].soonest + ready, plan.node[nth(node)].opens)
    plan.node[nth(node)].soonest = soonest
    if data.paid:
        spent = plan.node[nth(before)].spent + ready
        plan.node[nth(node)].spent = spent
        plan.node[nth(node)].leave = min(plan.node[nth(before)].leave, plan.node[nth(node)].closes - spent)


@joined
def _step_backward(data: Data, plan: Plan, node: int, after: int) -> None:
    leg = plan.node[nth(node)].service + plan.node[nth(node)].leg
    plan.node[nth(node)].latest = min(plan.node[nth(node)].closes, plan.node[nth(after)].latest - leg)
    if data.paid:
        ahead = leg + plan.node[nth(after)].ahead
        plan.node[nth(node)].ahead = ahead
        plan.node[nth(node)].finish = max(plan.node[nth(node)].opens + ahead, plan.node[nth(after)].finish)


@joined
def measure(data: Data, plan: Plan, slot: int) -> None:
    """Shortest duration of a route whose times are fresh."""
    sentinel = data.stops + 1 + slot
    last = plan.node[nth(sentinel)].previous
    first = plan.node[nth(sentinel)].following
    work = plan.node[nth(last)].spent + plan.node[nth(last)].service + plan.node[nth(last)].leg
    end = max(
        plan.node[nth(last)].soonest + plan.node[nth(last)].service + plan.node[nth(last)].leg,
        plan.fleet[nth(slot)].opening,
    )
    leave = min(plan.node[nth(first)].latest - plan.node[nth(sentinel)].leg, plan.fleet[nth(slot)].closing)
    plan.fleet[nth(slot)].duration = max(work, end - leave)


@inlined
def longer(data: Data, plan: Plan, stop: int, slot: int, before: int, after: int, reach: int, onward: int) -> int:
    """By how much the shortest duration grows when `stop` goes between two neighbours; LATE when it does not fit.

    `reach` and `onward` are the travel times to and from the stop. Zero when time has no price: then only the fit
    matters.
    """
    ahead, here, behind = plan.node[nth(before)], plan.node[nth(stop)], plan.node[nth(after)]
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
    return max(work, end - leave) - plan.fleet[nth(slot)].duration
