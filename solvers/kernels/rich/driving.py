# mypy: disable-error-code="no-any-return"
"""One leg of a route in time, with rests on the way and by a speed profile: what `solvers.driving` says, compiled.

Only the arrays that are needed are handed over: a call that passes a whole plan writes a hundred words to the stack.
"""

from solvers.kernels.compiling import joined, kernel, typed, unsigned
from solvers.kernels.rich.state import NEVER, NONE
from solvers.kernels.state import Array

FREE_SPEED = 1_000
TIME, SPEED, WAY = range(3)
"""Columns of `Terrain.speed`: when a speed begins, the speed, and the way driven up to then."""
OPENS, CLOSES, LASTS = range(3)
"""Columns of `Terrain.rest`: earliest and latest begin, duration."""


@joined
def _last_up_to(speed: Array, profile: int, column: int, value: int) -> int:
    """The last change of a profile whose time, or way, is not above a value; the first one where none is."""
    low, high = typed(0), typed(speed.shape[1])
    while high - low > 1:
        middle = (low + high) >> 1
        if speed[unsigned(profile), unsigned(middle), unsigned(column)] <= value:
            low = middle
        else:
            high = middle
    return low


@kernel
def way_by(speed: Array, profile: int, time: int) -> int:
    """Units of way driven from 0 to a time."""
    at = _last_up_to(speed, profile, typed(TIME), time)
    gone = time - speed[unsigned(profile), unsigned(at), TIME]
    return speed[unsigned(profile), unsigned(at), WAY] + speed[unsigned(profile), unsigned(at), SPEED] * gone


@kernel
def _until(speed: Array, profile: int, way: int) -> int:
    """The first whole second by which so much way lies behind."""
    at = _last_up_to(speed, profile, typed(WAY), way - 1)
    left = way - speed[unsigned(profile), unsigned(at), WAY]
    pace = speed[unsigned(profile), unsigned(at), SPEED]
    return speed[unsigned(profile), unsigned(at), TIME] + (left + pace - 1) // pace


@kernel
def by_profile(speed: Array, profile: int, leave: int, free: int) -> int:
    """When a leg of `free` seconds at free speed ends that begins at `leave`."""
    return _until(speed, profile, way_by(speed, profile, leave) + FREE_SPEED * free)


@joined
def driven(speed: Array, profile: int, leave: int, free: int) -> int:
    """As `by_profile`, where there may be no profile."""
    if profile == NONE:
        return leave + free
    return by_profile(speed, profile, leave, free)


@kernel
def arrival(speed: Array, rest: Array, taken: int, last: int, ready: int, gate: int, free: int, profile: int) -> int:
    """When a van is there that is free at `ready` and takes the rests from `taken` to `last` on the way, or NEVER."""
    now, left = ready, free if profile == NONE else FREE_SPEED * free
    for at in range(taken, last):
        begin = max(rest[unsigned(at), OPENS], now)
        if begin > rest[unsigned(at), CLOSES]:
            return NEVER
        if begin > gate:
            leave = max(now, gate)
            if profile == NONE:
                left = max(0, left - (begin - leave))
            else:
                left = max(0, left - (way_by(speed, profile, begin) - way_by(speed, profile, leave)))
        now = begin + rest[unsigned(at), LASTS]
    now = max(now, gate)
    if profile == NONE:
        return now + left
    return _until(speed, profile, way_by(speed, profile, now) + left)


@kernel
def departure(speed: Array, rest: Array, taken: int, last: int, arrive: int, gate: int, free: int, profile: int) -> int:
    """The latest moment to be free and be there by `arrive`, or NONE."""
    if taken == last:
        leave = arrive - free
        if profile != NONE:
            left = way_by(speed, profile, arrive) - FREE_SPEED * free
            if left < 0:
                return NONE
            at = _last_up_to(speed, profile, typed(WAY), left)
            left -= speed[unsigned(profile), unsigned(at), WAY]
            leave = speed[unsigned(profile), unsigned(at), TIME] + left // speed[unsigned(profile), unsigned(at), SPEED]
        return leave if leave >= gate else NONE
    low, high = typed(NONE), min(arrive, rest[unsigned(taken), CLOSES])
    while low < high:
        middle = (low + high + 1) >> 1
        if arrival(speed, rest, taken, last, middle, gate, free, profile) <= arrive:
            low = middle
        else:
            high = middle - 1
    return low


@kernel
def first_start(window: Array, place: int, limit: int, time: int) -> int:
    """The first moment from `time` on in a window of a place, as far as they go up to `limit`, or NEVER."""
    for at in range(1, window.shape[1]):
        opens = window[unsigned(place), unsigned(at), 0]
        closes = min(window[unsigned(place), unsigned(at), 1], limit)
        if opens <= closes and time <= closes:
            return max(time, opens)
    return NEVER


@kernel
def last_start(window: Array, place: int, limit: int, time: int) -> int:
    """The last moment up to `time` in a window of a place, as far as they go up to `limit`, or NONE."""
    for at in range(window.shape[1] - 1, 0, -1):
        opens = window[unsigned(place), unsigned(at), 0]
        closes = min(window[unsigned(place), unsigned(at), 1], limit)
        if opens <= closes and opens <= time:
            return min(time, closes)
    return NONE
