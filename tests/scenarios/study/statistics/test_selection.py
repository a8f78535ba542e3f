"""Choosing among systems with known means, by KN and by OCBA; their probabilities are held in tests/validation."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.study.statistics.allocation import best_of_budget
from scenarios.study.statistics.selection import Observe, select_best


def normal(means: Sequence[float], deviation: float = 1.0, shared: float = 0.0, seed: int = 1) -> Observe:
    """Systems with these means; `shared` is the share of the variance that is the luck of the replication."""

    def observe(systems: Sequence[int], replication: int) -> list[float]:
        luck = np.random.default_rng([seed, replication]).normal(size=len(means) + 1)
        own = np.sqrt(1 - shared) * luck[1:] + np.sqrt(shared) * luck[0]
        return [means[system] + deviation * float(own[system]) for system in systems]

    return observe


def test_the_best_is_found_in_either_direction() -> None:
    means = [10.0, 8.0, 9.0]
    assert select_best(3, normal(means), indifference=0.5).best == 1
    assert select_best(3, normal(means), indifference=0.5, direction="up").best == 0
    assert best_of_budget(3, normal(means), budget=150).best == 1
    assert best_of_budget(3, normal(means), budget=150, direction="up").best == 0


def test_a_choice_says_what_it_rests_on() -> None:
    choice = select_best(3, normal([10.0, 8.0, 9.0]), indifference=0.5, confidence=0.9, first_stage=8)
    assert (choice.probability, choice.guaranteed) == (0.9, True)
    assert min(choice.replications) >= 8
    assert choice.means[1] == pytest.approx(8.0, abs=1.0)


def test_one_system_is_best_without_a_race() -> None:
    choice = select_best(1, normal([3.0]), indifference=1.0)
    assert (choice.best, choice.probability, choice.replications) == (0, 1.0, (10,))


def test_the_hopeless_are_dropped_early_and_the_near_race_on() -> None:
    choice = select_best(3, normal([10.0, 10.2, 30.0]), indifference=0.2)
    assert choice.replications[2] == 10
    assert min(choice.replications[:2]) > 10
    spent = best_of_budget(3, normal([10.0, 10.2, 30.0]), budget=120).replications
    assert spent[2] == 10
    assert sum(spent) == 120


def test_common_random_numbers_save_replications() -> None:
    alone = select_best(4, normal([5.0, 5.5, 5.5, 5.5], 2.0), indifference=0.5)
    common = select_best(4, normal([5.0, 5.5, 5.5, 5.5], 2.0, shared=0.95), indifference=0.5)
    assert common.best == 0
    assert sum(common.replications) < sum(alone.replications) / 4


def test_a_race_that_is_cut_short_promises_nothing() -> None:
    choice = select_best(2, normal([5.0, 5.01], 3.0), indifference=0.01, maximum=30)
    assert not choice.guaranteed
    assert choice.probability < 0.95
    assert choice.replications == (30, 30)


def test_identical_twins_end_in_a_right_choice_at_once() -> None:
    choice = select_best(3, lambda systems, number: [float(number % 3)] * len(systems), indifference=0.1)
    assert choice.replications == (10, 10, 10)
    assert best_of_budget(2, lambda systems, number: [1.0] * len(systems), budget=40).probability == 1.0


def test_replications_are_asked_for_in_their_order_and_never_twice() -> None:
    asked: list[tuple[int, int]] = []
    means = normal([1.0, 1.1, 1.5])

    def observe(systems: Sequence[int], replication: int) -> Sequence[float]:
        asked.extend((system, replication) for system in systems)
        return means(systems, replication)

    for choose in (lambda: select_best(3, observe, indifference=0.3), lambda: best_of_budget(3, observe, budget=70)):
        choice = choose()
        for system, used in enumerate(choice.replications):
            assert [number for one, number in asked if one == system] == list(range(used))
        asked.clear()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=2, max_size=6), st.integers(0, 1000))
def test_turning_the_sign_turns_the_direction(means: list[float], seed: int) -> None:
    there = normal(means, seed=seed)
    back: Observe = lambda systems, number: [-value for value in there(systems, number)]  # noqa: E731
    down, up = (
        select_best(len(means), there, indifference=1.0),
        select_best(len(means), back, indifference=1.0, direction="up"),
    )
    assert (down.best, down.replications) == (up.best, up.replications)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"indifference": 0.0}, "indifference zone"),
        ({"indifference": 1.0, "confidence": 1.0}, "probability"),
        ({"indifference": 1.0, "first_stage": 1}, "first stage"),
        ({"indifference": 1.0, "maximum": 5}, "first stage"),
    ],
)
def test_an_argument_out_of_range_is_refused(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        select_best(2, normal([1.0, 2.0]), **wrong)  # type: ignore[arg-type]


def test_what_is_no_number_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match="system 1, replication 0"):
        select_best(2, lambda systems, number: [1.0, float("nan")], indifference=1.0)
    with pytest.raises(ValueError, match="budget"):
        best_of_budget(2, normal([1.0, 2.0]), budget=12)
