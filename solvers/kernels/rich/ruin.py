# mypy: disable-error-code="no-any-return"
"""Ruin: take strings of neighbouring stops out of neighbouring routes, and reloads that are of no more use.

As `solvers.kernels.ruin`, with trips: a string runs on over reloads, and a reload goes out with the last stop on one
side of it, or where the two trips then fit into one that costs less.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.chains import touch, undo_to, unlink
from solvers.kernels.rich.cost import renew
from solvers.kernels.rich.state import ABSENT, AFTER, NEVER, NONE, RUIN, STEPS, USED, Plan, Terrain, Work
from solvers.kernels.rng import below, draw, unit
from solvers.kernels.state import Array, Moves

WHOLE_STOPS = 60  # longer routes are never removed whole
KEEP_GROWING = 42949672  # 1 % of 2**32: how often a kept middle grows by one more stop


@kernel
def ruin(data: Terrain, plan: Plan, work: Work, rng: Array, moves: Moves, wider: float, stamp: int) -> tuple[int, int]:
    """Remove strings around a random stop; returns how many stops, and the change of cost, or NEVER."""
    served = data.fact.stops - plan.counter[ABSENT]
    if served <= 0 or plan.counter[USED] == 0:
        return 0, 0
    typical = served / max(1, plan.counter[USED])
    reach = min(1.0 + unit(rng) * moves.longest * wider, typical)
    whole = below(rng, typed(2**16)) < moves.whole
    strings = int(unit(rng) * (4.0 * moves.mean_removed * wider / (1.0 + reach) - 1.0)) + 1
    seed = 1 + below(rng, data.fact.stops)
    removed = routes = change = typed(0)
    for at in range(-1, data.near.shape[2]):
        stop = seed if at < 0 else data.near[RUIN, unsigned(seed), at]
        if stop == NONE:
            break
        slot = plan.node[unsigned(stop)].slot
        if slot == NONE or plan.fleet[unsigned(slot)].stamp == stamp:
            continue
        touch(plan, work, slot, stamp)
        routes += 1
        visits = plan.fleet[unsigned(slot)].visits
        length = int(unit(rng) * min(reach, float(visits))) + 1
        if whole and routes == 1 and visits <= WHOLE_STOPS:
            length = visits
        was = plan.fleet[unsigned(slot)].cost
        removed = _string(data, plan, work, rng, stop, slot, min(length, visits), removed)
        cost = renew(data, plan, work, slot)
        if plan.fleet[unsigned(slot)].trips > 1:
            cost = _merge_trips(data, plan, work, slot, cost)
        if cost >= NEVER:
            # without the triangle inequality, skipping a stop may cost time: such an iteration is called off
            return removed, NEVER
        change += cost - was
        if routes >= strings:
            break
    return removed, change


@kernel
def _string(data: Terrain, plan: Plan, work: Work, rng: Array, stop: int, slot: int, length: int, removed: int) -> int:
    """Remove `length` stops around `stop`, perhaps keeping a few in the middle; returns how many there are now."""
    visits = plan.fleet[unsigned(slot)].visits
    kept = 0
    if length > 1 and length < visits and draw(rng) & 1:
        kept = 1
        while length + kept < visits and draw(rng) < KEEP_GROWING:
            kept += 1
    span = length + kept
    back = 0
    node = _stop_before(data, plan, stop)
    while back < span - 1 and node <= data.fact.stops:
        back += 1
        node = _stop_before(data, plan, node)
    forth = 0
    node = _stop_behind(data, plan, stop)
    while forth < span - 1 and node <= data.fact.stops:
        forth += 1
        node = _stop_behind(data, plan, node)
    low = max(0, span - 1 - forth)
    offset = low + below(rng, min(back, span - 1) - low + 1)
    node = stop
    for _ in range(offset):
        node = _stop_before(data, plan, node)
    first_kept = 1 + below(rng, length - 1) if kept else span
    count = removed
    for at in range(span):
        behind = _stop_behind(data, plan, node)
        if at < first_kept or at >= first_kept + kept:
            work.pool[unsigned(count)] = node
            count += 1
            take_out(data, plan, work, node)
        node = behind
    return _whole_pairs(data, plan, work, removed, count) if data.fact.paired else count


@kernel
def _whole_pairs(data: Terrain, plan: Plan, work: Work, first: int, count: int) -> int:
    """Take out the other stops of pairs of which one went, and let their pick-ups stand for them in the pool."""
    kept = first
    for at in range(first, count):
        stop = work.pool[unsigned(at)]
        other = plan.node[unsigned(stop)].pair
        if other != NONE:
            if plan.node[unsigned(other)].slot != NONE:
                take_out(data, plan, work, other)
                if plan.node[unsigned(stop)].second:
                    stop = other
            elif plan.node[unsigned(stop)].second:
                continue  # its pick-up went as well, and is in the pool
        work.pool[unsigned(kept)] = stop
        kept += 1
    return kept


@kernel
def take_out(data: Terrain, plan: Plan, work: Work, stop: int) -> None:
    """Unlink a stop, and a reload with it that would have no trip on one side."""
    before, after = plan.node[unsigned(stop)].previous, plan.node[unsigned(stop)].following
    unlink(data, plan, work, stop)
    if before > data.fact.stops and after > data.fact.stops:
        if after >= data.fact.first_reload:
            unlink(data, plan, work, after)
        elif before >= data.fact.first_reload:
            unlink(data, plan, work, before)


@joined
def _stop_before(data: Terrain, plan: Plan, node: int) -> int:
    node = plan.node[unsigned(node)].previous
    while node >= data.fact.first_reload:
        node = plan.node[unsigned(node)].previous
    return node


@joined
def _stop_behind(data: Terrain, plan: Plan, node: int) -> int:
    node = plan.node[unsigned(node)].following
    while node >= data.fact.first_reload:
        node = plan.node[unsigned(node)].following
    return node


@kernel
def _merge_trips(data: Terrain, plan: Plan, work: Work, slot: int, cost: int) -> int:
    """Take out each reload that is not needed and does not pay; returns what the route costs."""
    node = plan.node[unsigned(data.fact.first_end + 2 * slot)].following
    end = data.fact.first_end + 2 * slot + 1
    while node != end:
        after = plan.node[unsigned(node)].following
        if node >= data.fact.first_reload:
            steps = plan.counter[STEPS]
            unlink(data, plan, work, node)
            less = renew(data, plan, work, slot)
            if less >= cost or overloaded(data, plan, slot):
                undo_to(data, plan, work, steps)
                renew(data, plan, work, slot)
            else:
                cost = less
        node = after
    return cost


@kernel
def overloaded(data: Terrain, plan: Plan, slot: int) -> bool:
    """Whether a route whose loads are fresh carries more than its vehicle holds on some trip."""
    node = data.fact.first_end + 2 * slot
    end = node + 1
    kind = plan.fleet[unsigned(slot)].kind
    while node != end:
        if node > data.fact.stops:
            for at in range(data.fact.dimensions):
                if plan.load[unsigned(node), unsigned(at), AFTER] > data.capacity[unsigned(kind), unsigned(at)]:
                    return True
        node = plan.node[unsigned(node)].following
    return False
