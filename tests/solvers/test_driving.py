"""A leg in time against driving it second by second, and the latest departure against trying them all."""

from collections.abc import Sequence

import numpy as np
import pytest

from solvers.driving import Leg
from solvers.speeds import FREE, SpeedProfile
from solvers.vehicle import Break

SECONDS = 120


def speed_at(profile: SpeedProfile, time: int) -> int:
    begun = max(number for number, at in enumerate(profile.times) if at <= time)
    return profile.speeds[begun]


def driven(leg: Leg, ready: int, rests: Sequence[Break]) -> int | None:
    """Rest as soon as that is allowed, else drive once the goods are there, a second at a time."""
    time, left, waiting = ready, FREE * leg.free, list(rests)
    while left > 0 or waiting or time < leg.gate:
        if waiting and time >= waiting[0].window[0]:
            rest = waiting.pop(0)
            if time > rest.window[1]:
                return None
            time += rest.duration
            continue
        if time >= leg.gate:
            left -= FREE if leg.profile is None else speed_at(leg.profile, time)
        time += 1
    return time


def some(rng: np.random.Generator) -> tuple[Leg, list[Break]]:
    rests: list[Break] = []
    for _ in range(int(rng.integers(0, 3))):
        opens = int(rng.integers(0, 40)) if not rests else rests[-1].window[1] + rests[-1].duration
        rests.append(Break((opens, opens + int(rng.integers(0, 40))), int(rng.integers(1, 20))))
    changes = np.sort(rng.choice(np.arange(1, SECONDS), 2, replace=False)).tolist()
    speeds = SpeedProfile((0, *changes), tuple(rng.integers(1, 3_000, 3).tolist()))
    return Leg(int(rng.integers(0, 40)), int(rng.integers(0, 60)), speeds if rng.random() < 0.5 else None), rests


def test_arrivals_and_departures_are_those_of_driving() -> None:
    rng = np.random.default_rng(1)
    late = waited = 0
    for _ in range(60):
        leg, rests = some(rng)
        arrivals = [leg.arrival(ready, rests) for ready in range(SECONDS)]
        assert arrivals == [driven(leg, ready, rests) for ready in range(SECONDS)]
        known = [there for there in arrivals if there is not None]
        assert known == sorted(known)
        late += len(known) < SECONDS
        waited += bool(rests) and rests[0].window[0] > leg.gate + leg.free
        for arrive in range(0, SECONDS, 7):
            fits = [ready for ready, there in enumerate(arrivals) if there is not None and there <= arrive]
            assert leg.departure(arrive, rests) == max(fits, default=None)
    assert late > 5
    assert waited > 5, "a van that is there before its rest begins"


def test_a_profile_of_free_speed_changes_nothing() -> None:
    rest = Break((30, 50), 10)
    plain, free = Leg(25, 7), Leg(25, 7, SpeedProfile((0,), (FREE,)))
    for ready in range(60):
        assert plain.arrival(ready, [rest]) == free.arrival(ready, [rest])
        assert plain.departure(ready, [rest]) == free.departure(ready, [rest])


@pytest.mark.parametrize(("ready", "there"), [(0, 40), (5, 40), (25, 45), (50, 70), (51, None)])
def test_a_rest_ends_before_the_van_is_there(ready: int, there: int | None) -> None:
    """Ten seconds of way; a rest of ten begins from 30 to 50."""
    assert Leg(10).arrival(ready, [Break((30, 50), 10)]) == there
