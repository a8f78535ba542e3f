"""Speeds that change: arrivals and departures against driving second by second, and what is refused."""

import numpy as np
import pytest

from solvers.speeds import SpeedProfile


def second_by_second(profile: SpeedProfile, leave: int, free: int) -> int:
    left, time = 1_000 * free, leave
    while left > 0:
        at = max(place for place, begins in enumerate(profile.times) if begins <= time)
        left -= profile.speeds[at]
        time += 1
    return time


def test_arrivals_and_departures_are_those_of_driving() -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        changes = np.sort(rng.choice(np.arange(1, 300), 3, replace=False)).tolist()
        profile = SpeedProfile((0, *changes), tuple(rng.integers(1, 3_000, 4).tolist()))
        free = int(rng.integers(0, 90))
        arrivals = [profile.arrival(leave, free) for leave in range(300)]
        assert arrivals == [second_by_second(profile, leave, free) for leave in range(300)]
        assert arrivals == sorted(arrivals)  # first in, first out
        for arrive in range(0, 300, 7):
            fits = [leave for leave in range(300) if arrivals[leave] <= arrive]
            assert profile.departure(arrive, free) == (max(fits) if fits else -1)


def test_a_factor_of_two_halves_the_speed() -> None:
    assert SpeedProfile.of_travel_times((0, 60), (1.0, 2.0)).speeds == (1_000, 500)


@pytest.mark.parametrize(
    ("times", "speeds", "message"),
    [
        ((0, 50, 50), (1, 1, 1), "times: .* use rising times from 0"),
        ((5,), (1,), "times: .* use rising times from 0"),
        ((0, 9), (1_000,), "speeds: 1 for 2 times is not accepted"),
        ((0,), (0,), "speeds: 0 is not accepted, use a whole number from 1 to"),
        ((0,), (-5,), "speeds: -5 is not accepted"),
        ((0,), (float("nan"),), "speeds: nan is not accepted"),
    ],
)
def test_what_would_never_arrive_is_refused(times, speeds, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=f"^speed_profiles: {message}"):
        SpeedProfile(times, speeds)
