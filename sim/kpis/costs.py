"""What it costs in all, and what is left.

The parts stand in `cost_parts`. Goods lost on the way are goods that left the shelf and earn nothing, so they lower
profit through the cost of goods. Parts are whole minor units; they become currency in the last step.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.delivery.drivers import PaidByShift
from sim.kpis.cost_parts import PARTS, cost_parts, overheads, shipping
from sim.kpis.definition import Definition, Kpi
from sim.kpis.handled import Handled
from sim.kpis.kept import Kept
from sim.kpis.payments import Payments
from sim.kpis.stores import sells_in_stores, store_cost_of_goods, store_turnover
from sim.kpis.view import View


def _cost_per_order(view: View) -> float | None:
    return sum(view.once(cost_parts).values()) / (100 * view.delivered_count) if view.delivered_count else None


def _shipping_cost_per_order(view: View) -> float | None:
    return shipping(view) / (100 * view.shipped_count) if view.shipped_count else None


def profit(view: View) -> int:
    """Return turnover, online and in stores, less cost of goods less every part of the cost, minor units."""
    gross = turnover(view) - view.of(Kept).cost - store_cost_of_goods(view)
    return gross - sum(view.once(cost_parts).values())


def turnover(view: View) -> int:
    """Return what orders and walk-ins paid, minor units."""
    return view.of(Payments).turnover + store_turnover(view)


def _profit(view: View) -> float | None:
    return profit(view) / 100


def _contribution(view: View) -> float | None:
    parts = view.once(cost_parts)
    by_time = sum(parts[name] for name, part in PARTS.items() if part.by_time)
    by_time += overheads(view, orders=0, turnover=0)
    if isinstance(view.facts.config.delivery.fleet.drivers, PaidByShift):
        by_time += parts["drivers"]
    return (profit(view) + by_time) / 100


def _contribution_online(view: View) -> float | None:
    both = _contribution(view)
    if both is None or not sells_in_stores(view):
        return None
    return both - (store_turnover(view) - store_cost_of_goods(view)) / 100


def _group_turnover(view: View) -> float | None:
    return turnover(view) / 100 if sells_in_stores(view) else None


def _profit_margin(view: View) -> float | None:
    income = turnover(view)
    return profit(view) / income if income > 0 else None


def _cost_of_goods(view: View) -> float | None:
    return (view.of(Kept).cost + store_cost_of_goods(view)) / 100


def _part(name: str) -> Callable[[View], float | None]:
    return lambda view: view.once(cost_parts)[name] / 100


READERS = (Handled, Kept)

KPIS = (
    Kpi(
        Definition(
            "cost_per_order",
            "Cost per order",
            "money",
            "down",
            "labour, packaging, shipping, returns, payments, holding, replenishment, shortage; not the goods",
            "orders fulfilled",
        ),
        _cost_per_order,
    ),
    Kpi(
        Definition(
            "shipping_cost_per_order",
            "Shipping cost per order",
            "money",
            "down",
            "vans, drivers and carrier charges, failed attempts among them; return freight aside",
            "orders shipped",
        ),
        _shipping_cost_per_order,
    ),
    Kpi(
        Definition(
            "cost_of_goods",
            "Cost of goods",
            "money",
            "down",
            "goods that left the shelf for orders and did not come back, and those bought in stores, at unit cost",
        ),
        _cost_of_goods,
    ),
    Kpi(
        Definition(
            "profit",
            "Profit",
            "money",
            "up",
            "turnover, online and in stores, less the cost of goods that left the shelf and did not come back, "
            "less all costs",
        ),
        _profit,
    ),
    Kpi(
        Definition(
            "contribution",
            "Contribution",
            "money",
            "up",
            "turnover less cost of goods and what orders cause; before what is paid by time: people, vans, stock, "
            "sites, overheads",
        ),
        _contribution,
    ),
    Kpi(
        Definition(
            "contribution.online",
            "Contribution online",
            "money",
            "up",
            "contribution less that of stores; only where somebody buys there",
        ),
        _contribution_online,
    ),
    Kpi(
        Definition(
            "group_turnover",
            "Turnover of the group",
            "money",
            "up",
            "online turnover and that of stores; only where somebody buys there",
        ),
        _group_turnover,
    ),
    Kpi(
        Definition("profit_margin", "Profit margin", "share", "up", "profit over turnover", "turnover"),
        _profit_margin,
    ),
    *(
        Kpi(Definition(f"cost.{name}", f"Cost of {name}", "money", "down", part.holds), _part(name))
        for name, part in PARTS.items()
    ),
)
