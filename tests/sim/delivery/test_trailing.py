"""Trips after the last day of demand, for which drivers by the shift are not paid."""

import numpy as np
import pytest

from sim.config import SimConfig
from sim.delivery.trailing import check_paid_days
from sim.units import DAY, UNOBSERVED

MORNINGS = np.array([*(DAY * k for k in range(4)), UNOBSERVED])


def test_it_is_said_with_the_days_that_would_do() -> None:
    """Two of four trips leave after two days: one in ten does after ten of them, two weeks."""
    (said,) = check_paid_days(SimConfig(), {"departed": MORNINGS}, 2 * DAY)
    assert said.startswith("2 of 4 trips left after the last day of demand")
    assert "days=14" in said
    assert check_paid_days(SimConfig(), {"departed": MORNINGS}, 4 * DAY) == ()


@pytest.mark.parametrize("pay", ["hour", "day_rate", "drop"])
def test_who_is_paid_for_what_he_drives_is_paid_whenever_he_does(pay: str) -> None:
    config = SimConfig.model_validate({"delivery": {"fleet": {"drivers": {"pay": pay}}}})
    assert check_paid_days(config, {"departed": MORNINGS}, 2 * DAY) == ()
