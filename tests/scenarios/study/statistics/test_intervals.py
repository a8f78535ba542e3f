"""Known answers, and the coverage an interval promises."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenarios.study.statistics.intervals import Estimate, difference, estimate, replications_needed, variance, verdict


def test_student_interval_of_five_numbers() -> None:
    # t(0.975, 4) = 2.776445, s = sqrt(2.5), n = 5.
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3.0
    assert found.half_width == pytest.approx(2.776445105 * math.sqrt(2.5 / 5), rel=1e-8)
    assert found.n == 5


def test_what_was_not_observed_is_left_out_and_never_zero() -> None:
    assert estimate([None, 2.0, None, 4.0]).mean == 3.0
    assert estimate([None, 2.0, None, 4.0]).n == 2
    assert estimate([None, None]).mean is None


def test_one_replication_has_a_mean_and_no_interval() -> None:
    found = estimate([2.0])
    assert (found.mean, found.low, found.high, found.n) == (2.0, None, None, 1)


def test_a_wider_confidence_gives_a_wider_interval() -> None:
    values = [1.0, 4.0, 2.0]
    narrow, wide = estimate(values, 0.9).half_width, estimate(values, 0.99).half_width
    assert narrow is not None
    assert wide is not None
    assert narrow < wide


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for sample in rng.normal(10.0, 3.0, (4000, 6)):
        found = estimate(sample.tolist())
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 10.0 <= found.high
    # Three standard errors of a share of 0.95 over 4 000 trials.
    assert covered / 4000 == pytest.approx(0.95, abs=0.0104)


def test_paired_difference_and_its_variance_reduction() -> None:
    a, b = [10.0, 20.0, 30.0], [11.0, 21.5, 31.5]
    found = difference(a, b, "down")
    gaps = [1.0, 1.5, 1.5]
    assert found.estimate.mean == pytest.approx(sum(gaps) / 3)
    assert found.variance_reduction == pytest.approx((variance(a) + variance(b)) / variance(gaps))
    assert found.verdict == "worse"


def test_a_difference_that_never_varies_has_a_verdict_and_no_factor() -> None:
    found = difference([1.0, 2.0], [3.0, 4.0], "up")
    assert found.verdict == "better"
    assert found.variance_reduction is None


def test_identical_scenarios_show_no_difference() -> None:
    found = difference([1.0, 2.0, 5.0], [1.0, 2.0, 5.0], "up")
    assert found.verdict == "equal"
    assert found.estimate.mean == 0.0


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-0.4, 0.4, "equal"), (0.1, 0.4, "equal"), (0.1, 0.6, "better"), (-0.1, 0.6, "unclear"), (-0.6, -0.1, "worse")],
)
def test_what_lies_within_the_margin_is_equal(low: float, high: float, said: str) -> None:
    found = Estimate((low + high) / 2, low, high, 5)
    assert verdict(found, "up", 0.5) == said
    if low > 0:
        assert verdict(found, "up", 0.5, however_small=True) == "better"


@given(st.floats(0.05, 3.0), st.integers(3, 12), st.floats(0.0, 0.5))
def test_so_many_replications_would_tell(shift: float, n: int, margin: float) -> None:
    """Noise of standard deviation 1: with the number told the interval is narrow enough, with one less it is not."""
    noise = np.array([(-1.0) ** k for k in range(n)])
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    needed = replications_needed([shift + one for one in noise], margin, 0.95)
    assert needed is not None
    enough = max(shift, margin - shift)

    def half(count: int) -> float:
        return float(stats.t.ppf(0.975, count - 1)) / count**0.5

    assert half(needed) <= enough * (1 + 1e-9)
    assert needed == n + 1 or half(needed - 1) > enough * (1 - 1e-9)


def test_a_pair_counts_only_where_both_were_observed() -> None:
    found = difference([1.0, None, 3.0], [2.0, 5.0, None], "up")
    assert found.estimate.n == 1
    assert (found.a, found.b) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("shift", "direction", "word"),
    [
        (1.0, "up", "better"),
        (-1.0, "up", "worse"),
        (1.0, "down", "worse"),
        (-1.0, "down", "better"),
        (1.0, "none", "higher"),
        (-1.0, "none", "lower"),
    ],
)
def test_the_verdict_knows_which_way_is_better(shift: float, direction: str, word: str) -> None:
    assert verdict(estimate([shift, shift + 0.01, shift - 0.01]), direction) == word


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=8), st.randoms())
def test_the_order_of_arrival_moves_no_digit_of_a_mean(values: list[float], random: object) -> None:
    shuffled = values[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert estimate(values).mean == estimate(shuffled).mean


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=8))
def test_swapping_a_and_b_turns_the_sign(values: list[float]) -> None:
    other = values[::-1]
    there, back = difference(values, other, "up").estimate, difference(other, values, "up").estimate
    assert there.mean == pytest.approx(-(back.mean or 0.0))
