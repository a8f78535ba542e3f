"""Returns: asked for, sent, received, inspected, graded, refunded.

Wrong and damaged goods come back because they were wrong or damaged in this very run; changed
minds are decided per unit by the line's own uniform.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from enum import IntEnum
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, Token
from sim.config import SimConfig
from sim.context import Context
from sim.fulfilment.faults import Fault
from sim.inventory.stock import Stock
from sim.log import Kind
from sim.order import DOWNGRADED, INSPECTING, KEPT, RESTOCKED, RETURNING, SCRAPPED, OrderBook
from sim.parcels import Part
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform, uniforms
from sim.tape import Tape
from sim.units import DAY, MINUTE, UNOBSERVED, microseconds

BLOCK = 65_536
"""Lines dealt with at once."""


class Reason(IntEnum):
    """Why goods come back."""

    CHANGED_MIND = 0
    WRONG = 1
    DAMAGED = 2


def changed_minds(tape: Tape, config: SimConfig) -> NDArray[np.uint8]:
    """Units of each line sent back though nothing was wrong: Binomial(quantity, rate), uint8 (lines,)."""
    rate = config.aftersales.returns.changed_mind
    u, quantity = tape.line_uniforms["changed_mind"], tape.baskets.quantity
    result = np.zeros(tape.lines, dtype=np.uint8)
    if rate == 0.0:
        return result
    if rate == 1.0:
        return np.minimum(quantity, 255).astype(np.uint8)
    for begin in range(0, tape.lines, BLOCK):  # the temporaries of a block stay in the cache
        block = slice(begin, begin + BLOCK)
        result[block] = _binomial(u[block].astype(np.float64), quantity[block].astype(np.int64), rate)
    return result


def _binomial(u: NDArray[np.float64], quantity: NDArray[np.int64], rate: float) -> NDArray[np.uint8]:
    """Inversion: count the values k whose cumulative probability from above the uniform still reaches."""
    result = np.zeros(u.size, dtype=np.uint8)
    probability = (1.0 - rate) ** quantity
    cumulative = probability.copy()
    for k in range(1, min(255, int(quantity.max(initial=0))) + 1):
        more = (1.0 - u >= cumulative) & (quantity >= k)
        if not more.any():
            break
        result[more] = k
        probability = probability * (quantity - k + 1) / k * rate / (1.0 - rate)
        cumulative = cumulative + probability
    return result


class ReturnDraws:
    """The keyed draws of the lines that may come back, made for all of them at once.

    ``delay(line, ref)`` and the others give `sim.streams.uniform` of the line's order and number: the
    same numbers, without hashing one at a time.
    """

    def __init__(self, context: Context, lines: NDArray[np.int64]) -> None:
        tape = context.tape
        order = tape.line_order[lines].astype(np.int64)
        number = lines - tape.baskets.line_start[order]
        place = np.full(tape.lines, -1, dtype=np.int32)
        place[lines] = np.arange(lines.size)
        self._place = memoryview(place)
        self._order, self._number = memoryview(order), memoryview(number)
        self._delay_key = context.key("return delay")
        names = ("return delay", "inspection", "return transit", "grade")
        columns = [memoryview(uniforms(context.key(name), order, number)) for name in names]
        self._delay, self._inspection, self._transit, self._grade = columns

    def delay(self, line: int, ref: int) -> float:
        """Until the customer asks; of the parcel number `ref` that brought the line."""
        place = self._place[line]
        if ref:
            return uniform(self._delay_key, self._order[place], self._number[place], ref)
        return self._delay[place]

    def inspection(self, line: int) -> float:
        """How long the inspection takes."""
        return self._inspection[self._place[line]]

    def transit(self, line: int) -> float:
        """How long the way back takes."""
        return self._transit[self._place[line]]

    def grade(self, line: int) -> float:
        """What the inspector finds."""
        return self._grade[self._place[line]]


class Return(Token):
    """Units of one line on their way back: `index` is its row in the log's returns."""

    __slots__ = ("item", "line", "node", "number", "order", "reason", "rest", "units")

    def __init__(self, order: int, number: int, node: int, part: Part, reason: Reason) -> None:
        self.callbacks = None
        self.index = UNOBSERVED
        self.order = order
        self.number = number  # of the line within its order
        self.node = node
        self.line, self.item, self.units = part
        self.reason = reason
        self.rest = 0  # transit left after the first scan, microseconds


class Returns:
    """The returns room; `refund(order, line, units, now)` pays the customer back.

    `may_come_back` bool (lines,): lines that a customer might want to return. `unwanted` uint8
    (lines,): units of each that are sent back though nothing is wrong, in one parcel or in several.
    """

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        stock: Stock,
        may_come_back: NDArray[np.bool_],
        unwanted: NDArray[np.uint8],
        refund: Callable[[int, int, int, int], None],
    ) -> None:
        config = context.config
        self._context = context
        self._clock = context.clock
        self._config = config.aftersales.returns
        self._book = book
        self._stock = stock
        self._refund = refund
        self._table = context.log.returns
        self._line_start = memoryview(context.tape.baskets.line_start)
        self._unwanted = memoryview(unwanted.copy())
        self._draws = ReturnDraws(context, np.flatnonzero(may_come_back))
        self._inspection: array[int] = array("q")
        # One list of callbacks for each step: a return is its own event.
        self._ask, self._scan, self._receive = [self._requested], [self._scanned], [self._received]
        self.stations = [
            Station(
                context.clock,
                f"inspection.{name}",
                Roster(node.staffing("inspection"), config.start, f"inspection.{name}"),
                self._inspection,
                self._table["inspection_started"],
                self._table["inspected"],
                self._inspected,
                queue_limit=node.queue_limit,
            )
            for name, node in config.fulfilment.nodes.items()
        ]

    def expect(self, order: int, node: int, ref: int, part: Part, reason: Reason, delivered: int) -> None:
        """A customer will ask to return a part: after an exponential delay cut at the return window."""
        mean, window = self._config.delay_days, self._config.window_days
        number = part[0] - self._line_start[order]
        u = self._draws.delay(part[0], ref)
        days = -mean * log(1.0 - u * (1.0 - exp(-window / mean)))
        token = Return(order, number, node, part, reason)
        self._context.open_matters += 1
        token.callbacks = self._ask
        self._clock.schedule(token, ARRIVAL + order, delivered + microseconds(days, DAY) - self._clock.now)

    def _requested(self, token: Return) -> None:
        config, now, order = self._config, self._clock.now, token.order
        if token.reason == Reason.CHANGED_MIND:
            token.units = min(token.units, self._unwanted[token.line])
            if not token.units:  # the line came in several parcels, and went back with another one
                self._context.end_matter()
                return
            self._unwanted[token.line] -= token.units
        self._book.move(token.line, KEPT, RETURNING, token.units)
        token.index = self._table.append(order, token.number, token.node, token.units, token.reason, now)
        minutes = exponential(self._draws.inspection(token.line), config.inspection_minutes)
        self._inspection.append(microseconds(minutes, MINUTE))
        days = exponential(self._draws.transit(token.line), config.transit_days)
        transit = microseconds(days, DAY)
        if config.refund == "on_scan" and transit > DAY:  # the carrier's first scan comes within a day
            token.callbacks = self._scan
            token.rest = transit - DAY
            self._clock.schedule(token, ARRIVAL + order, DAY)
        else:
            token.callbacks = self._receive
            self._clock.schedule(token, ARRIVAL + order, transit)

    def _scanned(self, token: Return) -> None:
        self._pay_back(token, self._clock.now)
        token.callbacks = self._receive
        self._clock.schedule(token, ARRIVAL + token.order, token.rest)

    def _received(self, token: Return) -> None:
        now = self._clock.now
        self._book.move(token.line, RETURNING, INSPECTING, token.units)
        self._table["received"][token.index] = now
        if self._config.refund != "on_inspection" and self._table["refunded"][token.index] == UNOBSERVED:
            self._pay_back(token, now)
        self.stations[token.node].enter(token, now)

    def _inspected(self, token: Return, now: int) -> None:
        """Grade the units: back on the shelf, sold as seconds, or scrapped."""
        config, order, number = self._config, token.order, token.number
        u = self._draws.grade(token.line)
        move, add = self._book.move, self._context.log.add
        if token.reason == Reason.DAMAGED or u >= 1.0 - config.scrapped:
            move(token.line, INSPECTING, SCRAPPED, token.units)
            add(now, Kind.GOODS_SCRAPPED, order, number, 0, 0, token.item, token.node, 0, 0, token.units)
        elif u < config.restockable:
            move(token.line, INSPECTING, RESTOCKED, token.units)
            self._stock.put_back(now, token.node, token.item, token.units, order, number, 0)
        else:
            move(token.line, INSPECTING, DOWNGRADED, token.units)
            add(now, Kind.GOODS_DOWNGRADED, order, number, 0, 0, token.item, token.node, 0, 0, token.units)
        if config.refund == "on_inspection":
            self._pay_back(token, now)
        self._context.end_matter()

    def _pay_back(self, token: Return, now: int) -> None:
        self._table["refunded"][token.index] = now
        self._refund(token.order, token.line, token.units, now)


REASON_OF_FAULT = {
    Fault.CAPTURED_WRONG: Reason.WRONG,
    Fault.PICKED_WRONG: Reason.WRONG,
    Fault.DAMAGED: Reason.DAMAGED,
}
