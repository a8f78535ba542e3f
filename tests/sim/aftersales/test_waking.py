"""Customers are awake from seven to eleven at night; who thinks of it later does it next morning."""

from __future__ import annotations

import numpy as np
import pytest

from sim.aftersales.config import SupportConfig
from sim.aftersales.waking import Waking
from sim.units import DAY, HOUR


@pytest.mark.parametrize(
    ("time", "u", "does"),
    [
        (7 * HOUR, 0.5, 7 * HOUR),
        (23 * HOUR - 1, 0.5, 23 * HOUR - 1),
        (23 * HOUR, 0.0, DAY + 7 * HOUR),
        (DAY + 7 * HOUR - 1, 0.5, DAY + 8 * HOUR + HOUR // 2),
        (5 * DAY, 0.999, 5 * DAY + 7 * HOUR + round(2.997 * HOUR)),
    ],
)
def test_by_day_at_once_and_by_night_within_three_hours_of_the_morning(time: int, u: float, does: int) -> None:
    waking = Waking(SupportConfig())
    assert waking.awake(time, u) == does
    assert waking.all_awake(np.array([time]), np.array([u])).tolist() == [does]


def test_a_short_day_has_no_three_hours() -> None:
    waking = Waking(SupportConfig(waking_start="07:00", waking_end="08:00"))
    assert waking.awake(9 * HOUR, 0.5) == DAY + 7 * HOUR + HOUR // 2
