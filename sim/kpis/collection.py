"""Click and collect: what was collected at stores and what was not, how long it stood there, and what it took."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.delivery.delivery import COUNTER
from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.collection import NOT_COLLECTED, PARCEL_COLLECTED, RETURNED_AT_TILL, SOLD_AT_COUNTER
from sim.life.happening import Happening, Rows
from sim.outcome import Facts
from sim.placement.markdowns import marked_down
from sim.units import DAY, HOUR, MINUTE, minor


class AtCounter:
    """What happened at the counters of stores.

    `collected`, `not_collected` parcels; `turnover`, `cost` minor units of what was bought besides; `returns` brought
    to tills. `minutes_by_node` are minutes of staff, float64 (nodes,).
    """

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        config = facts.config.fulfilment.stores.collection
        self._goods = facts.tape.goods
        self._markdown = facts.config.placement.markdown, facts.config.start, facts.config.days
        self._hand_over, self._take_back = config.counter_minutes, config.return_minutes
        self.collected = 0
        self.not_collected = 0
        self.turnover = 0
        self.cost = 0
        self.returns = 0
        self.minutes_by_node: NDArray[np.float64] = np.zeros(len(facts.nodes))

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {
            PARCEL_COLLECTED: self._handed_over,
            NOT_COLLECTED: self._left,
            SOLD_AT_COUNTER: self._sold,
            RETURNED_AT_TILL: self._brought_back,
        }

    def _handed_over(self, rows: Rows) -> None:
        self.collected += rows.size
        self._worked(rows, self._hand_over)

    def _left(self, rows: Rows) -> None:
        self.not_collected += rows.size

    def _sold(self, rows: Rows) -> None:
        price = marked_down(self._goods.price[rows["item"]], rows["time"], *self._markdown)
        self.turnover += int((rows["units"] * price).sum())
        self.cost += int((rows["units"] * self._goods.unit_cost[rows["item"]]).sum())

    def _brought_back(self, rows: Rows) -> None:
        self.returns += rows.size
        self._worked(rows, self._take_back)

    def _worked(self, rows: Rows, minutes: float) -> None:
        self.minutes_by_node += minutes * np.bincount(rows["node"], minlength=self.minutes_by_node.size)


def counter_minutes(view: View) -> float:
    """Return the minutes of store staff that handing over and taking back took."""
    return float(view.of(AtCounter).minutes_by_node.sum())


def cost_of_counters(view: View) -> int:
    """Return what these minutes cost at the wage of each store's pickers, minor units."""
    by_node = zip(view.facts.config.fulfilment.nodes.values(), view.of(AtCounter).minutes_by_node, strict=False)
    wages = sum(float(minutes) * node.staffing("picking").wage_per_hour for node, minutes in by_node)
    return round(100 * wages / (HOUR // MINUTE))


def cost_of_trucks(view: View) -> int:
    """Return what parcels cost on the trucks from centres to stores, minor units."""
    fulfilment, parcels = view.facts.config.fulfilment, view.parcels
    by_truck = (parcels["carrier"] == COUNTER) & (parcels["handed_over"] >= 0)
    by_truck &= ~np.isin(parcels["node"], fulfilment.store_numbers)
    return int(np.count_nonzero(by_truck)) * minor(fulfilment.stores.collection.truck_price)


def may_collect(view: View) -> bool:
    """Whether customers may wish to collect orders at stores."""
    config = view.facts.config
    return bool(config.placement.preferences.collect and config.fulfilment.store_numbers)


def _orders_collected(view: View) -> float | None:
    if not may_collect(view):
        return None
    parcels = view.parcels
    mine = (parcels["carrier"] == COUNTER) & (parcels["delivered"] >= 0)
    return float(np.unique(parcels["order"][mine]).size)


def _not_collected(view: View) -> float | None:
    counter = view.of(AtCounter)
    return share(counter.not_collected, counter.not_collected + counter.collected) if may_collect(view) else None


def _hours(view: View) -> float | None:
    parcels = view.parcels
    mine = (parcels["carrier"] == COUNTER) & (parcels["delivered"] >= 0)
    count = int(np.count_nonzero(mine))
    stood = int((parcels["ended"][mine] - parcels["delivered"][mine]).sum())
    return stood / (count * HOUR) if count and may_collect(view) else None


def _waited(view: View) -> float | None:
    """Parcels that were ready later than they came."""
    if not may_collect(view):
        return None
    parcels = view.parcels
    mine = (parcels["carrier"] == COUNTER) & (parcels["delivered"] >= 0)
    return share(int(np.count_nonzero(mine & (parcels["delivered"] > parcels["eta"]))), int(np.count_nonzero(mine)))


def _growth(view: View) -> float | None:
    """Orders collected of the last month's, for each of the first month's."""
    if not may_collect(view) or view.facts.horizon - view.facts.begin < 2 * MONTH:
        return None
    parcels = view.parcels
    orders = np.unique(parcels["order"][(parcels["carrier"] == COUNTER) & (parcels["delivered"] >= 0)])
    placed = view.placed[orders]
    first = int(np.count_nonzero(placed < view.facts.begin + MONTH))
    return int(np.count_nonzero(placed >= view.facts.horizon - MONTH)) / first if first else None


def _counter_hours(view: View) -> float | None:
    return counter_minutes(view) * MINUTE / HOUR if may_collect(view) else None


def _extra(view: View) -> float | None:
    return view.of(AtCounter).turnover / 100 if may_collect(view) else None


MONTH = 30 * DAY

READERS = (AtCounter,)

KPIS = (
    Kpi(
        Definition(
            "orders_collected",
            "Orders collected",
            "orders",
            "none",
            "orders of which at least one parcel was collected at the counter of a store",
        ),
        _orders_collected,
    ),
    Kpi(
        Definition(
            "collection_growth",
            "Growth of collected orders",
            "times",
            "none",
            "orders collected of those placed in the last 30 days, over those of the first 30; in runs of 60 days",
        ),
        _growth,
    ),
    Kpi(
        Definition(
            "not_collected",
            "Not collected",
            "share",
            "down",
            "parcels that nobody collected while they were held",
            "parcels collected or not",
        ),
        _not_collected,
    ),
    Kpi(
        Definition(
            "collection_hours",
            "Time until collected",
            "hours",
            "none",
            "mean time from ready at the counter until the customer collects it, hours in which the store is shut "
            "among them",
            "parcels collected",
        ),
        _hours,
    ),
    Kpi(
        Definition(
            "waited_for_place",
            "Waited for a place at the counter",
            "share",
            "down",
            "parcels that came while every place of the counter or locker was taken",
            "parcels collected",
        ),
        _waited,
    ),
    Kpi(
        Definition(
            "counter_hours",
            "Store staff at counters",
            "hours",
            "down",
            "time that staff of stores handed over parcels and took back returns",
        ),
        _counter_hours,
    ),
    Kpi(
        Definition(
            "extra_basket_sales",
            "Sales at collection",
            "money",
            "up",
            "what customers bought besides when they collected an order, net; part of the turnover of stores",
        ),
        _extra,
    ),
)
