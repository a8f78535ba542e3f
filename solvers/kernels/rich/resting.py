# mypy: disable-error-code="no-any-return"
"""Which rests a van takes before which leg: a label for each number of rests taken, as in `solvers.timetable`."""

from solvers.kernels.compiling import kernel, typed, unsigned
from solvers.kernels.rich.driving import CLOSES, LASTS, OPENS, arrival, first_start
from solvers.kernels.rich.state import NEVER, NONE, Plan, Terrain, Work

FREED, LATE, BEGUN, FROM = range(4)
"""Of a visit and a number of rests taken: when the van goes on, its lateness, its start, rests before the leg."""


@kernel
def soonest_with_rests(data: Terrain, plan: Plan, work: Work, kind: int, rows: int, leave: int, wait: bool) -> int:
    """Serve each visit as soon as it can be, resting where that ends the route first.

    How many rests lie before leaving, or NONE where not all can be taken.
    """
    first, rests = plan.kind[unsigned(kind)].first_rest, plan.kind[unsigned(kind)].rests
    for count in range(rests + 1):
        work.label[0, unsigned(count), FREED] = NEVER
    before = _over_by(data, first, rests, leave)
    work.label[0, unsigned(before), FREED] = leave
    work.label[0, unsigned(before), LATE] = 0
    for at in range(rows):
        if not _go_on(data, work, first, rests, at, wait):
            return NONE
    taken = _end(data, work, first, rests, rows)
    if taken == NONE:
        return NONE
    for at in range(rows - 1, -1, -1):
        work.visit[unsigned(at)].start = work.label[unsigned(at + 1), unsigned(taken), BEGUN]
        work.visit[unsigned(at)].rests = taken
        taken = work.label[unsigned(at + 1), unsigned(taken), FROM]
    return taken


@kernel
def _over_by(data: Terrain, first: int, rests: int, leave: int) -> int:
    """How many rests are over by the time of leaving."""
    done = typed(0)
    for count in range(rests):
        done = max(done, data.rest[unsigned(first + count), OPENS]) + data.rest[unsigned(first + count), LASTS]
        if done > leave:
            return count
    return rests


@kernel
def _go_on(data: Terrain, work: Work, first: int, rests: int, at: int, wait: bool) -> bool:
    """Labels of a visit from those of the one before it; whether there are any."""
    visit = work.visit[unsigned(at)]
    for count in range(rests + 1):
        work.label[unsigned(at + 1), unsigned(count), FREED] = NEVER
    found = False
    for taken in range(rests + 1):
        ready = work.label[unsigned(at), unsigned(taken), FREED]
        if ready >= NEVER:
            continue
        for count in range(taken, rests + 1):
            there = arrival(
                data.speed, data.rest, first + taken, first + count, ready, visit.gate, visit.free, visit.profile
            )
            if there >= NEVER:
                break
            if wait and visit.early_price > 0:
                there = max(there, visit.soft_opens)
            start = first_start(data.window, visit.place, visit.limit, there)
            if start >= NEVER:
                break
            freed = start + visit.service
            late = work.label[unsigned(at), unsigned(taken), LATE]
            late += visit.late_price * max(0, start - visit.soft_closes)
            was = work.label[unsigned(at + 1), unsigned(count), FREED]
            if freed < was or (freed == was and late < work.label[unsigned(at + 1), unsigned(count), LATE]):
                found = True
                work.label[unsigned(at + 1), unsigned(count), FREED] = freed
                work.label[unsigned(at + 1), unsigned(count), LATE] = late
                work.label[unsigned(at + 1), unsigned(count), BEGUN] = start
                work.label[unsigned(at + 1), unsigned(count), FROM] = taken
    return found


@kernel
def _end(data: Terrain, work: Work, first: int, rests: int, rows: int) -> int:
    """With how many rests taken the route ends first, those left over taken after its end; NONE where none can be."""
    best = typed(NONE)
    for taken in range(rests + 1):
        back = work.label[unsigned(rows), unsigned(taken), FREED]
        if back >= NEVER or not _fit_after(data, first + taken, first + rests, back):
            continue
        if best != NONE:
            other = work.label[unsigned(rows), unsigned(best), FREED]
            late = work.label[unsigned(rows), unsigned(taken), LATE]
            if back > other or (back == other and late >= work.label[unsigned(rows), unsigned(best), LATE]):
                continue
        best = taken
    return best


@kernel
def _fit_after(data: Terrain, first: int, last: int, back: int) -> bool:
    """Whether rests can be taken after the end of the route."""
    for at in range(first, last):
        begin = max(back, data.rest[unsigned(at), OPENS])
        if begin > data.rest[unsigned(at), CLOSES]:
            return False
        back = begin + data.rest[unsigned(at), LASTS]
    return True
