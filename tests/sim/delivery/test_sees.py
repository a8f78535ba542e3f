"""Routes are planned from a list of the dock, which may be of the last event, the last hour or some time of day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.config import SimConfig
from sim.delivery.planning_config import PlanningConfig
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED

NOW = 3 * DAY + 10 * HOUR + 20 * MINUTE


@pytest.mark.parametrize(
    ("sees", "now", "made"),
    [
        ("event", NOW, NOW),
        ("hourly", NOW, NOW - 20 * MINUTE),
        ("hourly", 3 * HOUR, 3 * HOUR),
        ({"at": "06:00"}, NOW, 3 * DAY + 6 * HOUR),
        ({"at": "06:00"}, 3 * DAY + 6 * HOUR, 3 * DAY + 6 * HOUR),
        ({"at": "18:00"}, NOW, 2 * DAY + 18 * HOUR),
    ],
)
def test_when_the_list_was_made(sees: Any, now: int, made: int) -> None:
    assert PlanningConfig.model_validate({"sees": sees}).seen_until(now) == made


def test_a_staler_list_leaves_later_parcels_for_the_next_one() -> None:
    waits = []
    for sees in ("event", "hourly", {"at": "06:00"}):
        document = {
            "days": 2,
            "placement": {"demand": {"orders_per_day": 60}},
            "delivery": {"planning": {"sees": sees}, "solver": {"name": "savings", "iterations": 1}},
        }
        config = SimConfig.model_validate(document)
        log = simulate(config, draw(config, 3, 0)).log.fulfilments.arrays()
        staged, left = (log[name] for name in ("staged", "handed_over"))
        gone = left != UNOBSERVED
        planned = left[gone] - config.delivery.solver.planning_time_minutes * MINUTE
        listed = np.array([config.delivery.planning.seen_until(int(time)) for time in planned])
        assert (staged[gone] <= listed).all()
        assert gone.sum() > 50
        waits.append((left[gone] - staged[gone]).mean())
    assert waits[0] < waits[1] < waits[2]
