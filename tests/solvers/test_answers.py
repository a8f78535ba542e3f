"""What a solver hands back is read as plain whole numbers and texts: nothing in it can act any more."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solvers.answers import NoPlanError, plan_of, said_of_itself
from solvers.protocol import SolveResult
from solvers.solution import Audit, Route

AUDIT = Audit(1, 1, 1, 1, 1, True, ())


class Number(int):
    """A whole number that says what it likes."""

    def __repr__(self) -> str:
        return "7"

    def __int__(self) -> int:
        return 7

    __str__ = __repr__
    __index__ = __hash__ = __abs__ = __int__


class Word(str):
    """A text that says what it likes."""

    __slots__ = ()

    def __getitem__(self, _place: object) -> Any:
        return 42

    def __str__(self) -> str:
        return self

    def __eq__(self, _other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Tuple(tuple):
    """Stops that are others whenever they are looked at."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return iter((1, 2))

    def __len__(self) -> int:
        return 0


def plan(routes: Any, unserved: Any = None, iterations: Any = 1) -> tuple[Any, Any, int]:
    return plan_of(SolveResult(routes, unserved or {}, AUDIT, iterations))


def test_numbers_and_texts_of_others_become_plain_ones() -> None:
    routes, unserved, iterations = plan(
        [Route(Number(0), [Number(3), np.uint8(4)]), Route(np.int64(1), Tuple((9,)))],
        {Number(5): Word("far")},
        Number(2),
    )
    assert routes == (Route(0, (3, 4)), Route(1, (1, 2)))
    assert (unserved, iterations) == ({5: "far"}, 2)
    assert {type(stop) for route in routes for stop in route.stops} == {int}
    assert [(type(stop), type(why)) for stop, why in unserved.items()] == [(int, str)]


def test_what_a_plan_says_of_itself_are_plain_texts() -> None:
    said = said_of_itself(replace(AUDIT, cost=Word("1"), objective_cost=Number(5)))
    assert said == {"feasible": "True", "cost": "1", "objective_cost": "7"}
    assert {type(word) for word in said.values()} == {str}


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (True, "a stop is True"), (np.bool_(True), "of type bool"), (1.0, "a stop is 1.0"), ("1", "of type str"),
        (np.float64(1), "of type float64"), (None, "a stop is None"), (np.array([1]), "of type ndarray"),
        (10**30, "has 100 bits"),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_no_stop(stop: Any, said: str) -> None:
    with pytest.raises(NoPlanError, match=said):
        plan([Route(0, [stop])])


@pytest.mark.parametrize("iterations", [-5, float("nan"), None, "many", 2**70])
def test_iterations_that_nobody_can_count_are_none(iterations: Any) -> None:
    assert plan([], iterations=iterations)[2] == 0
