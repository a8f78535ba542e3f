"""Batch means of series whose mean and correlation are known."""

import numpy as np
import pytest
from scipy.signal import lfilter

from scenarios.study.statistics.batches import batch_means, lag_one_correlation, too_short
from scenarios.study.statistics.intervals import estimate


def autoregressive(size: int, correlation: float, rng: np.random.Generator) -> np.ndarray:
    """Stationary AR(1) with mean 0 and variance 1."""
    noise = rng.normal(size=size) * np.sqrt(1 - correlation**2)
    noise[0] = rng.normal()
    return np.asarray(lfilter([1.0], [1.0, -correlation], noise))


def test_batches_of_one_are_the_sample_itself() -> None:
    series = [1.0, 4.0, 2.0, 8.0]
    assert batch_means(series, 4) == estimate(series)


def test_what_does_not_fill_a_batch_is_left_out_at_the_start() -> None:
    assert batch_means([100.0, 1.0, 3.0, 5.0, 7.0], 2) == estimate([2.0, 6.0])


@pytest.mark.parametrize("batches", [1, 6])
def test_more_batches_than_observations_are_refused(batches: int) -> None:
    with pytest.raises(ValueError, match="2 to 5 are accepted"):
        batch_means([1.0] * 5, batches)


def test_the_correlation_of_a_known_process() -> None:
    series = autoregressive(40_000, 0.7, np.random.default_rng(1)).tolist()
    assert lag_one_correlation(series) == pytest.approx(0.7, abs=0.02)
    assert lag_one_correlation([3.0] * 9) == 0.0
    assert lag_one_correlation([1.0, -1.0] * 20) == pytest.approx(-39 / 40)


def test_intervals_of_long_batches_cover_and_those_of_short_ones_do_not() -> None:
    rng = np.random.default_rng(2)
    covered = {20: 0, 1000: 0}
    runs = 400
    for _ in range(runs):
        series = autoregressive(4000, 0.9, rng).tolist()
        for batches in covered:
            found = batch_means(series, batches)
            assert found.low is not None
            assert found.high is not None
            covered[batches] += found.low <= 0.0 <= found.high
    # Batches of 200 where the correlation is gone after 40; three standard errors of 0.95 over 400 runs are 0.033.
    assert covered[20] / runs == pytest.approx(0.95, abs=0.033)
    assert covered[1000] / runs < 0.75


def test_batches_that_lean_on_each_other_are_found_out_and_others_seldom_accused() -> None:
    rng = np.random.default_rng(3)
    assert sum(too_short(autoregressive(20, 0.8, rng).tolist()) for _ in range(200)) > 140
    assert sum(too_short(rng.normal(size=20).tolist()) for _ in range(1000)) <= 10 + 3 * np.sqrt(10)
    assert not too_short([1.0, None, 2.0])
