# mypy: disable-error-code="no-any-return"
"""What the cheapest schedule of a route costs where segments cannot say: soft and several windows, rests, speeds.

The schedules tried, and so the cost, are those of the audit (`solvers.timetable`), which shares no code with this. A
route is written out visit by visit, with a stop put into it where one is asked about.
"""

from solvers.kernels.compiling import kernel, typed, unsigned
from solvers.kernels.rich.driving import arrival, departure, first_start, last_start
from solvers.kernels.rich.resting import soonest_with_rests
from solvers.kernels.rich.state import (
    FREE_RELOADS,
    METRES,
    NEVER,
    NONE,
    RELOAD_BEFORE,
    RELOAD_BEHIND,
    Plan,
    Terrain,
    Work,
)


@kernel
def driven_cost(
    data: Terrain, plan: Plan, work: Work, slot: int, before: int, stop: int, how: int, depot: int, least: int
) -> int:
    """What a route costs with `stop` behind a node of it, or as it is where that is NONE; NEVER where it cannot be.

    `least` is what it costs at least: no cheaper schedule is looked for.
    """
    kind = plan.fleet[unsigned(slot)].kind
    rows = _name_visits(data, plan, work, slot, before, stop, how, depot)
    metres = _write_visits(data, plan, work, kind, rows)
    paid = plan.kind[unsigned(kind)].fixed + metres * plan.kind[unsigned(kind)].metre
    cost = _cheapest(data, plan, work, kind, rows, least - paid)
    return NEVER if cost >= NEVER else paid + cost


@kernel
def _name_visits(data: Terrain, plan: Plan, work: Work, slot: int, before: int, stop: int, how: int, depot: int) -> int:
    """Name the nodes of a route from the first visit to its end; how many they are."""
    node = data.fact.first_end + 2 * slot
    end = node + 1
    rows = typed(0)
    while node != end:
        if node == before:
            if how == RELOAD_BEFORE:
                work.visit[unsigned(rows)].node = _spare_reload(plan, depot)
                rows += 1
            work.visit[unsigned(rows)].node = stop
            rows += 1
            if how == RELOAD_BEHIND:
                work.visit[unsigned(rows)].node = _spare_reload(plan, depot)
                rows += 1
        node = plan.node[unsigned(node)].following
        work.visit[unsigned(rows)].node = node
        rows += 1
    return rows


@kernel
def _spare_reload(plan: Plan, depot: int) -> int:
    """The reload that would be taken next, at a depot; there is one where it is asked about."""
    node = plan.reload[unsigned(plan.counter[FREE_RELOADS] - 1)]
    plan.node[unsigned(node)].place = depot
    return node


@kernel
def _write_visits(data: Terrain, plan: Plan, work: Work, kind: int, rows: int) -> int:
    """Write legs, windows and prices of the visits named; the way in metres."""
    here = plan.kind[unsigned(kind)].start
    trip = gate = metres = typed(0)
    for at in range(rows):
        node = work.visit[unsigned(at)].node
        place = plan.node[unsigned(node)].place
        metres += data.leg[unsigned(here), unsigned(place), METRES]
        visit = work.visit[unsigned(at)]
        visit.place = place
        visit.free = data.leg[unsigned(here), unsigned(place), unsigned(data.fact.free)]
        visit.profile = NONE
        if data.fact.profiled:
            visit.profile = data.profile[unsigned(here), unsigned(place)]
        visit.gate = 0
        visit.rests = 0
        here = place
        if node <= data.fact.stops:
            visit.limit = NEVER
            visit.service = plan.node[unsigned(node)].service
            visit.late_price = plan.node[unsigned(node)].late_price
            visit.early_price = plan.node[unsigned(node)].early_price
            visit.soft_opens = plan.node[unsigned(node)].soft_opens
            visit.soft_closes = plan.node[unsigned(node)].soft_closes
            gate = max(gate, plan.node[unsigned(node)].release)
            continue
        visit.limit = plan.kind[unsigned(kind)].shift_end
        visit.service = plan.kind[unsigned(kind)].reload_time if at < rows - 1 else 0
        visit.late_price = 0
        visit.early_price = 0
        visit.soft_opens = 0
        visit.soft_closes = NEVER
        work.visit[unsigned(trip)].gate = gate
        trip, gate = at + 1, typed(0)
    return metres


@kernel
def _cheapest(data: Terrain, plan: Plan, work: Work, kind: int, rows: int, least: int) -> int:
    """What time and its windows cost on the cheapest of the schedules tried."""
    opening = max(plan.kind[unsigned(kind)].opening, work.visit[0].gate)
    leave_by = plan.kind[unsigned(kind)].leave_by
    if opening > leave_by:
        return NEVER
    late = early = False
    for at in range(rows):
        late = late or work.visit[unsigned(at)].late_price > 0
        early = early or work.visit[unsigned(at)].early_price > 0
    timed = plan.kind[unsigned(kind)].timed != 0
    hard = late and timed
    best = _of_departure(data, plan, work, kind, rows, opening, early, hard, timed)
    if best <= least or not (timed or early or plan.kind[unsigned(kind)].rests > 0):
        # where neither duration nor earliness is paid, leaving first is best
        return best
    first = plan.kind[unsigned(kind)].first_departure
    for at in range(first, first + plan.kind[unsigned(kind)].departures):
        leave = data.departure[unsigned(at)]
        if opening < leave <= leave_by:
            best = min(best, _of_departure(data, plan, work, kind, rows, leave, early, hard, timed))
            if best <= least:
                return best
    if data.window.shape[1] < 3:
        return best
    last = opening
    for at in range(rows):
        place = work.visit[unsigned(at)].place
        if data.window[unsigned(place), 2, 0] == NEVER:
            continue
        for one in range(1, data.window.shape[1]):
            opens = data.window[unsigned(place), unsigned(one), 0]
            closes = min(data.window[unsigned(place), unsigned(one), 1], work.visit[unsigned(at)].limit)
            leave = _leaving_for(data, work, at, opens) if opens <= closes else last
            if opening < leave <= leave_by and leave != last:
                last = leave
                best = min(best, _of_departure(data, plan, work, kind, rows, leave, early, hard, timed))
                if best <= least:
                    return best
    return best


@kernel
def _leaving_for(data: Terrain, work: Work, at: int, opens: int) -> int:
    """The latest moment to leave that brings the van to visit `at` by the time it opens, or NONE."""
    time = opens
    for row in range(at, -1, -1):
        visit = work.visit[unsigned(row)]
        time = departure(data.speed, data.rest, 0, 0, time, visit.gate, visit.free, visit.profile)
        if time == NONE or row == 0:
            return time
        visit = work.visit[unsigned(row - 1)]
        time = last_start(data.window, visit.place, visit.limit, time - visit.service)
        if time == NONE:
            return NONE
    return NONE


@kernel
def _of_departure(
    data: Terrain, plan: Plan, work: Work, kind: int, rows: int, leave: int, early: bool, hard: bool, timed: bool
) -> int:
    """The cheapest of the schedules that begin with leaving at a moment and then put off what can be."""
    best = NEVER
    for wait in range(2 if early else 1):
        if plan.kind[unsigned(kind)].rests > 0:
            taken = soonest_with_rests(data, plan, work, kind, rows, leave, wait == 1)
        else:
            taken = _soonest(data, work, rows, leave, wait == 1)
        if taken == NONE:
            continue
        if not (timed or early):
            best = min(best, _price(data, plan, work, kind, rows, leave, taken, wait == 1))
            continue
        for loose in range(2 if hard else 1):
            later = _put_off(data, plan, work, kind, rows, leave, taken, loose == 1)
            best = min(best, _price(data, plan, work, kind, rows, later, taken, wait == 1))
    return best


@kernel
def _soonest(data: Terrain, work: Work, rows: int, leave: int, wait: bool) -> int:
    """Serve each visit as soon as it can be; no rests are taken before leaving, NONE where it cannot be."""
    ready = leave
    for at in range(rows):
        visit = work.visit[unsigned(at)]
        there = arrival(data.speed, data.rest, 0, 0, ready, visit.gate, visit.free, visit.profile)
        if wait and visit.early_price > 0:
            there = max(there, visit.soft_opens)
        start = first_start(data.window, visit.place, visit.limit, there)
        if start >= NEVER:
            return NONE
        visit.start = start
        ready = start + visit.service
    return 0


@kernel
def _put_off(data: Terrain, plan: Plan, work: Work, kind: int, rows: int, leave: int, taken: int, loose: bool) -> int:
    """The latest moment to leave that ends the route no later, with the same rests."""
    first = plan.kind[unsigned(kind)].first_rest
    latest = work.visit[unsigned(rows - 1)].start
    for at in range(rows - 1, -1, -1):
        visit = work.visit[unsigned(at)]
        rested = work.visit[unsigned(at - 1)].rests if at > 0 else taken
        free = departure(
            data.speed, data.rest, first + rested, first + visit.rests, latest, visit.gate, visit.free, visit.profile
        )
        if at == 0:
            break
        visit = work.visit[unsigned(at - 1)]
        bound = free - visit.service
        if not loose and visit.late_price > 0:
            bound = min(bound, max(visit.soft_closes, visit.start))
        latest = last_start(data.window, visit.place, visit.limit, bound)
    return max(leave, min(free, plan.kind[unsigned(kind)].leave_by))


@kernel
def _price(data: Terrain, plan: Plan, work: Work, kind: int, rows: int, leave: int, taken: int, wait: bool) -> int:
    """What time and windows cost of a van that leaves at a moment, having taken so many rests, and then hurries."""
    first = plan.kind[unsigned(kind)].first_rest
    ready = start = leave
    cost = 0
    for at in range(rows):
        visit = work.visit[unsigned(at)]
        there = arrival(
            data.speed, data.rest, first + taken, first + visit.rests, ready, visit.gate, visit.free, visit.profile
        )
        taken = visit.rests
        if wait and visit.early_price > 0:
            there = max(there, visit.soft_opens)
        start = first_start(data.window, visit.place, visit.limit, there)
        ready = start + visit.service
        cost += visit.late_price * max(0, start - visit.soft_closes)
        cost += visit.early_price * max(0, visit.soft_opens - start)
    duration = start - leave
    if duration > plan.kind[unsigned(kind)].longest:
        return NEVER
    over = max(0, duration - plan.kind[unsigned(kind)].shift_length)
    return cost + duration * plan.kind[unsigned(kind)].second + over * plan.kind[unsigned(kind)].overtime
