import pytest

from solvers.profiles import gap, performance_profile, primal_integral, time_to_target


def test_gap():
    assert gap(105, 100) == 5.0
    assert gap(0, 0) == 0.0


def test_primal_integral_is_the_mean_gap():
    # nothing for a quarter of the time, 10 % above for half, the best for the last quarter
    assert primal_integral([(1.0, 110), (3.0, 100)], 100, 4.0) == pytest.approx((100 + 2 * 10) / 4)
    with pytest.raises(ValueError, match="horizon"):
        primal_integral([], 1, 0)


def test_time_to_target():
    trace = [(0.5, 110), (1.5, 101), (2.5, 100)]
    assert time_to_target(trace, 100, 1.0) == 1.5
    assert time_to_target(trace, 90, 1.0) is None


def test_performance_profile_counts_failures_against_a_solver():
    costs = {"a": {"x": 100, "y": None}, "b": {"x": 104, "y": 50}}
    assert performance_profile(costs, (1.0, 1.05)) == {"a": [0.5, 0.5], "b": [0.5, 1.0]}
