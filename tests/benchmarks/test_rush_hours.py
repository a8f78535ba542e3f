"""The benchmark of rush hours: days as it says they are, and plans by the hour are driven as planned."""

import numpy as np
from rush_hours import BEGIN, HOUR, MEAN, PLANS, RUSH, day, known, measure


def test_a_day_has_its_slow_hours_and_plans_know_what_they_say():
    problem = day(12, 1)
    assert [RUSH.arrival(at * HOUR - BEGIN, 600) - (at * HOUR - BEGIN) for at in (8, 12, 17)] == [1_200, 600, 1_200]
    assert MEAN == (4 * 0.5 + 7) / 11
    same = known(problem, *PLANS["each hour"])
    assert same.differs(problem) == ""
    longer = known(problem, *PLANS["the mean and 15 %"])
    assert longer.speed_profiles == ()
    assert np.allclose(longer.duration, problem.duration * 1.15 / MEAN, atol=0.51)


def test_plans_by_the_hour_come_true():
    quiet, lucky = measure(days=1, stops=15, seconds=0.05, draws=3)
    assert {came.stops for came in quiet.values()} == {15}
    assert {came.stops for came in lucky.values()} == {45}
    # without luck a van is where the plan says to the second
    assert (quiet["each hour"].late, quiet["each hour"].near) == (0, 15)
    assert lucky["each hour"].near > 0.95 * 45
