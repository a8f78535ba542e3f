"""What returns come to: refunds by the policy, and goods that do not go back on the shelf."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.config import ReturnsConfig
from sim.life.collection import returned_at_till
from sim.life.goods import goods_downgraded, goods_scrapped
from sim.life.ledger import DOWNGRADED, SCRAPPED
from sim.life.payments import returns_refunded
from sim.life.returns import Reason
from sim.log import Log
from sim.units import DAY, UNOBSERVED, minor

Column = NDArray[np.int64]


def refunded_at(column: Mapping[str, Column], policy: str) -> Column:
    """When each return is refunded: at the carrier's first scan, on receipt, or after inspection, microseconds."""
    if policy == "on_inspection":
        return column["inspected"].copy()
    if policy == "on_receipt":
        return column["received"].copy()
    return np.minimum(column["requested"] + DAY, column["received"])  # the first scan comes within a day


def log_ends(log: Log, column: Mapping[str, Column], config: ReturnsConfig, charged: Column, price: Column) -> None:
    """Log goods that do not go back on the shelf, and refunds.

    charged, price : minor units a unit of each line of the tape, (lines,): paid back is the lower.
    """
    inspected = column["inspected"] != UNOBSERVED
    for fate, ended in ((DOWNGRADED, goods_downgraded), (SCRAPPED, goods_scrapped)):
        some = _rows_of(column, inspected & (column["fate"] == fate))
        ended(log, some["inspected"], *(some[name] for name in ("order", "line", "item", "node", "units")))
    some = _rows_of(column, (column["till"] > 0) & (column["received"] != UNOBSERVED))
    returned_at_till(log, some["received"], *(some[name] for name in ("order", "line", "node", "units")))
    some = _rows_of(column, column["refunded"] != UNOBSERVED)
    line = some["tape_line"]
    amount = _refund(some, config, some["units"] * np.minimum(charged[line], price[line]))
    returns_refunded(log, some["refunded"], some["order"], some["line"], amount)


def _refund(column: Mapping[str, Column], config: ReturnsConfig, amount: Column) -> Column:
    """What is paid back of what was paid, minor units: less the fee and what the goods lost, where minds changed."""
    minds = column["reason"] == Reason.CHANGED_MIND
    amount = np.maximum(0, amount - np.where(minds, minor(config.fee), 0))
    if config.refund == "on_inspection":  # what was paid back before cannot be kept
        for fate, lost in ((SCRAPPED, 1.0), (DOWNGRADED, 1.0 - config.seconds_value)):
            worn = minds & (column["fate"] == fate)
            amount[worn] -= np.floor(config.worn_deduction * lost * amount[worn]).astype(np.int64)
    return amount


def _rows_of(column: Mapping[str, Column], some: NDArray[np.bool_]) -> dict[str, Column]:
    rows = np.flatnonzero(some)
    return {name: values[rows] for name, values in column.items()}
