"""Cycle counts: which items on which day, and what the staff that counts costs."""

import pytest

from sim.config import SimConfig
from sim.inventory.counting import cost_of_counts
from sim.units import DAY, HOUR


def config(every_days: int | None) -> SimConfig:
    node = {"wage_per_hour": 12.0}
    counts = {"every_days": every_days, "minutes_per_item": 5.0}
    return SimConfig.model_validate({"fulfilment": {"nodes": {"north": node}}, "inventory": {"counts": counts}})


@pytest.mark.parametrize(
    ("every_days", "begin", "horizon", "counted"),
    [
        (1, 0, DAY, 40),
        (1, 0, 3 * DAY, 120),
        (1, DAY, 3 * DAY, 80),
        (1, 0, 2 * DAY + HOUR, 120),  # the day that the horizon lies in is counted
        (4, 0, 4 * DAY, 40),
        (None, 0, 3 * DAY, 0),
    ],
)
def test_every_item_is_paid_for_each_time_it_is_counted(
    every_days: int | None, begin: int, horizon: int, counted: int
) -> None:
    """Five minutes an item at 12.00 an hour are 1.00 an item."""
    assert cost_of_counts(config(every_days), 40, begin, horizon) == 100 * counted
