"""Whether a run is long enough for its stock to settle, and what is said if it is not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.inventory.settling import check_settled, days_to_settle
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY

OPENING, DEMAND = np.array([[60, 6]]), np.array([[10.0, 1.0]])  # six days of each


def config(**inventory: object) -> SimConfig:
    return SimConfig.model_validate({"inventory": inventory})


@pytest.mark.parametrize(
    ("inventory", "days"),
    [({"lead_time_days": 1.5}, 8.5), ({"lead_time_days": 3.0, "review_every_days": 2}, 11.0),
     ({"lead_time_days": 3.0, "review": "continuous"}, 9.0)],
)  # fmt: skip
def test_it_settles_after_what_lies_there_the_review_and_the_lead_time(
    inventory: dict[str, object], days: float
) -> None:
    assert days_to_settle(config(**inventory), OPENING, DEMAND) == pytest.approx(days)


def test_a_run_that_is_too_short_says_which_would_do() -> None:
    six_days = config(lead_time_days=1.5, opening_days=6.0)
    assert check_settled(six_days, OPENING, DEMAND, 9 * DAY) == ()
    assert check_settled(config(lead_time_days=1.5), OPENING, DEMAND, 8 * DAY) == ()  # opens settled
    (warning,) = check_settled(six_days, OPENING, DEMAND, 8 * DAY)
    assert "had not settled" in warning
    assert "days=21" in warning
    assert check_settled(six_days, OPENING * 1000, DEMAND, 8 * DAY) == ()  # plenty, on purpose


def test_a_simulation_warns_of_it() -> None:
    for days, warned in ((2, True), (12, False)):
        short = SimConfig.model_validate({
            "days": days, "follow_up_days": 3,
            "placement": {"demand": {"orders_per_day": 20}, "catalogue": {"items": 3}},
            "delivery": {"mode": "carrier"}, "inventory": {"opening": "full"},
        })  # fmt: skip
        warnings = simulate(short, draw(short, 1, 0)).warnings
        assert any("had not settled" in one for one in warnings) == warned
