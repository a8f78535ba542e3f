"""What a node expects on days to come: by weekday and growth, of orders and of walk-ins."""

from __future__ import annotations

import numpy as np
import pytest
from stores import business

from sim.inventory.expected import Expected
from sim.inventory.opening import demand_per_day, expected
from sim.tape import draw

WEEK = [2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5]


def test_a_week_has_its_weekdays_and_the_mean_of_the_node() -> None:
    config = business({"placement.demand.day_of_week": WEEK, "start": "2026-03-04"})  # a Wednesday
    tape = draw(config, 1, 0)
    demand = demand_per_day(config, tape)
    found = expected(config, tape, demand)
    centre = found.units(0, 0, 7)
    assert centre.shape == (7, 40)
    assert np.allclose(centre.mean(axis=0), demand[0])
    shares = centre.sum(axis=1) / demand[0].sum()
    assert shares.tolist() == pytest.approx([1.0, 1.0, 1.0, 0.5, 0.5, 2.0, 1.0])
    shop = found.units(1, 0, 7).sum(axis=1) / demand[1].sum()
    assert shop.tolist() == pytest.approx([0.9, 1.0, 1.1, 1.4, 0.9, 0.85, 0.85]), "walk-ins have a week of their own"
    assert np.allclose(found.units(0, -7, 7), centre), "the week before"


def test_it_grows_from_day_0_with_orders_and_not_with_walk_ins() -> None:
    config = business({"placement.demand.growth_per_year": 1.0, "placement.demand.day_of_week": [1.0] * 7})
    demand = np.array([[2.0], [3.0]])
    found = Expected(config, demand, np.array([[2.0], [0.0]]))
    assert found.units(0, 0, 1)[0, 0] == pytest.approx(2.0)
    assert found.units(0, 1461, 1)[0, 0] == pytest.approx(32.0)
    assert found.units(1, 7 * 200, 7).mean() == pytest.approx(3.0)


def test_orders_that_are_told_by_day_have_no_weekdays_here() -> None:
    told = {f"2026-03-{day:02d}": {"all": 60.0} for day in range(2, 8)}
    config = business({"placement.demand": {"by_day": told, "day_of_week": WEEK}})
    demand = np.array([[2.0]])
    assert Expected(config, demand, demand).units(0, 0, 7)[:, 0].tolist() == [2.0] * 7
