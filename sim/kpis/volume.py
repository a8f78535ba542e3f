"""How much there was: orders placed, delivered, and not ended when the log stops."""

from __future__ import annotations

from sim.kpis.definition import Definition, Kpi
from sim.kpis.view import View


def _placed(view: View) -> float | None:
    return float(view.placed_count)


def _delivered(view: View) -> float | None:
    return float(view.delivered_count)


def _censored(view: View) -> float | None:
    return float(view.open_count)


KPIS = (
    Kpi(Definition("order_volume", "Order volume", "orders", "none", "orders placed in the days of demand"), _placed),
    Kpi(
        Definition(
            "orders_delivered",
            "Orders delivered",
            "orders",
            "none",
            "orders of which a parcel was delivered and nothing is open any more",
        ),
        _delivered,
    ),
    Kpi(
        Definition(
            "orders_open",
            "Orders not ended",
            "orders",
            "down",
            "orders that had not ended when the replication stopped, however much of them was delivered: on time, on "
            "time in full and perfect count them as failures, what is told of delivered orders leaves them out",
        ),
        _censored,
    ),
)
