"""Weights of hours and weekdays are shares of each other: whatever they add up to, but for nothing."""

import pytest
from pydantic import ValidationError

from sim.config import SimConfig


def test_weights_of_the_hours_need_not_add_up_to_anything() -> None:
    demand = {"hour_of_day": [0.01] * 24, "day_of_week": [0.1] * 7}
    assert SimConfig.model_validate({"placement": {"demand": demand}}).placement.demand.hour_of_day[0] == 0.01
    for name, some in demand.items():
        with pytest.raises(ValidationError, match="each need one weight above 0"):
            SimConfig.model_validate({"placement": {"demand": {name: [0.0] * len(some)}}})
