"""What the customer was told: estimated against actual delivery, and who had to ask.

The estimate is the one made when the parcel left for its last attempt, which is the one a customer
looks at on the day.
"""

from __future__ import annotations

import numpy as np

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.view import View
from sim.life.tickets import Topic
from sim.units import MINUTE


def _estimate_error(view: View) -> float | None:
    eta, delivered = view.parcels["eta"], view.parcels["delivered"]
    rows = (eta >= 0) & (delivered >= 0)
    count = int(np.count_nonzero(rows))
    return int(np.abs(delivered[rows] - eta[rows]).sum()) / (count * MINUTE) if count else None


def _where_is_my_order(view: View) -> float | None:
    asked = int(np.count_nonzero(view.tickets["topic"] == Topic.WHERE_IS_MY_ORDER))
    return share(asked, int(view.parcels_shipped.sum()))


KPIS = (
    Kpi(
        Definition(
            "estimate_error",
            "Error of the delivery estimate",
            "minutes",
            "down",
            "mean distance, early or late, between delivery and the estimate made when the parcel left",
            "parcels delivered",
        ),
        _estimate_error,
    ),
    Kpi(
        Definition(
            "where_is_my_order",
            "Where is my order",
            "per parcel",
            "down",
            "contacts of customers who ask where their order is",
            "parcels shipped",
        ),
        _where_is_my_order,
    ),
)
