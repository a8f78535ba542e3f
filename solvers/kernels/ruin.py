# mypy: disable-error-code="no-any-return"
"""Ruin: take strings of neighbouring stops out of neighbouring routes.

Slack Induction by String Removals (Christiaens and Vanden Berghe, 2020): around a random stop, each route met gives
one string that holds the met stop, either whole or with a few stops kept in its middle. Every removal is logged with
the node it stood behind, so that an unwanted move is undone by replaying the log backwards.
"""

from solvers.kernels.clock import late, refresh
from solvers.kernels.compiling import joined, typed, unsigned
from solvers.kernels.links import unlink
from solvers.kernels.rng import below, draw, unit
from solvers.kernels.state import ABSENT, NONE, USED, Array, Data, Plan, Work

SPOILT = 1 << 60  # instead of a change of cost: a route came too late
WHOLE_STOPS = 60  # longer routes are never removed whole
KEEP_GROWING = 42949672  # 1 % of 2**32: how often a kept middle grows by one more stop


@joined
def ruin(
    data: Data, plan: Plan, work: Work, rng: Array, mean_removed: float, longest: float, whole_share: int, stamp: int
) -> tuple[int, int, int]:
    """Remove strings around a random stop; returns the stops and routes touched, and the change of cost or SPOILT."""
    served = data.stops - plan.counter[ABSENT]
    if served == 0:
        return 0, 0, 0
    typical = served / max(1, plan.counter[USED])
    reach = min(1.0 + unit(rng) * longest, typical)
    whole = below(rng, typed(2**16)) < whole_share
    strings = int(unit(rng) * (4.0 * mean_removed / (1.0 + reach) - 1.0)) + 1
    seed = 1 + below(rng, data.stops)
    removed = routes = change = typed(0)
    for at in range(-1, data.near.shape[1]):
        stop = seed if at < 0 else data.near[unsigned(seed), at]
        if stop == NONE:
            break
        slot = plan.slot[unsigned(stop)]
        if slot == NONE or plan.fleet[unsigned(slot)].stamp == stamp:
            continue
        plan.fleet[unsigned(slot)].stamp = stamp
        work.routes[routes] = slot
        routes += 1
        length = int(unit(rng) * min(reach, float(plan.fleet[unsigned(slot)].visits))) + 1
        if whole and routes == 1 and plan.fleet[unsigned(slot)].visits <= WHOLE_STOPS:
            length = plan.fleet[unsigned(slot)].visits
        before = plan.fleet[unsigned(slot)].duration
        removed, saved = _string(
            data, plan, work, rng, stop, slot, min(length, plan.fleet[unsigned(slot)].visits), removed
        )
        change -= saved * plan.fleet[unsigned(slot)].per_distance
        if plan.fleet[unsigned(slot)].visits == 0:
            change -= plan.fleet[unsigned(slot)].fixed
        if data.timed:
            refresh(data, plan, slot)
            if late(data, plan, slot):
                # without the triangle inequality, skipping a stop may cost time: such an iteration is called off
                return removed, routes, SPOILT
            change += (plan.fleet[unsigned(slot)].duration - before) * plan.fleet[unsigned(slot)].per_time
        if routes >= strings:
            break
    return removed, routes, change


@joined
def _string(
    data: Data, plan: Plan, work: Work, rng: Array, stop: int, slot: int, length: int, removed: int
) -> tuple[int, int]:
    """Remove `length` stops around `stop`, perhaps keeping a few in the middle."""
    kept = 0
    if length > 1 and length < plan.fleet[unsigned(slot)].visits and draw(rng) & 1:
        kept = 1
        while length + kept < plan.fleet[unsigned(slot)].visits and draw(rng) < KEEP_GROWING:
            kept += 1
    span = length + kept
    back = 0
    node = plan.node[unsigned(stop)].previous
    while back < span - 1 and node <= data.stops:
        back += 1
        node = plan.node[unsigned(node)].previous
    forth = 0
    node = plan.node[unsigned(stop)].following
    while forth < span - 1 and node <= data.stops:
        forth += 1
        node = plan.node[unsigned(node)].following
    low = max(0, span - 1 - forth)
    offset = low + below(rng, min(back, span - 1) - low + 1)
    node = stop
    for _ in range(offset):
        node = plan.node[unsigned(node)].previous
    first_kept = 1 + below(rng, length - 1) if kept else span
    saved = 0
    for at in range(span):
        behind = plan.node[unsigned(node)].following
        if at < first_kept or at >= first_kept + kept:
            work.log[removed].removed = node
            work.log[removed].removed_from = plan.node[unsigned(node)].previous
            removed += 1
            saved += unlink(data, plan, node)
        node = behind
    return removed, saved
