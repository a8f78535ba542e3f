"""Chargebacks: fraud that was let through comes back as the payment taken, and a fee.

Told at the end of the replication: what a bank takes back is what is left of the payment, after the refunds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.life.payments import PAYMENT_CAPTURED, REFUNDED, charged_back
from sim.log import Log
from sim.streams import exponentials, uniforms
from sim.units import DAY, UNOBSERVED


def charge_back(log: Log, fraud: NDArray[np.bool_], days: float, key: int, end: int) -> None:
    """Log the chargebacks of orders that are `fraud` and were paid for, bool (orders,).

    Parameters
    ----------
    days
        Mean days from the first capture to the chargeback, exponential.
    key
        Of the draw of its time.
    end
        Payments and refunds up to here count, microseconds.
    """
    if not fraud.any():
        return
    taken, paid_back = np.zeros(fraud.size, dtype=np.int64), np.zeros(fraud.size, dtype=np.int64)
    first, last = np.full(fraud.size, UNOBSERVED), np.full(fraud.size, UNOBSERVED)
    for chunk in log.chunks():
        rows = chunk[np.isin(chunk["kind"], (PAYMENT_CAPTURED.code, REFUNDED.code))]
        rows = rows[fraud[rows["order"]] & (rows["time"] <= end)]
        captures, refunds = rows[rows["kind"] == PAYMENT_CAPTURED.code], rows[rows["kind"] == REFUNDED.code]
        np.add.at(taken, captures["order"], captures["value"])
        np.add.at(paid_back, refunds["order"], refunds["value"])
        unseen = first[captures["order"]] == UNOBSERVED
        first[captures["order"][unseen]] = np.iinfo(np.int64).max
        np.minimum.at(first, captures["order"], captures["time"])
        np.maximum.at(last, refunds["order"], refunds["time"])
    some = np.flatnonzero(taken > paid_back)
    when = first[some] + np.floor(exponentials(uniforms(key, some), days * DAY)).astype(np.int64)
    charged_back(log, np.maximum(when, last[some]), some, (taken - paid_back)[some])
