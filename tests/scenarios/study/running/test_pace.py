from collections import deque

import pytest

from scenarios import load
from scenarios.study.running.pace import STARTING_SECONDS, next_batch, saved_by
from scenarios.study.running.plan import Cell, cells


def some(count: int) -> list[Cell]:
    return cells(load("tiny"), range(count))


@pytest.mark.parametrize(
    ("count", "seconds", "paid"), [(2, 0.1, False), (4, 1.0, False), (6, 1.0, True), (2, 60, True)]
)
def test_workers_are_worth_starting_when_they_save_more_than_they_take_to_start(
    count: int, seconds: float, paid: bool
) -> None:
    assert (saved_by(2, some(count), seconds) > STARTING_SECONDS) == paid


@pytest.mark.parametrize(
    ("replications", "pace", "expected"),
    [
        (8, 1.0, [0, 0]),  # both alternatives of one replication
        (8, 0.25, [0, 0, 1, 1]),  # a second of work, which ends with a whole replication
        (8, 30.0, [0]),  # long ones are told one by one
        (1, 1.0, [0]),  # towards the end nobody is left without work
    ],
)
def test_alternatives_of_a_replication_go_to_one_worker(replications: int, pace: float, expected: list[int]) -> None:
    waiting = deque(sorted(2 * some(replications), key=lambda one: one.replication))
    assert [one.replication for one in next_batch(waiting, 2, pace)] == expected
    assert len(waiting) == 2 * replications - len(expected)
