import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kpis.survival import quantiles


def test_nearest_rank_without_censoring():
    seen = np.array([50, 10, 40, 20, 30])
    assert quantiles(seen, np.empty(0, dtype=np.int64), (20, 21, 50, 95)) == [10.0, 20.0, 30.0, 50.0]


def test_nothing_seen_is_unobserved():
    assert quantiles(np.empty(0, dtype=np.int64), np.array([5]), (50,)) == [None]


def test_what_outlasts_every_end_moves_the_quantiles_up_and_the_last_out_of_reach():
    seen, unseen = np.array([10, 20, 30]), np.array([100])
    assert quantiles(seen, unseen, (50, 75, 95)) == [20.0, 30.0, None]


def test_the_product_limit_of_a_worked_example():
    # At risk 5, 4, 2, 1 at 1, 2, 4, 5: the curve falls to 4/5, 3/5, 3/10, 0.
    seen, unseen = np.array([1, 2, 4, 5]), np.array([3])
    assert quantiles(seen, unseen, (20, 40, 41, 70, 71)) == [1.0, 2.0, 4.0, 4.0, 5.0]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=60), st.integers(1, 99))
def test_censoring_beyond_all_ends_is_the_same_as_an_infinite_duration(durations, percentile):
    seen = np.array(durations)
    found = quantiles(seen, np.array([2000]), (percentile,))[0]
    plain = quantiles(np.append(seen, 10**6), np.empty(0, dtype=np.int64), (percentile,))[0]
    assert found == (None if plain == 10**6 else plain)
