"""Trips after the last day of demand, for which drivers by the shift are not paid: they are for the days of demand.

A long run loses nothing by it, since its first days see as few trips as its last ones leave over. A run of a day or two
does most of its driving on days that nobody is paid for, and its drivers look cheap where they are many or drive late.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from sim.columns import Columns
from sim.config import SimConfig
from sim.units import DAY, UNOBSERVED

NOTABLE, SMALL = 0.25, 0.1
"""Share of trips after the days of demand from which it is said, and below which they hardly matter."""


def check_paid_days(config: SimConfig, trips: Columns, horizon: int) -> tuple[str, ...]:
    """A warning where many trips left after the days of demand, whose end is `horizon` microseconds."""
    departed = trips["departed"]
    every, after = int(np.count_nonzero(departed != UNOBSERVED)), int(np.count_nonzero(departed >= horizon))
    if config.delivery.fleet.drivers.pay != "shift" or after <= NOTABLE * every:
        return ()
    days = horizon / DAY
    weeks = 7 * ceil(days * after / every / SMALL / 7)
    return (
        f"{after:,} of {every:,} trips left after the last day of demand: drivers by the shift are paid for "
        f"{days:.0f} day{'s' * (days > 1)} of demand only, and these trips cost their kilometres alone; days={weeks} "
        "would show what drivers cost",
    )
