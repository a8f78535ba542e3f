"""Returns: asked for, sent, received, inspected, graded, refunded.

Wrong and damaged goods come back because they were wrong or damaged in this very run; changed
minds are decided per unit by the line's own uniform.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from enum import IntEnum
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, Token
from sim.config import SimConfig
from sim.context import Context
from sim.fulfilment.faults import Fault
from sim.inventory.stock import Stock
from sim.log import Kind
from sim.order import (
    DOWNGRADED,
    INSPECTING,
    KEPT,
    RESTOCKED,
    RETURNING,
    SCRAPPED,
    Fulfilment,
    Ledger,
    Part,
    advance,
)
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.tape import Tape
from sim.units import DAY, MINUTE, UNOBSERVED, microseconds


class Reason(IntEnum):
    """Why goods come back."""

    CHANGED_MIND = 0
    WRONG = 1
    DAMAGED = 2


def changed_minds(tape: Tape, config: SimConfig) -> NDArray[np.uint8]:
    """Units of each line sent back though nothing was wrong: Binomial(quantity, rate), uint8 (lines,)."""
    rate = config.aftersales.returns.changed_mind
    u = tape.line_uniforms["changed_mind"].astype(np.float64)
    quantity = tape.baskets.quantity.astype(np.int64)
    result = np.zeros(tape.lines, dtype=np.uint8)
    if rate == 0.0:
        return result
    if rate == 1.0:
        return np.minimum(quantity, 255).astype(np.uint8)
    # Inversion: count the values k whose cumulative probability from above the uniform still reaches.
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


class Return(Token):
    """Units of one line on their way back: `index` is its row in the log's returns."""

    __slots__ = ("item", "ledger", "line", "node", "order", "reason", "units")

    def __init__(self, parcel: Fulfilment, part: Part, units: int, reason: Reason) -> None:
        self.callbacks = None
        self.index = UNOBSERVED
        self.order = parcel.order
        self.node = parcel.node
        self.line: int = part[0]
        self.ledger: Ledger = part[1]
        self.item: int = part[2]
        self.units = units
        self.reason = reason


class Returns:
    """The returns room; `refund(order, line, units, row, now)` pays the customer back."""

    def __init__(self, context: Context, stock: Stock, refund: Callable[[int, int, int, int, int], None]) -> None:
        config = context.config
        self._context = context
        self._config = config.aftersales.returns
        self._stock = stock
        self._refund = refund
        self._table = context.log.returns
        self._delay_key, self._transit_key = context.key("return delay"), context.key("return transit")
        self._work_key, self._grade_key = context.key("inspection"), context.key("grade")
        self._inspection: array[int] = array("q")
        self.stations = [
            Station(
                context.clock,
                f"inspection.{name}",
                Roster(node.staffing("inspection"), config.start),
                self._inspection,
                self._table["inspection_started"],
                self._table["inspected"],
                self._inspected,
                queue_limit=node.queue_limit,
            )
            for name, node in config.fulfilment.nodes.items()
        ]

    def expect(self, parcel: Fulfilment, part: Part, units: int, reason: Reason, delivered: int) -> None:
        """A customer will ask to return `units`: after an exponential delay cut at the return window."""
        mean, window = self._config.delay_days, self._config.window_days
        u = uniform(self._delay_key, parcel.order.index, part[0], parcel.ref)
        days = -mean * log(1.0 - u * (1.0 - exp(-window / mean)))
        token = Return(parcel, part, units, reason)
        self._context.open_matters += 1
        self._later(delivered + microseconds(days, DAY), token, self._requested)

    def _later(self, time: int, token: Return, then: Callable[[Return, int], None]) -> None:
        self._context.clock.at(time, ARRIVAL, lambda now: then(token, now), token.order.index)

    def _requested(self, token: Return, now: int) -> None:
        config = self._config
        advance(token.ledger, KEPT, RETURNING, token.units)
        token.index = self._table.append(
            order=token.order.index, line=token.line, node=token.node, units=token.units, reason=token.reason,
            requested=now,
        )  # fmt: skip
        minutes = exponential(uniform(self._work_key, token.index), config.inspection_minutes)
        self._inspection.append(microseconds(minutes, MINUTE))
        transit = microseconds(
            exponential(uniform(self._transit_key, token.order.index, token.line), config.transit_days), DAY
        )
        if config.refund == "on_scan":  # the carrier's first scan, a day after the request at the latest
            self._later(now + min(DAY, transit), token, self._pay_back)
        self._later(now + transit, token, self._received)

    def _received(self, token: Return, now: int) -> None:
        advance(token.ledger, RETURNING, INSPECTING, token.units)
        self._table["received"][token.index] = now
        if self._config.refund == "on_receipt":
            self._pay_back(token, now)
        self.stations[token.node].enter(token, now)

    def _inspected(self, token: Any, now: int) -> None:
        """Grade the units: back on the shelf, sold as seconds, or scrapped."""
        config = self._config
        u = uniform(self._grade_key, token.order.index, token.line)
        order, add = token.order.index, self._context.log.add
        if token.reason == Reason.DAMAGED or u >= 1.0 - config.scrapped:
            advance(token.ledger, INSPECTING, SCRAPPED, token.units)
            add(now, Kind.GOODS_SCRAPPED, order, token.line, 0, 0, token.item, token.node, 0, 0, token.units)
        elif u < config.restockable:
            advance(token.ledger, INSPECTING, RESTOCKED, token.units)
            self._stock.put_back(now, token.node, token.item, token.units, order, token.line, 0)
        else:
            advance(token.ledger, INSPECTING, DOWNGRADED, token.units)
            add(now, Kind.GOODS_DOWNGRADED, order, token.line, 0, 0, token.item, token.node, 0, 0, token.units)
        if config.refund == "on_inspection":
            self._pay_back(token, now)
        self._context.end_matter()

    def _pay_back(self, token: Return, now: int) -> None:
        self._table["refunded"][token.index] = now
        self._refund(token.order.index, token.line, token.units, token.index, now)


REASON_OF_FAULT = {
    Fault.CAPTURED_WRONG: Reason.WRONG,
    Fault.PICKED_WRONG: Reason.WRONG,
    Fault.DAMAGED: Reason.DAMAGED,
}
