"""Which orders a fit is corrected on: all that are settled, or as many whole weeks of them as are enough."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.importing.stages import IN_A_ROW, MOST, _sample
from sim.units import DAY, WEEK


def corrected_on(orders: int, weeks: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """When orders, evenly placed over some weeks and there a day later, were placed, and which of them are chosen."""
    placed = np.arange(orders) * (weeks * WEEK // orders)
    trace: Any = SimpleNamespace(placed=placed)
    return placed, _sample(trace, np.ones(orders, dtype=np.bool_), placed + DAY, weeks * WEEK)


def test_few_orders_are_taken_as_they_are() -> None:
    assert corrected_on(MOST, 8)[1].all()


@pytest.mark.parametrize("orders", [MOST + 1, IN_A_ROW])
def test_orders_that_are_fewer_than_enough_are_all_taken_but_those_still_on_their_way(orders: int) -> None:
    placed, chosen = corrected_on(orders, 8)
    assert chosen.tolist() == (placed < 8 * WEEK - DAY).tolist()


def test_of_many_orders_the_last_whole_weeks_that_are_enough_are_taken() -> None:
    placed, chosen = corrected_on(10 * IN_A_ROW, 40)
    assert np.count_nonzero(chosen) == pytest.approx(IN_A_ROW, abs=2)
    assert chosen.tolist() == ((placed >= 36 * WEEK - DAY) & (placed < 40 * WEEK - DAY)).tolist()


def test_of_a_large_shop_a_week_is_there_to_fill_the_queues() -> None:
    placed, chosen = corrected_on(20 * IN_A_ROW, 10)
    assert chosen.tolist() == ((placed >= 8 * WEEK - DAY) & (placed < 10 * WEEK - DAY)).tolist()
