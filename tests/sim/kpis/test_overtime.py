"""Work in hand at the end of a shift is finished in overtime, which people are there for."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kpis.overtime import overtime
from sim.roster import Roster
from sim.settings import Shift, Staffing
from sim.units import DAY, HOUR


def roster(*shifts):
    return Roster(
        Staffing(shifts=tuple(Shift(start=f"{a:02d}:00", end=f"{b:02d}:00", staff=n) for a, b, n in shifts)),
        date(2026, 3, 2),
    )


def told(passes, rostered, begin=0, end=2 * DAY):
    started, until = (np.array([int(one[k] * HOUR) for one in passes], dtype=np.int64) for k in (0, 1))
    return overtime(started, until, rostered, begin, end) / HOUR


@pytest.mark.parametrize(
    ("passes", "hours"),
    [
        ([], 0),
        ([(9, 16)], 0),
        ([(9, 17)], 1),
        ([(15, 16.5), (15, 17)], 1.5),
        ([(15, 16.5), (16, 17)], 1.5),  # who begins in the very moment in which the shift ends
        ([(9, 16), (16, 16)], 0),
        ([(15, 40)], 16),  # the whole night, and on the next morning on a shift again
    ],
)
def test_what_is_finished_after_a_shift_of_two(passes, hours):
    assert told(passes, roster((8, 16, 2))) == hours


def test_half_the_people_leave_and_those_who_stay_are_not_in_overtime():
    late = roster((8, 16, 2), (12, 20, 1))
    assert told([(15, 17), (15, 18), (15, 19)], late) == 1 + 2  # three in hand, one stays: the first two to end
    assert told([(15, 21)], late) == 1


def test_only_the_time_asked_about_counts():
    shift = roster((8, 16, 1))
    assert told([(15, 20)], shift, begin=17 * HOUR, end=19 * HOUR) == 2
    assert told([(15, 20)], shift, begin=20 * HOUR) == 0


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 30)), max_size=12), st.integers(1, 3), st.integers(0, 3))
def test_it_is_the_work_beyond_the_roster_hour_by_hour(work, early, late):
    """However many are at work: hour by hour, those beyond the people on a shift who were in hand at a change."""
    shifts = [(8, 14, early), (12, 20, late)] if late else [(8, 14, early)]
    level = [early * (8 <= hour % 24 < 14) + late * (12 <= hour % 24 < 20) for hour in range(48)]
    passes: list[tuple[int, int]] = []
    for begun, hours in sorted(work):  # as a station does: nobody begins while as many are at work as are there
        if sum(a <= begun < b for a, b in passes) < level[begun]:
            passes.append((begun, min(begun + hours, 48)))
    expected = sum(max(0, sum(a <= hour < b for a, b in passes) - level[hour]) for hour in range(48))
    assert told(passes, roster(*shifts)) == expected
