"""The plan a search starts from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers import RoutingProblem, Vehicle
from solvers.city import city_wave
from solvers.engines.first_plan import LARGEST_KEY, joined_tours, largest_first, scratch_for, worth_joining
from solvers.engines.kernel_data import build
from solvers.engines.legs import distances
from solvers.kernels.arcs import distance
from solvers.kernels.savings import shake


@given(st.lists(st.integers(-9, 9) | st.integers(-(LARGEST_KEY - 1), LARGEST_KEY - 1), max_size=40))
def test_order_falls_and_ties_stand_as_they_stood(values: list[int]) -> None:
    order = largest_first(np.array(values, dtype=np.int64)).tolist()
    assert order == sorted(range(len(values)), key=lambda at: -values[at])


def test_pairs_are_worth_what_driving_them_together_saves() -> None:
    problem = city_wave(40, 1, optional=0.0)
    setup = build(problem, [], 30, 30)
    first, second, saving = worth_joining(setup, 0)
    van, metres, seconds = setup.plan.fleet[0], problem.distance, problem.duration
    assert metres is not None
    assert seconds is not None
    assert len(saving) > 0
    distance = metres[first, 0] + metres[0, second] - metres[first, second]
    time = seconds[first, 0] + seconds[0, second] - seconds[first, second]
    assert (saving == distance * van.per_distance + time * van.per_time).all()
    assert (saving > 0).all()


@pytest.mark.parametrize("noise", [0, 100])
def test_shaken_savings_stay_within_the_noise(noise: int) -> None:
    saving = np.arange(1, 50, dtype=np.int64) * 1_000_000
    shaken = np.zeros_like(saving)
    shake(saving, shaken, np.array([7, 11], dtype=np.int64), noise)
    assert (np.abs(shaken - saving) * 1000 <= saving * noise).all()
    assert (shaken != saving).any() == (noise > 0)


def test_tours_hold_every_stop_once() -> None:
    setup = build(city_wave(60, 2), [], 30, 30)
    first, second, saving = worth_joining(setup, 0)
    stops, ends, kinds = joined_tours(setup, 0, first, second, largest_first(saving), scratch_for(setup))
    assert (np.bincount(kinds[kinds >= 0], minlength=2) <= [van.count for van in city_wave(60, 2).vehicles]).all()
    assert sorted(stops.tolist()) == list(range(1, 61))
    assert ends[-1] == 60
    assert (np.diff(ends) > 0).all()


@pytest.mark.parametrize("rounding", ["nearest", "truncated", "ceiling"])
def test_the_set_up_sees_the_distances_of_the_kernels(rounding: str) -> None:
    rng = np.random.default_rng(2)
    place = rng.random((300, 2)) * 100
    demand = np.concatenate(([0], np.ones(299)))
    problem = RoutingProblem(demand=demand, vehicles=(Vehicle("van", 9, 50),), coordinates=place, rounding=rounding)
    data = build(problem, [], 5, 5).data
    assert data.flat
    one, two = rng.integers(0, 300, (2, 50))
    assert distances(data, one, two).tolist() == [distance(data, a, b) for a, b in zip(one, two, strict=True)]
    assert distances(data, one, two).tolist() == problem.arc_distance(one, two).tolist()
