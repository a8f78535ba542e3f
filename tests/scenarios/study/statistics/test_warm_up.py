"""MSER-5 on series whose transient and mean are known, and the days that count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.errors import InputError
from scenarios.study.statistics.warm_up import counted_days, mser, settling


def autoregressive(size: int, correlation: float, rng: np.random.Generator, start: float = 0.0) -> np.ndarray:
    """AR(1) with mean 0 and variance 1, from a start that wears off."""
    noise = rng.normal(size=size) * np.sqrt(1 - correlation**2)
    value, found = start, np.empty(size)
    for k in range(size):
        value = correlation * value + noise[k]
        found[k] = value
    return found


def test_the_statistic_is_the_squared_standard_error_of_what_remains() -> None:
    series = np.arange(100.0) % 7
    means = series.reshape(20, 5).mean(axis=1)
    left_out, statistic = mser(series)
    for d in range(0, 11):
        rest = means[d:]
        assert statistic[d] == pytest.approx(((rest - rest.mean()) ** 2).sum() / (20 - d) ** 2)
    assert left_out is not None
    assert left_out == 5 * int(np.argmin(statistic))


@pytest.mark.parametrize("transient", [50, 150, 300])
def test_a_known_transient_is_left_out(transient: int) -> None:
    rng = np.random.default_rng(transient)
    found = []
    for _ in range(60):
        series = autoregressive(1000, 0.5, rng)
        series[:transient] += 8.0
        found.append(mser(series)[0])
    assert None not in found
    assert np.mean([one is not None and transient <= one <= transient + 50 for one in found]) >= 0.9


def test_leaving_the_warm_up_out_takes_the_bias_away() -> None:
    rng = np.random.default_rng(2)
    biased, mended = [], []
    for _ in range(120):
        series = autoregressive(1500, 0.9, rng, start=40.0)
        left_out, _ = mser(series)
        assert left_out is not None
        biased.append(series.mean())
        mended.append(series[left_out:].mean())
    # The start adds 40 / (1 - 0.9) to the sum of 1 500: a bias of 0.24 (sum of 40 * 0.9 ** k, k from 1).
    assert np.mean(biased) == pytest.approx(40 * 9 / 1500, abs=0.05)
    error = np.std(mended) / np.sqrt(len(mended))
    assert abs(np.mean(mended)) < 4 * error + 0.01
    assert np.mean(np.square(mended)) < np.mean(np.square(biased))


def test_a_stationary_series_keeps_nearly_everything() -> None:
    rng = np.random.default_rng(3)
    kept = [mser(rng.normal(size=1000))[0] for _ in range(60)]
    assert np.median([one for one in kept if one is not None]) <= 100


def test_a_series_that_never_settles_is_said_to_be_too_short() -> None:
    assert mser(np.arange(200.0))[0] is None
    with pytest.raises(ValueError, match="at least 20"):
        mser(np.arange(19.0))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=20, max_size=200), st.floats(-1e3, 1e3))
def test_a_shift_of_level_moves_nothing(series: list[float], shift: float) -> None:
    rounded = np.round(np.array(series), 3)
    there, moved = mser(rounded)[1], mser(rounded + shift)[1]
    assert moved == pytest.approx(there, rel=1e-6, abs=1e-6)


def test_the_rhythm_of_the_day_is_no_warm_up() -> None:
    hours = np.arange(24 * 12)
    rng = np.random.default_rng(4)
    rhythm = 30 + 10 * np.sin(2 * np.pi * hours / 24)
    calm = [(rhythm + rng.normal(size=hours.size)).tolist() for _ in range(3)]
    slow_start = [(np.array(one) + 20 * (hours < 40)).tolist() for one in calm]
    assert (settling("a", calm).hours or 0) <= 24
    assert 40 <= (settling("a", slow_start).hours or 0) <= 60


def test_an_hour_without_an_order_goes_on_as_the_one_before() -> None:
    first = [None, 5.0, None, *[5.0] * 60]
    assert settling("a", [first, [None, 7.0, None, *[7.0] * 60]]).hourly[:4].tolist() == [6.0] * 4


def test_days_that_count_lie_between_warm_up_and_cool_down() -> None:
    noise = np.random.default_rng(6).normal(size=(2, 18 * 24))
    noise[0, :30] += 20.0
    late = {name: [values.tolist()] for name, values in zip("ab", noise, strict=True)}
    found = counted_days(18, None, None, late, slow_hours=30.0)
    assert 30 <= 24 * found.first <= 96
    assert found.last == 16
    assert [one.name for one in found.settled] == ["a", "b"]
    given = counted_days(18, 3, 1, {}, None)
    assert (given.first, given.last, given.settled) == (3, 17, ())


@pytest.mark.parametrize(
    ("warm_up", "cool_down", "slow", "message"),
    [
        (None, 1, 1.0, "has not settled"),
        (3, None, None, "never arrive"),
        (4, 4, 1.0, "4 days of warm-up and 4 of cool-down leave none"),
    ],
)
def test_a_run_that_is_too_short_is_one_line(
    warm_up: int | None, cool_down: int | None, slow: float | None, message: str
) -> None:
    rising = {"a": [list(map(float, range(192)))]}
    with pytest.raises(InputError, match=message):
        counted_days(8, warm_up, cool_down, rising, slow)
