"""Which weeks count in a forecast: those that forecast best inside the data, the usual ones where none did."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.importing.windows import FAR, OTHERS_FAR, OTHERS_NEAR, Window, chosen, expected
from sim.units import DAY, WEEK

A_WEEK = 60


def shop(levels: np.ndarray[Any, Any]) -> Any:
    """A shop whose orders of each week take so many days on average."""
    rng = np.random.default_rng(7)
    placed = (np.arange(levels.size * A_WEEK) * (WEEK // A_WEEK)).astype(np.int64)
    days = levels[placed // WEEK] * rng.uniform(0.5, 1.5, placed.size)
    return SimpleNamespace(placed=placed, observed=SimpleNamespace(delivered=placed + (days * DAY).astype(np.int64)))


def windows(levels: np.ndarray[Any, Any], ahead: int, usual: Window, others: Any) -> Window:
    return chosen(shop(levels), "delivered", levels.size * WEEK, ahead, usual, others, by_promise=False)


def test_where_levels_come_to_stay_few_weeks_count_and_where_they_are_luck_many() -> None:
    """Each week a level of its own: the mean of many tells best. Steps that last: the last few do."""
    luck = 5.0 + 2.0 * (-1.0) ** np.arange(60) * (1 + np.arange(60) % 3)
    wandering = 4.0 + 0.5 * np.abs((np.arange(60) + 20) % 40 - 20)
    usual = Window(5, 0.0)
    assert windows(np.maximum(luck, 0.5), WEEK, usual, OTHERS_NEAR).weeks > 5
    assert windows(wandering, WEEK, usual, OTHERS_NEAR).weeks == 3


def test_where_nothing_is_better_the_usual_weeks_count() -> None:
    assert windows(np.full(60, 5.0), WEEK, Window(5, 0.0), OTHERS_NEAR).weeks == 5


@pytest.mark.parametrize("weeks", [9, 25])
def test_a_shop_of_few_weeks_has_the_usual_ones(weeks: int) -> None:
    wandering = 4.0 + np.arange(weeks) / 3
    assert windows(wandering, 12 * WEEK, FAR, OTHERS_FAR) == FAR


def test_a_season_that_comes_again_is_that_of_last_year() -> None:
    """Two years of the same season, which turns faster than eight weeks: all of last year, nothing of these weeks."""
    season = 6.0 + 4.0 * np.sin(np.arange(130) * 2 * np.pi / 52)
    assert windows(season, 8 * WEEK, Window(8, 1 / 3), OTHERS_FAR).season == 1.0


def test_nothing_that_came_afterwards_is_used() -> None:
    levels = 4.0 + np.arange(60) / 10
    ours, other = shop(levels), shop(np.where(np.arange(60) < 50, levels, 50.0))
    asked = ("delivered", 50 * WEEK, Window(8, 0.0), WEEK)
    same = [expected(trace, *asked, by_promise=False)[0] for trace in (ours, other)]
    assert all(one is not None for one in same)
    assert same[0].points.tolist() == same[1].points.tolist()  # type: ignore[union-attr]
