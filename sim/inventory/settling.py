"""Whether the stock of a run had settled: it opens full, and a run too short never sees a supplier's lead time.

Stock has settled once what lay there at the start is sold, has been ordered anew and has come: the days that the
opening stock covers (none where items open somewhere in their cycle), the time to the next review and the lead time.
A run shorter than that flatters long lead times and low levels. Twice as many days, in whole weeks, show what the
policy really does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.units import DAY

PLENTY_DAYS = 400.0
"""Stock that covers more was put there so that nothing is ever missing."""


def days_to_settle(config: SimConfig, opening: NDArray[np.int64], demand: NDArray[np.float64]) -> float:
    """Days until an ordinary unit sold has been ordered in the run; `opening` and `demand` a day: (nodes, items)."""
    asked = demand.sum()
    if not asked:
        return 0.0
    inventory = config.inventory
    review = inventory.review_every_days if inventory.review == "periodic" else 0
    # Items that open somewhere in their cycle were sold and ordered before the run: only what is to come is missing.
    sold = 0.0 if inventory.opening_days_to is not None else float(opening.sum() / asked)
    return sold + review + inventory.lead_time_days


def check_settled(
    config: SimConfig, opening: NDArray[np.int64], demand: NDArray[np.float64], horizon: int
) -> tuple[str, ...]:
    """A warning where the days of demand, up to `horizon` microseconds, are too few for the stock to settle."""
    need = days_to_settle(config, opening, demand)
    days = horizon / DAY
    if days >= need or need > PLENTY_DAYS or not config.inventory.known:
        return ()
    weeks = 7 * int(np.ceil(2 * need / 7))
    return (
        f"stock had not settled: it opens with {opening.sum() / demand.sum():.0f} days of demand and a supplier takes "
        f"{config.inventory.lead_time_days:g}, so days={days:.0f} hardly sees a shelf refilled; days={weeks} would "
        "show what lead times and stock levels do",
    )
