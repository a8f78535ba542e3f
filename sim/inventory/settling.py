"""Whether the stock of a run had settled: where it is said with how much it opens, a short run never sees a supplier.

Such stock has settled once what lay there at the start is sold, has been ordered anew and has come: the days that the
opening stock covers, the time to the next review and the lead time. A run shorter than that flatters long lead times
and low levels. Twice as many days, in whole weeks, show what the policy really does; so does a run that opens settled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.inventory.settled import opens_settled
from sim.units import DAY

PLENTY_DAYS = 400.0
"""Stock that covers more was put there so that nothing is ever missing."""


def days_to_settle(config: SimConfig, opening: NDArray[np.int64], demand: NDArray[np.float64]) -> float:
    """Days until an ordinary unit sold has been ordered in the run; `opening` and `demand` a day: (nodes, items)."""
    asked = demand.sum()
    if not asked:
        return 0.0
    inventory = config.inventory
    return float(opening.sum() / asked) + inventory.review_days + inventory.lead_time_days


def check_settled(
    config: SimConfig, opening: NDArray[np.int64], demand: NDArray[np.float64], horizon: int
) -> tuple[str, ...]:
    """A warning where the days of demand, up to `horizon` microseconds, are too few for stock that was put there."""
    put_there = [node for node in range(len(demand)) if not opens_settled(config, node)]
    opening, demand = opening[put_there], demand[put_there]
    need = days_to_settle(config, opening, demand)
    days = horizon / DAY
    if days >= need or need > PLENTY_DAYS or not config.inventory.known:
        return ()
    weeks = 7 * int(np.ceil(2 * need / 7))
    return (
        f"stock had not settled: it opens with {opening.sum() / demand.sum():.0f} days of demand and a supplier takes "
        f"{config.inventory.lead_time_days:g}, so days={days:.0f} hardly sees a shelf refilled; days={weeks}, or stock "
        "that opens settled (without opening_days), would show what lead times and stock levels do",
    )
