"""The parts that a cost is made of: what each holds, what it comes to, and which inputs price it.

Staff are paid for being there within the days of demand, whatever they do; stock is held and ordered within
those days too. Everything an order causes (parcels, vans, fees, returns) is counted however late it comes.
Shrinkage is part of the holding rate, as is usual. A new part is its function, and an entry in `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.delivery.owning import cost_of_drivers, cost_of_vans
from sim.inventory.counting import cost_of_counts
from sim.kpis.collection import AtCounter, cost_of_counters, cost_of_trucks
from sim.kpis.goods import Goods, stock_of
from sim.kpis.handled import Handled
from sim.kpis.kept import Kept
from sim.kpis.leftovers import obsolescence
from sim.kpis.offers import incentives
from sim.kpis.payments import Payments
from sim.kpis.shortage import units_short
from sim.kpis.stations import wages
from sim.kpis.transfers import cost_of_transfers
from sim.kpis.trips import cost_of_trips, trips_of
from sim.kpis.view import View
from sim.kpis.waiting import Waiting
from sim.overheads import a_day
from sim.units import DAY, HOUR, SECOND, minor

_YEAR_SECONDS = 365 * (DAY // SECOND)


@dataclass(frozen=True, slots=True)
class CostPart:
    """A part of the cost.

    Parameters
    ----------
    holds
        What it holds, in words.
    cost
        What it comes to, minor units.
    priced_by
        Paths of the inputs that price it; empty where it is told apart (labour by desk, shipping by who brings it).
    by_time
        Whether it is paid by the hour or the year, whatever comes; drivers and overheads may be too.
    """

    holds: str
    cost: Callable[[View], int]
    priced_by: tuple[str, ...] = ()
    by_time: bool = False


def cost_parts(view: View) -> dict[str, int]:
    """Return minor units of each part, in the order of `PARTS`."""
    return {name: part.cost(view) for name, part in PARTS.items()}


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


def _shipping(view: View) -> int:
    return cost_of_trips(view) + view.of(Payments).carrier_charges + cost_of_trucks(view)


def _vans(view: View) -> int:
    return cost_of_vans(view.facts.config, _days(view))


def _messages(view: View) -> int:
    return view.of(Handled).cost_of_notices(view.facts.config)


def _all_overheads(view: View) -> int:
    return overheads(view, view.placed.size, view.of(Payments).turnover)


def overheads(view: View, orders: int, turnover: int) -> int:
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


PARTS = {
    "labour": CostPart(
        "staff at every station, support desk among them, for the hours they were there, overtime among them; in "
        "stores for the time orders and counters took; cycle counts; minutes to put right what rules noticed",
        _labour,
        by_time=True,
    ),
    "incentives": CostPart(
        "what stores get for orders they accept", incentives, ("fulfilment.stores.offers.incentive",)
    ),
    "packaging": CostPart("packaging of parcels packed", _packaging, ("fulfilment.packing.material_cost",)),
    "shipping": CostPart(
        "trips of vans (a fixed sum, kilometres, hired hours) and carrier charges, failed attempts among them, "
        "less what carriers pay for parcels they lost; trucks to stores by the parcel",
        _shipping,
    ),
    "drivers": CostPart(
        "drivers by the shift, hour, day or drop, overtime among it", _drivers, ("delivery.fleet.drivers",)
    ),
    "vans": CostPart(
        "lease and insurance of the vans, driven or not, over the days of demand",
        _vans,
        ("delivery.fleet.vans",),
        by_time=True,
    ),
    "returns": CostPart(
        "return labels, inspectors aside, and the value lost of goods scrapped or sold as seconds",
        _returns,
        ("aftersales.returns.label_cost", "aftersales.returns.seconds_value"),
    ),
    "payment": CostPart("payment fees", _payment, ("processing.payment.fee_share", "processing.payment.fee_fixed")),
    "messages": CostPart("notices of delay", _messages, ("tracking.notice_cost",)),
    "holding": CostPart(
        "holding cost of the time-average stock over the days of demand",
        _holding,
        ("inventory.holding_rate_per_year",),
        by_time=True,
    ),
    "obsolescence": CostPart(
        "what goods left over at the end of the days of demand have lost of their cost",
        obsolescence,
        ("inventory.leftover_value",),
    ),
    "replenishment": CostPart(
        "replenishment orders placed in the days of demand, and their units",
        _replenishment,
        ("inventory.order_cost", "inventory.unit_order_cost"),
    ),
    "transfers": CostPart(
        "units sent from node to node in the days of demand",
        cost_of_transfers,
        ("inventory.transfers.cost_per_transfer", "inventory.transfers.cost_per_unit"),
    ),
    "sites": CostPart(
        "rent and other yearly cost of the nodes, over the days of demand",
        _sites,
        ("fulfilment.nodes",),
        by_time=True,
    ),
    "overheads": CostPart(
        "named overheads: by time over the days of demand, by order, as a share of turnover",
        _all_overheads,
        ("overheads",),
    ),
    "shortage": CostPart(
        "goodwill lost with units that were not there, and for the days customers waited for them",
        _shortage,
        ("inventory.shortage_cost_per_unit", "inventory.shortage_cost_per_unit_day"),
    ),
}
"""Every part by name, in the order of the tables."""
