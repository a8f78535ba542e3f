"""The search on functions whose best is known."""

from collections.abc import Sequence

import pytest

pytest.importorskip("optuna")

from scenarios.study.searching.levers import Choice, Lever, Range
from scenarios.study.searching.search import Values, everywhere, guided, size

NUMBER = Range(("a",), -5.0, 5.0, None, False)
WHOLE = Range(("b",), 0, 40, 1.0, True)
WORD = Choice(("c",), ("x", {"policy": "y"}))


def seen_by(levers: Sequence[Lever], loss, most: int, first: Values | None = None, seed: int = 3) -> list[Values]:  # type: ignore[no-untyped-def]
    seen: list[Values] = []

    def look(many: Sequence[Values]) -> list[float]:
        seen.extend(many)
        return [loss(*values) for values in many]

    guided(levers, look, most, seed, first)
    return seen


def test_everywhere_is_the_product() -> None:
    assert size([WHOLE, WORD]) == 82
    assert len(everywhere([WHOLE, WORD])) == 82
    assert size([NUMBER, WORD]) == float("inf")


def test_it_comes_near_the_bottom_of_a_bowl() -> None:
    def bowl(a: float, b: int, c: object) -> float:
        return (a - 1) ** 2 + ((b - 30) / 8) ** 2 + (c == "x")

    seen = seen_by([NUMBER, WHOLE, WORD], bowl, 80)
    best = min(bowl(*values) for values in seen)
    # Of 80 blind draws the best would be expected at about 0.9.
    assert best < 0.4


def test_it_begins_with_what_stands_and_looks_at_nothing_twice() -> None:
    seen = seen_by([WHOLE, WORD], lambda b, _c: float(b), 30, first=(17, "x"))
    assert seen[0] == (17, "x")
    assert len(seen) == 30
    assert len({(b, str(c)) for b, c in seen}) == 30


def test_what_the_levers_do_not_reach_is_left_out() -> None:
    assert (99, "x") not in seen_by([WHOLE, WORD], lambda b, _c: float(b), 12, first=(99, "x"))


def test_a_space_smaller_than_the_budget_ends() -> None:
    few = Choice(("c",), (1, 2, 3))
    assert sorted(seen_by([few], lambda c: float(c), 10)) == [(1,), (2,), (3,)]


def test_the_same_seed_looks_at_the_same_settings() -> None:
    first, again, other = (seen_by([NUMBER, WHOLE], lambda a, b: a * b, 20, seed=seed) for seed in (3, 3, 4))
    assert first == again != other
