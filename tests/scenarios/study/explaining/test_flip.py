from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from scenarios.study.explaining.flip import Bracket, narrow


def turned_above(*limits: float):  # type: ignore[no-untyped-def]
    return lambda asked: [value > limits[which] for which, value in asked]


@given(st.floats(1.001, 1.999))
def test_a_flip_point_is_found_to_two_per_cent(limit: float) -> None:
    (found,) = narrow([Bracket(1.0, 2.0)], turned_above(limit))
    assert found.near <= limit <= found.far
    assert found.far / found.near < 1.025


@given(st.integers(1, 39), st.integers(0, 39))
def test_between_whole_numbers_it_ends_at_neighbours(width: int, place: int) -> None:
    low, limit = 10, 10 + min(place, width - 1) + 0.5
    (found,) = narrow([Bracket(low, low + width, whole=True)], turned_above(limit), steps=10)
    assert (found.near, found.far) == (limit - 0.5, limit + 0.5)


def test_downwards_the_near_end_is_the_larger() -> None:
    (found,) = narrow([Bracket(8.0, 4.0)], lambda asked: [value < 5.0 for _, value in asked])
    assert found.far <= 5.0 <= found.near


def test_many_are_asked_together_and_closed_ones_no_more() -> None:
    asked: list[list[int]] = []

    def turned(many: Sequence[tuple[int, float]]) -> list[bool]:
        asked.append([which for which, _ in many])
        return [value > 1.3 for _, value in many]

    narrow(
        [Bracket(1.0, 2.0), Bracket(5, 6, whole=True), Bracket(1.5, 1.5), Bracket(1, 4, whole=True)], turned, steps=3
    )
    assert asked == [[0, 3], [0], [0]]


def test_where_there_is_no_answer_the_bracket_stays() -> None:
    assert narrow([Bracket(1.0, 2.0)], lambda asked: [None for _ in asked]) == [Bracket(1.0, 2.0)]
