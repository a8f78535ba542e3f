"""What it costs, in parts that add up, and what is left.

Staff are paid for being there within the days of demand, whatever they do; stock is held and
ordered within those days too. Everything an order causes (parcels, vans, fees, returns) is counted
however late it comes. Shrinkage is part of the holding rate, as is usual; goods lost on the way
are goods that left the shelf and earn nothing, so they lower profit through the cost of goods.
Parts are whole minor units; they become currency in the last step.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.delivery.drivers import PaidByShift
from sim.delivery.owning import cost_of_drivers, cost_of_vans
from sim.inventory.counting import cost_of_counts
from sim.kpis.collection import AtCounter, cost_of_counters, cost_of_trucks
from sim.kpis.definition import Definition, Kpi
from sim.kpis.goods import Goods, Kept, stock_of
from sim.kpis.handled import Handled
from sim.kpis.offers import incentives
from sim.kpis.payments import Payments
from sim.kpis.shortage import units_short
from sim.kpis.stations import wages
from sim.kpis.stores import sells_in_stores, store_cost_of_goods, store_turnover
from sim.kpis.trips import cost_of_trips, trips_of
from sim.kpis.view import View
from sim.kpis.waiting import Waiting
from sim.overheads import a_day
from sim.units import DAY, HOUR, SECOND, minor

_YEAR_SECONDS = 365 * (DAY // SECOND)

PARTS = {
    "labour": "staff at every station, support desk among them, for the hours they were there, overtime among them; in "
    "stores for the time orders and counters took; cycle counts; minutes to put right what rules noticed",
    "incentives": "what stores get for orders they accept",
    "packaging": "packaging of parcels packed",
    "shipping": "trips of vans (a fixed sum, kilometres, hired hours) and carrier charges, failed attempts among them, "
    "less what carriers pay for parcels they lost; trucks to stores by the parcel",
    "drivers": "drivers by the shift, hour, day or drop, overtime among it",
    "vans": "lease and insurance of the vans, driven or not, over the days of demand",
    "returns": "return labels, inspectors aside, and the value lost of goods scrapped or sold as seconds",
    "payment": "payment fees",
    "messages": "notices of delay",
    "holding": "holding cost of the time-average stock over the days of demand",
    "replenishment": "replenishment orders placed in the days of demand, and their units",
    "sites": "rent and other yearly cost of the nodes, over the days of demand",
    "overheads": "named overheads: by time over the days of demand, by order, as a share of turnover",
    "shortage": "goodwill lost with units that were not there, and for the days customers waited for them",
}
"""Part -> what it holds."""

BY_TIME = ("labour", "vans", "holding", "sites")
"""Parts that are paid by the hour or the year, whatever comes; drivers and overheads may be too."""


def cost_parts(view: View) -> dict[str, int]:
    """Return minor units of each part, in the order of `PARTS`."""
    return {
        "labour": _labour(view),
        "incentives": incentives(view),
        "packaging": _packaging(view),
        "shipping": cost_of_trips(view) + view.of(Payments).carrier_charges + cost_of_trucks(view),
        "drivers": _drivers(view),
        "vans": cost_of_vans(view.facts.config, _days(view)),
        "returns": _returns(view),
        "payment": _payment(view),
        "messages": view.of(Handled).cost_of_notices(view.facts.config),
        "holding": _holding(view),
        "replenishment": _replenishment(view),
        "sites": _sites(view),
        "overheads": _overheads(view, view.placed.size, view.of(Payments).turnover),
        "shortage": _shortage(view),
    }


def shipping(view: View) -> int:
    """Return minor units for vans, their drivers and carriers."""
    return sum(view.once(cost_parts)[name] for name in ("shipping", "drivers", "vans"))


def _days(view: View) -> float:
    """Days of demand that count."""
    return (view.facts.horizon - view.facts.begin) / DAY


def _drivers(view: View) -> int:
    facts = view.facts
    return cost_of_drivers(facts.config, view.once(trips_of).table, facts.begin, facts.horizon, facts.end)


def _sites(view: View) -> int:
    yearly = sum(node.cost_per_year for node in view.facts.config.fulfilment.nodes.values())
    return round(100 * a_day(per_year=yearly) * _days(view))


def _overheads(view: View, orders: int, turnover: int) -> int:
    """Named overheads over the days that count, with so many orders and so much turnover."""
    sales = max(0, turnover)  # credits for late orders may have eaten up all of it
    return sum(round(one.cost(_days(view), orders, sales)) for one in view.facts.config.overheads.values())


def _labour(view: View) -> int:
    facts = view.facts
    paid = sum(view.once(wages).values())
    counting = cost_of_counts(facts.config, facts.tape.goods.size, facts.begin, facts.horizon)
    besides = view.of(Handled).cost_of_corrections(facts.config) + cost_of_counters(view)
    return (paid + HOUR // 2) // HOUR + counting + besides


def _packaging(view: View) -> int:
    packed = int(np.count_nonzero(view.parcels["packed"] >= 0))
    return packed * minor(view.facts.config.fulfilment.packing.material_cost)


def _returns(view: View) -> int:
    labels = int(np.count_nonzero(view.returns["received"] >= 0)) - view.of(AtCounter).returns
    config = view.facts.config.aftersales.returns
    seconds = round((1.0 - config.seconds_value) * view.of(Kept).downgraded_cost)
    return labels * minor(config.label_cost) + seconds + view.of(Kept).scrapped_cost


def _payment(view: View) -> int:
    return view.of(Payments).fees


def _holding(view: View) -> int:
    return round(view.facts.config.inventory.holding_rate_per_year * stock_of(view).charged_seconds / _YEAR_SECONDS)


def _replenishment(view: View) -> int:
    goods, inventory = view.of(Goods), view.facts.config.inventory
    orders = goods.replenishment_orders * minor(inventory.order_cost)
    return orders + round(100 * inventory.unit_order_cost * goods.replenishment_units)


def _shortage(view: View) -> int:
    inventory = view.facts.config.inventory
    cost = 100 * inventory.shortage_cost_per_unit * units_short(view)
    if inventory.shortage_cost_per_unit_day > 0:
        waited = view.of(Waiting).unit_days(whole_nights=inventory.charged == "at_end_of_day")
        cost += 100 * inventory.shortage_cost_per_unit_day * waited
    return round(cost)


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
    by_time = sum(view.once(cost_parts)[name] for name in BY_TIME) + _overheads(view, orders=0, turnover=0)
    if isinstance(view.facts.config.delivery.fleet.drivers, PaidByShift):
        by_time += view.once(cost_parts)["drivers"]
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


READERS = (Handled,)

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
        Kpi(Definition(f"cost.{name}", f"Cost of {name}", "money", "down", about), _part(name))
        for name, about in PARTS.items()
    ),
)
