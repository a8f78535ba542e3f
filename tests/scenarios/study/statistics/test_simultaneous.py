"""A family of differences against Holm's own rule, and what the family promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.study.statistics.intervals import UNCLEAR, difference
from scenarios.study.statistics.simultaneous import Pair, differences, p_value


def pairs(shifts: list[float], n: int, seed: int) -> list[Pair]:
    """Pairs whose difference has these means and standard deviation 1."""
    draws = np.random.default_rng(seed).normal(size=(len(shifts), n))
    return [Pair([0.0] * n, (shift + values).tolist(), "up") for shift, values in zip(shifts, draws, strict=True)]


def test_p_of_a_paired_test_from_a_table() -> None:
    # t = 2.776445 with 4 degrees of freedom is the two-sided 5 % point.
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    shifted = values - values.mean() + 2.776445105 * np.sqrt(2.5 / 5)
    assert p_value(shifted.tolist()) == pytest.approx(0.05, abs=1e-8)


def test_a_family_of_one_is_a_plain_difference() -> None:
    (pair,) = pairs([0.7], 8, 3)
    assert differences([pair])[0] == difference(pair.a, pair.b, "up")


def test_intervals_of_many_are_wider_than_of_one() -> None:
    family = pairs([0.0] * 6, 8, 3)
    for pair, found in zip(family, differences(family), strict=True):
        alone = difference(pair.a, pair.b, "up").estimate.half_width
        assert alone is not None
        assert found.estimate.half_width is not None
        assert found.estimate.half_width > alone


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-2.5, 2.5), min_size=1, max_size=9), st.integers(3, 12), st.integers(0, 10_000))
def test_verdicts_are_those_of_holm_and_agree_with_the_intervals(shifts: list[float], n: int, seed: int) -> None:
    family = pairs(shifts, n, seed)
    p_values = [p_value([b - a for a, b in zip(pair.a, pair.b, strict=True)]) for pair in family]  # type: ignore[operator]
    order = np.argsort(p_values, kind="stable")
    shown = set()
    for step, place in enumerate(order):
        if p_values[place] > 0.05 / (len(family) - step):
            break
        shown.add(int(place))
    found = differences(family)
    assert {place for place, one in enumerate(found) if one.verdict != UNCLEAR} == shown
    for one in found:
        assert one.estimate.low is not None
        assert one.estimate.high is not None
        assert (one.estimate.low <= 0 <= one.estimate.high) == (one.verdict == UNCLEAR)


def test_a_later_step_shows_what_the_first_would_not() -> None:
    strong, weak = [10.0, 10.1, 9.9, 10.2, 9.8], [1.0, 0.4, 1.4, 0.2, 1.6]
    zero = [0.0] * 5
    assert 0.025 < p_value(weak) < 0.05
    family = [Pair(zero, strong, "up"), Pair(zero, weak, "up")]
    assert [one.verdict for one in differences(family)] == ["better", "better"]


def test_what_never_varies_costs_the_family_nothing() -> None:
    certain = Pair([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], "none")
    (varied,) = pairs([0.5], 3, 1)
    found = differences([certain, varied])
    assert found[0].verdict == "equal"
    assert found[1] == differences([varied])[0]


def test_an_empty_family_and_one_replication_have_nothing_to_say() -> None:
    assert differences([]) == []
    (found,) = differences([Pair([1.0], [2.0], "up")])
    assert (found.estimate.low, found.verdict) == (None, UNCLEAR)


def test_no_more_than_one_family_in_twenty_shows_anything_false() -> None:
    families = 800
    false = sum(
        any(one.verdict != UNCLEAR for one in differences(pairs([0.0] * 8, 6, seed))) for seed in range(families)
    )
    # Three standard errors above 5 %.
    assert false / families <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / families)


def test_counts_that_are_alike_in_two_simulations_are_no_certainty() -> None:
    """One order fewer both times: a count is known to half an order, two alike tell no better. Money is exact."""
    found, money = differences([Pair([40.0, 42.0], [39.0, 41.0], "up", step=step) for step in (1.0, 0.0)])
    half = 12.7062 / (12 * 2) ** 0.5
    assert (found.estimate.low, found.estimate.high) == (pytest.approx(-1 - half, 1e-4), pytest.approx(half - 1, 1e-4))
    assert found.verdict == UNCLEAR
    assert found.replications_needed == 3
    assert (money.estimate.low, money.estimate.high, money.verdict) == (-1.0, -1.0, "worse")


def test_counts_that_do_not_differ_at_all_are_equal() -> None:
    (found,) = differences([Pair([3.0, 3.0], [3.0, 3.0], "up", step=1.0)])
    assert (found.verdict, found.estimate.low, found.estimate.high) == ("equal", 0.0, 0.0)
