"""Waves: when they are, and what leaves with one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.delivery.dispatch import Dock, Waves
from sim.units import DAY, HOUR, MINUTE, microseconds

TIMES = ["00:00", "06:00", "08:30", "12:00", "19:45", "23:59"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    every=st.sampled_from([1.0, 7.5, 45.0, 60.0, 1440.0]),
    ends=st.tuples(st.sampled_from(TIMES), st.sampled_from(TIMES)).map(sorted),
    now=st.integers(-1, 9 * DAY) | st.integers(0, 9 * 24).map(lambda hour: hour * HOUR + 30 * MINUTE),
)
def test_the_next_wave_is_the_first_of_all_that_follow(every: float, ends: list[str], now: int) -> None:
    waves = Waves(every_minutes=every, first=ends[0], last=ends[1])
    first, last = (int(text[:2]) * HOUR + int(text[3:]) * MINUTE for text in ends)
    step = microseconds(every, MINUTE)
    following = waves.next_decision(now)
    all_of_them = (day * DAY + moment for day in range(12) for moment in range(first, last + 1, step))
    assert following == next(wave for wave in all_of_them if wave > now)


def test_the_first_of_all_is_the_first_of_the_first_day() -> None:
    assert Waves(first="08:30").next_decision(-1) == 8 * HOUR + 30 * MINUTE
    assert Waves(first="00:00").next_decision(-1) == 0


def test_one_wave_a_day_begins_and_ends_at_once() -> None:
    waves = Waves(first="09:00", last="09:00")
    assert waves.next_decision(-1) == 9 * HOUR
    assert waves.next_decision(9 * HOUR) == DAY + 9 * HOUR


def test_a_day_of_waves_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="last 07:00 is before first 08:30"):
        Waves(first="08:30", last="07:00")


def test_parcels_leave_when_their_window_opens_soon() -> None:
    opens = np.array([0, 10 * HOUR, 11 * HOUR + 30 * MINUTE, 11 * HOUR + 31 * MINUTE])
    none = np.zeros(4, dtype=np.int64)
    dock = Dock(10 * HOUR, 10 * HOUR, 11 * HOUR, none, opens, opens + HOUR, none, 1)
    assert Waves(look_ahead_minutes=90).select(dock).tolist() == [True, True, True, False]
