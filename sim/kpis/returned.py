"""What comes back: how much, and how fast the money follows."""

from __future__ import annotations

import numpy as np

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.view import View
from sim.units import DAY


def _return_rate(view: View) -> float | None:
    asked = view.returns["requested"] >= 0
    return share(int(view.returns["units"][asked].sum()), int(view.units_delivered.sum()))


def _time_to_refund(view: View) -> float | None:
    requested, refunded = view.returns["requested"], view.returns["refunded"]
    paid = refunded >= 0
    count = int(np.count_nonzero(paid))
    return (int(refunded[paid].sum()) - int(requested[paid].sum())) / (count * DAY) if count else None


KPIS = (
    Kpi(
        Definition(
            "return_rate",
            "Return rate",
            "share",
            "down",
            "units for which a return was asked, however late after delivery",
            "units delivered",
        ),
        _return_rate,
    ),
    Kpi(
        Definition(
            "time_to_refund", "Time to refund", "days", "down", "mean time from request to refund", "returns refunded"
        ),
        _time_to_refund,
    ),
)
