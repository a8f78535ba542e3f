"""The published set of city waves: their numbers are those that were solved, and no plan costs less than nothing."""

import numpy as np
import pytest

from solvers import Budget, create
from solvers.city import city_wave
from solvers.instances import problem_sha256
from solvers.instances.city_set import city_waves, published, published_cost


def test_the_set_is_what_it_says() -> None:
    waves = city_waves()
    assert {stops for stops, _ in waves} == {50, 100, 200, 300, 500, 700}
    assert all([seed for size, seed in waves if size == stops] == [1, 2, 3] for stops, _ in waves)
    assert published_cost(51, 1) is None


@pytest.mark.parametrize(("stops", "seed"), [(50, 1), (200, 2), (700, 3)])
def test_a_wave_is_the_one_that_was_solved(stops: int, seed: int) -> None:
    problem = city_wave(stops, seed)
    assert problem_sha256(problem) == published(stops, seed).sha256
    assert problem.has_time_windows
    assert problem.has_optional_stops
    assert len(problem.vehicles) == 2


def test_a_quick_plan_lies_above_the_best_known() -> None:
    result = create("savings").solve(city_wave(50, 1), Budget(iterations=1), np.random.default_rng(1))
    assert 1.0 <= result.audit.objective_cost / published(50, 1).cost < 1.5
