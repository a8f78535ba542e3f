"""The stores: what walk-ins bought and missed, and the group's turnover and contribution, online and in stores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.kpis.collection import AtCounter, counter_minutes, may_collect
from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.stations import paid_time
from sim.kpis.view import View
from sim.placement.markdowns import marked_down
from sim.units import HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class Sold:
    """What walk-ins did in the days that count.

    units_asked, units_sold, units_missed_for_orders : units; turnover, cost, missed : minor units, the last of what
    they would have paid for what orders had taken.
    """

    units_asked: int
    units_sold: int
    units_missed_for_orders: int
    turnover: int
    cost: int
    missed: int


def sold_to_walk_ins(view: View) -> Sold | None:
    """Return the sums over the walk-ins of the days that count; None without walk-ins."""
    walk_ins, goods = view.facts.tape.walk_ins, view.facts.tape.goods
    if walk_ins is None:
        return None
    counts = (walk_ins.time >= view.facts.begin) & (walk_ins.time < view.facts.horizon)
    table = view.everything["walk_ins"]
    item, sold = walk_ins.item[counts], np.maximum(table["sold"][counts], 0)
    missed = np.maximum(table["missed_for_orders"][counts], 0)
    config = view.facts.config
    price: NDArray[np.int64] = marked_down(
        goods.price[item], walk_ins.time[counts], config.placement.markdown, config.start, config.days
    )
    return Sold(
        units_asked=int(walk_ins.units[counts].sum()),
        units_sold=int(sold.sum()),
        units_missed_for_orders=int(missed.sum()),
        turnover=int((sold * price).sum()),
        cost=int((sold * goods.unit_cost[item]).sum()),
        missed=int((missed * price).sum()),
    )


def store_turnover(view: View) -> int:
    """Return what walk-ins and customers who collected an order paid at tills, minor units; 0 without any."""
    sold = view.once(sold_to_walk_ins)
    return view.of(AtCounter).turnover + (0 if sold is None else sold.turnover)


def store_cost_of_goods(view: View) -> int:
    """Return the goods that were bought at tills at unit cost, minor units."""
    sold = view.once(sold_to_walk_ins)
    return view.of(AtCounter).cost + (0 if sold is None else sold.cost)


def sells_in_stores(view: View) -> bool:
    """Whether anybody may buy something at the till of a store."""
    return view.facts.tape.walk_ins is not None or may_collect(view)


def _turnover(view: View) -> float | None:
    return store_turnover(view) / 100 if sells_in_stores(view) else None


def _missed(view: View) -> float | None:
    sold = view.once(sold_to_walk_ins)
    return None if sold is None else sold.missed / 100


def _fill(view: View) -> float | None:
    sold = view.once(sold_to_walk_ins)
    return None if sold is None else share(sold.units_sold, sold.units_asked)


def _contribution(view: View) -> float | None:
    return (store_turnover(view) - store_cost_of_goods(view)) / 100 if sells_in_stores(view) else None


def _hours(view: View) -> float | None:
    if not view.facts.config.fulfilment.store_numbers:
        return None
    worked = sum(paid_time(view, one) for one in view.facts.stations if one.by_work is not None)
    return worked / HOUR + counter_minutes(view) * MINUTE / HOUR


def _from_stores(view: View) -> float | None:
    stores = view.facts.config.fulfilment.store_numbers
    if not stores:
        return None
    shipped = view.parcels["handed_over"] >= 0
    return float(np.unique(view.parcels["order"][shipped & np.isin(view.parcels["node"], stores)]).size)


KPIS = (
    Kpi(
        Definition(
            "turnover.stores",
            "Turnover: stores",
            "money",
            "up",
            "what walk-ins paid in the days of demand, and who collected an order besides, net",
        ),
        _turnover,
    ),
    Kpi(
        Definition(
            "contribution.stores",
            "Contribution of stores",
            "money",
            "up",
            "turnover of stores less the cost of the goods; the shop itself is not part of the model",
        ),
        _contribution,
    ),
    Kpi(
        Definition(
            "walk_in_fill_rate",
            "Walk-ins served",
            "share",
            "up",
            "units that walk-ins found on the shelf",
            "units they came for",
        ),
        _fill,
    ),
    Kpi(
        Definition(
            "walk_in_sales_lost_to_orders",
            "Walk-in sales lost to orders",
            "money",
            "down",
            "what walk-ins would have paid for units that orders had taken from the shelf and nothing had replaced",
        ),
        _missed,
    ),
    Kpi(
        Definition(
            "orders_from_stores",
            "Orders sent from stores",
            "orders",
            "none",
            "orders of which at least one parcel left a store",
        ),
        _from_stores,
    ),
    Kpi(
        Definition(
            "store_hours",
            "Store staff for orders",
            "hours",
            "down",
            "time that staff of stores worked on orders, at counters among it",
        ),
        _hours,
    ),
)
