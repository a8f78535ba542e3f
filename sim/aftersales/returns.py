"""Returns: asked for, sent, received, inspected, graded, refunded.

Wrong and damaged goods come back because they were wrong or damaged in this very run; changed
minds are decided per unit by the line's own uniform. Nothing can change a return once the parcel
is delivered: when it is asked for, when it arrives and what the inspector will find are known
then, for all parcels of a round at once. Only the inspectors, who have other returns before them,
and the shelf that the goods go back to need the clock.
"""

from __future__ import annotations

from functools import partial
from math import exp

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.changed_minds import Units
from sim.aftersales.refunding import log_ends, refunded_at
from sim.aftersales.waking import SPREAD, Waking
from sim.arrivals import Arrivals
from sim.clock import ARRIVAL, Token
from sim.closures import roster_of
from sim.context import Context
from sim.delivery.days import carrier_days
from sim.inventory.stock import Stock
from sim.life.goods import CameBack
from sim.life.ledger import DOWNGRADED, INSPECTING, KEPT, RESTOCKED, RETURNING, SCRAPPED
from sim.life.returns import REASON_OF_FAULT, RETURN, Reason
from sim.matters import Matter
from sim.order import OrderBook
from sim.parcels import Contents
from sim.placement.collecting import NOWHERE, collected_at
from sim.placement.walk_ins import store_hours
from sim.stations import Station
from sim.streams import exponentials, logarithms, uniform, uniforms
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED, all_microseconds, time_of_day

Column = NDArray[np.int64]

USUAL_DAYS = 30.0
"""Within so many days nearly all customers know what they will send back."""
TILL_HOURS = 8 * HOUR
"""Within so many opening hours who brings something to the till is there."""


_REASONS = np.full(256, Reason.CHANGED_MIND, dtype=np.int64)
_REASONS[list(REASON_OF_FAULT)] = list(REASON_OF_FAULT.values())


def reasons(fault: NDArray[np.uint8]) -> Column:
    """Why goods with these faults come back, int64; without a fault, because of a changed mind."""
    return _REASONS[fault]


class Return(Token):
    """Goods at the inspectors: `index` is the row of the return."""

    __slots__ = ("order",)

    def __init__(self, row: int, order: int) -> None:
        self.callbacks = None
        self.index = row
        self.order = order


class Returns:
    """The returns room.

    Parameters
    ----------
    context, book, stock : shared by the rooms.
    unwanted : (lines,), units of each line that are sent back though nothing is wrong, in one
        parcel or in several.
    most : returns there can be at most.
    charged : int64 minor units (lines,), what a unit was charged at; it is paid back at that, and at most at its price.
    """

    def __init__(
        self, context: Context, book: OrderBook, stock: Stock, unwanted: Units, most: int, charged: Column
    ) -> None:
        config = context.config
        self._at, self._till_key = collected_at(context.tape, config), context.key("brings returns back")
        self._hours = store_hours(config, config.days + config.follow_up_days)
        self._context = context
        self._config = config.aftersales.returns
        self._book = book
        self._stock = stock
        self._unwanted = memoryview(unwanted.copy())
        self._delay_key, self._transit_key = context.key("return delay"), context.key("return transit")
        self._haste_key, self._keep_key = context.key("return in haste"), context.key("kept after all")
        self._hour_key, self._brought_key = context.key("return hour"), context.key("return brought")
        self._carrier, customers = carrier_days(config), config.aftersales.support
        self._waking = Waking(customers)
        brings = config.delivery.carrier
        self._delivery_hours = time_of_day(brings.delivery_start), time_of_day(brings.delivery_end)
        self._charged = charged
        self._inspection_key, self._grade_key = context.key("inspection"), context.key("grade")
        self._misgrade_key = context.key("misgraded return")
        # Row by row in memory: returns are met one at a time, in no order.
        self._names = (*RETURN.columns, "tape_line", "item", "fate", "service", "till")
        self._table = np.empty((most, len(self._names)), dtype=np.int64)
        self._columns = dict(zip(self._names, self._table.T, strict=True))
        self._views = {name: memoryview(values) for name, values in self._columns.items()}
        self._rows = 0
        self._on_the_way = Arrivals(context.clock, self._received)
        self.stations = [
            Station(
                context.clock,
                f"inspection.{name}",
                roster_of(config, name, "inspection"),
                self._views["service"],
                self._views["inspection_started"],
                self._views["inspected"],
                self._inspected,
                queue_limit=node.queue_limit,
                failures=context.failures(node.staffing("inspection"), f"inspection.{name}"),
            )
            for name, node in config.fulfilment.nodes.items()
        ]

    def expect(self, goods: Contents, reason: Column, delivered: Column) -> None:
        """Customers will ask to return `goods`, after an exponential delay of usually 30 days at the most.

        Who would ask after the return window closes makes haste, or keeps what is not faulty.
        reason (see `Reason`) and delivered, microseconds: (goods,).
        """
        mean, window = self._config.delay_days, self._config.window_days
        thing = (goods.order, goods.number, goods.ref)
        days = -mean * logarithms(
            1.0 - uniforms(self._delay_key, *thing) * (1.0 - exp(-max(USUAL_DAYS, window) / mean))
        )
        late = days > window
        if late.any():
            days = np.where(late, window * uniforms(self._haste_key, *thing), days)
            keeps = late & (reason == Reason.CHANGED_MIND) & (uniforms(self._keep_key, *thing) >= self._config.hastened)
            goods, reason, delivered, days = goods[~keeps], reason[~keeps], delivered[~keeps], days[~keeps]
        hour = uniforms(self._hour_key, goods.order, goods.number, goods.ref)
        requested = self._waking.all_awake(delivered + all_microseconds(days, DAY), hour)
        self._context.matters.begin(Matter.RETURN, requested.size)
        # Of a line that came in several parcels, the one asked for first counts.
        shared = ~goods.whole & (reason == Reason.CHANGED_MIND)
        self._send(goods[~shared], reason[~shared], requested[~shared])
        for k in np.flatnonzero(shared):
            ask = partial(self._ask, goods[k : k + 1])
            self._context.clock.at(int(requested[k]), ARRIVAL, ask, int(goods.order[k]))

    def _ask(self, goods: Contents, now: int) -> None:
        """Of a line in several parcels, no more goes back than minds have changed."""
        line = int(goods.line[0])
        units = min(int(goods.units[0]), self._unwanted[line])
        if not units:
            self._context.matters.end(Matter.RETURN)
            return
        self._unwanted[line] -= units
        goods.units[0] = units
        self._send(goods, np.array([Reason.CHANGED_MIND]), np.array([now]))

    def _send(self, goods: Contents, reason: Column, requested: Column) -> None:
        """On their way back, with all that is certain about them."""
        config, thing = self._config, (goods.order, goods.number)
        half = config.transit_days / 2  # is certain, the other varies
        transit = all_microseconds(half + exponentials(uniforms(self._transit_key, *thing), half), DAY)
        came = requested + transit
        received = self._carrier.next_open(came, *self._delivery_hours)
        within = uniforms(self._brought_key, goods.order, goods.number, goods.ref) * SPREAD
        received = np.where(received > came, received + within.astype(np.int64), came)
        node, till = self._brought_back(goods, requested, received)
        minutes = exponentials(uniforms(self._inspection_key, *thing), config.inspection_minutes)
        grade = uniforms(self._grade_key, *thing)
        fate = np.where(grade < config.restockable, RESTOCKED, DOWNGRADED)
        fate[(reason == Reason.DAMAGED) | (grade >= 1.0 - config.scrapped)] = SCRAPPED
        begin, end = self._rows, self._rows + requested.size
        self._rows = end
        known: dict[str, Column | int] = {
            "order": goods.order, "line": goods.number, "node": node, "units": goods.units, "reason": reason,
            "requested": requested, "received": received, "inspection_started": UNOBSERVED,
            "inspected": UNOBSERVED, "tape_line": goods.line, "item": goods.item, "fate": fate,
            "service": all_microseconds(minutes, MINUTE), "till": till,
        }  # fmt: skip
        for name, values in known.items():
            self._columns[name][begin:end] = values
        self._on_the_way.expect(received, goods.order, np.arange(begin, end))

    def _brought_back(self, goods: Contents, requested: Column, received: Column) -> tuple[Column, Column]:
        """Node that gets each return, and whether it is brought to a till: then `received`, changed in place, is when.

        Who collected an order at a store may bring back what is not kept, while it is open.
        """
        at = self._at[goods.order]
        till = (at != NOWHERE) & (uniforms(self._till_key, goods.order) < self._config.at_till)
        within = uniforms(self._brought_key, goods.order, goods.number, goods.ref) * TILL_HOURS
        for k in np.flatnonzero(till).tolist():
            time = self._hours[int(at[k])].after(int(requested[k]), int(within[k]))
            if time is None:  # the store never opens again
                till[k] = False
            else:
                received[k] = time
        return np.where(till, at, goods.node).astype(np.int64), till.astype(np.int64)

    def _received(self, row: int, now: int) -> None:
        of = self._views
        self.stations[of["node"][row]].enter(Return(row, of["order"][row]), now)

    def _inspected(self, token: Return, now: int) -> None:
        """What is as new goes back on the shelf; what is not may be on record as if it did."""
        row, of = token.index, self._views
        order, line = token.order, of["line"][row]
        if of["fate"][row] != RESTOCKED and uniform(self._misgrade_key, order, line) < self._config.misgraded:
            self._stock.misgrade(now, of["node"][row], of["item"][row], of["units"][row], order, line)
        if of["fate"][row] == RESTOCKED:
            self._stock.put_back(
                now,
                of["node"][row],
                of["item"][row],
                of["units"][row],
                token.order,
                of["line"][row],
                CameBack.RETURNED,
            )
        self._context.matters.end(Matter.RETURN)

    # -- at the end of the replication

    def write_down(self, end: int) -> None:
        """Log what happened to every return up to `end`, and move its units in the ledger."""
        requested = self._columns["requested"][: self._rows]
        # In the order they were asked for.
        rows = np.lexsort((self._columns["order"][: self._rows], requested))
        rows = rows[: np.searchsorted(requested[rows], end, side="right")]
        column = dict(zip(self._names, np.ascontiguousarray(self._table[rows].T), strict=True))
        column["refunded"] = refunded_at(column, self._config.refund)
        for name in ("received", "refunded"):
            column[name][column[name] > end] = UNOBSERVED
        self._context.log.returns.extend(**{name: column[name] for name in RETURN.columns})
        log_ends(self._context.log, column, self._config, self._charged, self._context.tape.price)
        line, units, fate = column["tape_line"], column["units"], column["fate"]
        received, inspected = column["received"] != UNOBSERVED, column["inspected"] != UNOBSERVED
        self._book.move_lines(line, units, KEPT, RETURNING)
        self._book.move_lines(line[received], units[received], RETURNING, INSPECTING)
        for target in (RESTOCKED, DOWNGRADED, SCRAPPED):
            graded = inspected & (fate == target)
            self._book.move_lines(line[graded], units[graded], INSPECTING, target)
