"""Each policy against its textbook rule, on positions written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.inventory.policies.base_stock import BaseStock
from sim.inventory.policies.days_of_cover import DaysOfCover
from sim.inventory.policies.fixed_quantity import FixedQuantity
from sim.inventory.policies.forecast import ForecastOrderUpTo
from sim.inventory.policies.min_max import MinMax
from sim.inventory.policies.newsvendor import Newsvendor
from sim.inventory.review import Review


def review(position: list[int], demand: list[float], past: list[list[float]] | None = None) -> Review:
    """A review on day 30 of a node's items; `past` is what was asked for, a day a row."""
    history = np.array(past if past is not None else [], dtype=np.float64).reshape(-1, len(position))

    def last(days: int) -> NDArray[np.float64]:
        return history[-days:]

    return Review(
        now=30 * 86_400_000_000, node=0, items=np.arange(len(position)), position=np.array(position),
        demand=np.array(demand), lead_time_days=2.0, review_days=1,
        arriving=lambda until: np.zeros(len(position), dtype=np.int64), history=last,
        start=date(2026, 3, 2), forecast=lambda days: np.tile(demand, (days, 1)),
    )  # fmt: skip


def test_a_review_tells_the_day_it_is() -> None:
    assert review([1], [1.0]).day == 30
    assert review([1], [1.0]).date == date(2026, 4, 1)
    assert replace(review([1], [1.0]), now=-1).date == date(2026, 3, 1)
    assert replace(review([1], [1.0]), now=31 * 86_400_000_000 - 1).day == 30


def test_min_max_orders_up_to_its_level() -> None:
    policy, demand = MinMax(2.0, 5.0), [0.0, 0.3, 1.0, 2.5]
    low, high = policy.levels(np.array(demand))
    assert low.tolist() == [0, 1, 2, 5]
    assert high.tolist() == [1, 2, 5, 13]
    assert policy.opening(np.array(demand)).tolist() == high.tolist()
    assert policy.order(review(low.tolist(), demand)).tolist() == (high - low).tolist(), "at the reorder point"
    assert policy.order(review((low + 1).tolist(), demand)).tolist() == [0, 0, 0, 0]
    assert policy.order(review((low - 7).tolist(), demand)).tolist() == (high - low + 7).tolist()
    with pytest.raises(ValueError, match=r"order_up_to: 3 is not above reorder_point 3; accepted: above it"):
        MinMax(3.0, 3.0)


def test_fixed_quantity_orders_whole_lots_until_the_position_is_above_the_reorder_point() -> None:
    policy = FixedQuantity(4, 5, "units")
    assert policy.order(review([5, 4, 0, -1, -2], [1.0] * 5)).tolist() == [0, 5, 5, 10, 10]
    assert policy.opening(np.ones(1)).tolist() == [9]


def test_base_stock_orders_again_what_was_asked_for() -> None:
    policy = BaseStock(8, "units")
    assert policy.order(review([8, 7, 10, -3], [1.0] * 4)).tolist() == [0, 1, 0, 11]


def test_days_of_cover_follows_what_was_asked_for_lately() -> None:
    policy = DaysOfCover(cover_days=3, history_days=2)
    past = [[100.0, 100.0], [4.0, 0.0], [6.0, 0.0]]
    assert policy.order(review([1, 0], [1.0, 1.0], past)).tolist() == [14, 0], "3 days of 5 less 1; nothing of none"
    assert policy.order(review([1, 0], [1.0, 1.0])).tolist() == [2, 3], "before a day has passed: the plan"


def test_forecast_covers_lead_time_and_review_with_safety() -> None:
    past = [[4.0], [6.0], [5.0], [5.0]]
    deviation = np.std([4, 6, 5, 5], ddof=1)
    plain = ForecastOrderUpTo(history_days=4, service_level=None).order(review([0], [9.0], past))
    safe = ForecastOrderUpTo(history_days=4, service_level=0.975).order(review([0], [9.0], past))
    assert plain.tolist() == [15], "five a day for two days of lead time and one of review"
    assert safe.tolist() == [round(15 + stats.norm.ppf(0.975) * deviation * np.sqrt(3))]


def test_newsvendor_buys_the_critical_quantile_once() -> None:
    poisson = Newsvendor(season_days=9, underage_cost=270, overage_cost=200)
    assert poisson.opening(np.array([2.0])).tolist() == [19], "Snyder and Shen, problem 4.8 (a)"
    normal = Newsvendor(season_days=1, underage_cost=0.7, overage_cost=0.18, deviation=8)
    assert normal.opening(np.array([50.0])).tolist() == [57]
    assert poisson.order(review([0, -5], [1.0, 1.0])).tolist() == [0, 0]
    for ratio in (0.05, 0.5, 0.73, 0.999):
        for mean in (0.01, 0.7, 3.0, 250.0):
            units = Newsvendor(1, ratio, 1 - ratio).opening(np.array([mean]))[0]
            assert stats.poisson.cdf(units, mean) >= ratio - 1e-12
            assert units == 0 or stats.poisson.cdf(units - 1, mean) < ratio


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_a_sum_orders_no_unit(seed: int) -> None:
    """A third of nine days' units, whole or a half more than whole on the mean: what is exact says how many."""
    units = np.random.default_rng(seed).integers(0, 9, (9, 2_000))
    total = units.sum(axis=0)
    third = units * (0.3 / (0.3 + 0.3 + 0.3))
    nothing, demand = [0] * total.size, [1.0] * total.size
    for past in (third, third[::-1], np.asfortranarray(third)):
        asked = review(nothing, demand, past.tolist())
        asked = replace(asked, history=lambda days, past=past: past[-days:])
        assert DaysOfCover(2.0, 9).order(asked).tolist() == (-(-2 * total // 27)).tolist()
        # 1.5 x 3 days of total / 27 is total / 6, and halves are rounded to the even
        found = ForecastOrderUpTo(9, None).order(replace(asked, lead_time_days=3.5))
        assert found.tolist() == [round(Fraction(int(one), 6)) for one in total]
