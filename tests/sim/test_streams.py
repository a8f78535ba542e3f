"""Keyed draws: the same number alone and in a crowd, in any order, for ever."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.streams import exponential, key, log_logistic, static_stream, stream, uniform, uniforms

PART = st.integers(-1, 2**31 - 1)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    where=st.integers(0, 2**64 - 1), a=st.lists(PART, min_size=1, max_size=20), b=PART, c=PART,
)  # fmt: skip
def test_one_and_many_agree_to_the_last_bit(where: int, a: list[int], b: int, c: int) -> None:
    crowd = uniforms(where, np.array(a), b, c)
    assert crowd.tolist() == [uniform(where, part, b, c) for part in a]
    across = uniforms(where, np.array(a), np.full(len(a), b), np.full(len(a), c))
    assert np.array_equal(crowd, across)
    assert all(0.0 <= u < 1.0 for u in crowd)


def test_every_part_of_the_key_matters_and_so_does_its_place() -> None:
    draws = {uniform(9, a, b, c) for a in range(6) for b in range(6) for c in range(6)}
    assert len(draws) == 216
    assert uniform(9, 1, 2) != uniform(9, 2, 1)
    assert uniform(9, 1) == uniform(9, 1, 0, 0)


def test_streams_are_named_and_stand_alone() -> None:
    assert stream(1, 2, "a").random() == stream(1, 2, "a").random()
    others = [stream(1, 2, "b"), stream(1, 3, "a"), stream(2, 2, "a"), static_stream("a")]
    assert len({rng.random() for rng in [stream(1, 2, "a"), *others]}) == 5
    assert static_stream("city").random() == static_stream("city").random()
    # Replication 12 of seed 1 is not replication 2 of seed 11.
    assert key(1, 12, "x") != key(11, 2, "x")


def test_exponential_is_the_inverse_of_its_law() -> None:
    for u in (0.0, 0.25, 0.5, 0.999999):
        assert 1 - math.exp(-exponential(u, 3.0) / 3.0) == pytest.approx(u)
    assert exponential(1 - 2**-53, 1.0) < 40  # the largest uniform is no infinity


def test_log_logistic_is_positive_rising_and_one_without_spread() -> None:
    u = np.linspace(0, 1, 101)
    factors = log_logistic(u, 0.2)
    assert np.all(np.isfinite(factors))
    assert np.all(factors > 0)
    assert np.all(np.diff(factors) > 0)
    assert np.array_equal(log_logistic(u, 0.0), np.ones(101))
