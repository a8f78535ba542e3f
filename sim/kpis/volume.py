"""How much there was: orders placed, delivered, and not ended when the log stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.kpis.definition import Definition, Kpi

if TYPE_CHECKING:
    from sim.kpis.view import View


def _placed(view: View) -> float | None:
    return float(view.placed.size)


def _delivered(view: View) -> float | None:
    return float(view.delivered_count)


def _censored(view: View) -> float | None:
    return float(np.count_nonzero(view.censored))


KPIS = (
    Kpi(Definition("order_volume", "Order volume", "orders", "none", "orders placed in the days of demand"), _placed),
    Kpi(
        Definition("orders_delivered", "Orders delivered", "orders", "none", "orders of which a parcel was delivered"),
        _delivered,
    ),
    Kpi(
        Definition(
            "orders_open",
            "Orders not ended",
            "orders",
            "down",
            "orders neither delivered nor ended when the replication stopped; every share counts them as failures",
        ),
        _censored,
    ),
)
