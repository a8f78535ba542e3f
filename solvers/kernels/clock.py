# mypy: disable-error-code="no-any-return"
"""The times of a route, forward and backward, and what an insertion would do to them.

A route's completion is max(t + work, finish) for a departure at t, so its shortest duration is
max(work, finish - latest departure): two passes that stop where nothing changes any more are all an insertion needs,
and one is priced in constant time (Savelsbergh's forward time slack, written for hard windows).
"""

from solvers.kernels.compiling import inlined, joined, unsigned
from solvers.kernels.state import Data, Plan

LATE = 1 << 60


@joined
def spread(data: Data, plan: Plan, stop: int) -> None:
    """Renew the times of a route around `stop`, in whose place alone the ring has changed."""
    _forward(data, plan, stop)
    _backward(data, plan, stop)
    if data.paid:
        measure(data, plan, plan.slot[unsigned(stop)])


@joined
def refresh(data: Data, plan: Plan, slot: int) -> None:
    """Renew all times of one route."""
    sentinel = data.stops + 1 + slot
    if plan.fleet[unsigned(slot)].visits == 0:
        plan.fleet[unsigned(slot)].duration = 0
        return
    node = plan.node[unsigned(sentinel)].following
    while node != sentinel:
        _step_forward(data, plan, plan.node[unsigned(node)].previous, node)
        node = plan.node[unsigned(node)].following
    node = plan.node[unsigned(sentinel)].previous
    while node != sentinel:
        _step_backward(data, plan, node, plan.node[unsigned(node)].following)
        node = plan.node[unsigned(node)].previous
    if data.paid:
        measure(data, plan, slot)


@joined
def late(data: Data, plan: Plan, slot: int) -> bool:
    """Whether a route whose times are fresh breaks a window or comes back too late."""
    sentinel = data.stops + 1 + slot
    node = plan.node[unsigned(sentinel)].following
    while node != sentinel:
        # each stop is looked at: what opens too late for the way back is not late for the stops before it
        if plan.node[unsigned(node)].soonest > plan.node[unsigned(node)].latest:
            return True
        node = plan.node[unsigned(node)].following
    return False


@joined
def _forward(data: Data, plan: Plan, node: int) -> None:
    """From a changed node to the end, or to where the start of service stays as it was."""
    fresh = True
    while node <= data.stops:
        was = plan.node[unsigned(node)].soonest
        _step_forward(data, plan, plan.node[unsigned(node)].previous, node)
        if not fresh and not data.paid and plan.node[unsigned(node)].soonest == was:
            return
        fresh = False
        node = plan.node[unsigned(node)].following


@joined
def _backward(data: Data, plan: Plan, node: int) -> None:
    """From a changed node to the start, or to where the latest start stays as it was."""
    fresh = True
    while node <= data.stops:
        was = plan.node[unsigned(node)].latest
        _step_backward(data, plan, node, plan.node[unsigned(node)].following)
        if not fresh and not data.paid and plan.node[unsigned(node)].latest == was:
            return
        fresh = False
        node = plan.node[unsigned(node)].previous


@joined
def _step_forward(data: Data, plan: Plan, before: int, node: int) -> None:
    ready = plan.node[unsigned(before)].service + plan.node[unsigned(before)].leg
    soonest = max(plan.node[unsigned(before)].soonest + ready, plan.node[unsigned(node)].opens)
    plan.node[unsigned(node)].soonest = soonest
    if data.paid:
        spent = plan.node[unsigned(before)].spent + ready
        plan.node[unsigned(node)].spent = spent
        plan.node[unsigned(node)].leave = min(
            plan.node[unsigned(before)].leave, plan.node[unsigned(node)].closes - spent
        )


@joined
def _step_backward(data: Data, plan: Plan, node: int, after: int) -> None:
    leg = plan.node[unsigned(node)].service + plan.node[unsigned(node)].leg
    plan.node[unsigned(node)].latest = min(plan.node[unsigned(node)].closes, plan.node[unsigned(after)].latest - leg)
    if data.paid:
        ahead = leg + plan.node[unsigned(after)].ahead
        plan.node[unsigned(node)].ahead = ahead
        plan.node[unsigned(node)].finish = max(
            plan.node[unsigned(node)].opens + ahead, plan.node[unsigned(after)].finish
        )


@joined
def measure(data: Data, plan: Plan, slot: int) -> None:
    """Shortest duration of a route whose times are fresh."""
    sentinel = data.stops + 1 + slot
    last = plan.node[unsigned(sentinel)].previous
    first = plan.node[unsigned(sentinel)].following
    work = plan.node[unsigned(last)].spent + plan.node[unsigned(last)].service + plan.node[unsigned(last)].leg
    end = max(
        plan.node[unsigned(last)].soonest + plan.node[unsigned(last)].service + plan.node[unsigned(last)].leg,
        plan.fleet[unsigned(slot)].opening,
    )
    leave = min(
        plan.node[unsigned(first)].latest - plan.node[unsigned(sentinel)].leg, plan.fleet[unsigned(slot)].closing
    )
    plan.fleet[unsigned(slot)].duration = max(work, end - leave)


@joined
def driven(data: Data, plan: Plan, before: int, leg: int, node: int, slot: int) -> int:
    """Shortest duration when `before` leads on to `node` and what follows it, all in the shift of `slot`.

    LATE when that is not on time; zero when time has no price. `before` keeps its times: a stop or the sentinel of
    `slot`; `leg` is the way to `node`, which may come from a route with another shift.
    """
    soonest, spent = plan.node[unsigned(before)].soonest, plan.node[unsigned(before)].spent
    leave = plan.node[unsigned(before)].leave
    onward = plan.node[unsigned(before)].service + leg
    while node <= data.stops:
        soonest = max(soonest + onward, plan.node[unsigned(node)].opens)
        spent += onward
        if soonest > plan.node[unsigned(node)].closes:
            return LATE
        leave = min(leave, plan.node[unsigned(node)].closes - spent)
        onward = plan.node[unsigned(node)].service + plan.node[unsigned(node)].leg
        node = plan.node[unsigned(node)].following
    end = max(soonest + onward, plan.fleet[unsigned(slot)].opening)
    if end > plan.fleet[unsigned(slot)].closing:
        return LATE
    if not data.paid:
        return 0
    spent += onward
    return max(spent, end - min(leave, plan.fleet[unsigned(slot)].closing - spent))


@inlined
def longer(data: Data, plan: Plan, stop: int, slot: int, before: int, after: int, reach: int, onward: int) -> int:
    """By how much the shortest duration grows when `stop` goes between two neighbours; LATE when it does not fit.

    `reach` and `onward` are the travel times to and from the stop. Zero when time has no price: then only the fit
    matters.
    """
    ahead, here, behind = plan.node[unsigned(before)], plan.node[unsigned(stop)], plan.node[unsigned(after)]
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
    return max(work, end - leave) - plan.fleet[unsigned(slot)].duration
