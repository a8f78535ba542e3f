"""What customers ask for: shares of which one at least is above 0."""

import pytest
from pydantic import ValidationError

from sim.config import SimConfig


def test_nobody_wishing_anything_is_refused() -> None:
    none = {"standard": 0.0, "slot": 0.0, "express": 0.0}
    with pytest.raises(ValidationError, match="at least one share must be above 0"):
        SimConfig.model_validate({"placement": {"preferences": none}})
    one = SimConfig.model_validate({"placement": {"preferences": {**none, "slot": 2.0}}})
    assert one.placement.preferences.slot == 2.0
