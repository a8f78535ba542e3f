"""Orders: a quantity ledger for each line, a small payment machine, flags.

The state of all orders stands in columns, so that what happens to many at once is one step. A
line's ledger is a row of unit counts, one bucket a place in the order's life; `move` and
`move_orders` are the only things that change it, along the moves of one table, so every unit
ordered is always in exactly one bucket:

    ordered = cancelled + unallocated + backordered + allocated + picked + packed + shipped
    shipped = in_transit + delivered + lost + undeliverable
    delivered = kept + returning + inspecting + restocked + downgraded + scrapped

An order's header is a pure function of its ledgers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.ledger import move_lines, move_orders
from sim.life import payments
from sim.life.ledger import (
    ALLOCATED,
    BACKORDERED,
    BUCKETS,
    CANCELLED,
    IN_TRANSIT,
    KEPT,
    MOVES,
    ORDERED,
    PACKED,
    PICKED,
    RETURNING,
    UNALLOCATED,
    LedgerError,
)
from sim.life.orders import ADDRESS_WRONG
from sim.life.payments import Payment
from sim.tape import EXPRESS, Tape

_ALLOWED = tuple(tuple(target in MOVES.get(source, ()) for target in range(BUCKETS)) for source in range(BUCKETS))


def _counter(orders: int, long: bool) -> NDArray[np.uint16] | NDArray[np.uint32]:
    return np.zeros(orders, dtype=np.uint32) if long else np.zeros(orders, dtype=np.uint16)


_PAYABLE = tuple(tuple(target in payments.MOVES[source] for target in Payment) for source in Payment)


LONG_ORDER = 600
"""Lines of an order that may have to be counted beyond 65 535: each may come, and be missing, in a hundred parcels."""


class OrderBook:
    """The state of all orders, in columns by order (and by line for the ledger).

    item : int32 (lines,), what each line is of: what was asked for, or what its customer took instead.
    units : (lines, BUCKETS), the line ledger; uint8 where nobody orders more than 255 of a thing, else as wide as the
    baskets' quantities.
    flags : uint8, bits; payment : uint8, see `Payment`; priority : uint8, 0 is served first.
    parcels : fulfilments made so far; open_parcels : those that have not ended; at_counter : of these, those that stand
    at a store's counter for their customer; waiting_lines : lines, in each of the parcels they were promised to, that
    still hope for stock; uint16, or uint32 where somebody orders more than `LONG_ORDER` lines. An order is over when it
    has neither open parcels nor waiting lines.
    """

    def __init__(self, tape: Tape, address_wrong: NDArray[np.bool_]) -> None:
        orders = tape.orders
        self.line_start = tape.baskets.line_start
        quantity = tape.baskets.quantity
        self.item = tape.baskets.item.copy()
        # Small numbers: what a day touches of the ledger is to stay in the processor's cache.
        small = quantity.max(initial=0) <= np.iinfo(np.uint8).max
        self.units = np.zeros((tape.lines, BUCKETS), dtype=np.uint8 if small else quantity.dtype)
        self.units[:, ORDERED] = self.units[:, UNALLOCATED] = quantity
        self.flags = (address_wrong * ADDRESS_WRONG).astype(np.uint8)
        self.payment = np.zeros(orders, dtype=np.uint8)
        self.priority = (tape.preference != EXPRESS).astype(np.uint8)
        long = np.diff(self.line_start).max(initial=0) > LONG_ORDER
        self.parcels, self.open_parcels, self.waiting_lines, self.at_counter = (
            _counter(orders, long) for _ in range(4)
        )
        self._units = memoryview(self.units)
        self._payment = memoryview(self.payment)

    def move(self, line: int, source: int, target: int, units: int) -> None:
        """Move `units` of one line from one bucket to another."""
        left = self._units[line, source] - units
        if left < 0 or not _ALLOWED[source][target]:
            raise LedgerError(
                f"cannot move {units} units of line {line} from bucket {source} to {target}: {self.units[line]}"
            )
        self._units[line, source] = left
        self._units[line, target] += units

    def move_orders(self, orders: NDArray[np.int64], source: int, target: int) -> None:
        """Move all units that whole orders have in one bucket to another."""
        if not _ALLOWED[source][target]:
            raise LedgerError(f"no move leads from bucket {source} to {target}")
        move_orders(self.units, self.line_start, orders, source, target)

    def move_lines(self, lines: NDArray[np.int64], units: NDArray[np.int64], source: int, target: int) -> None:
        """Move `units` (lines,) of some lines from one bucket to another; a line may stand there twice."""
        if not _ALLOWED[source][target]:
            raise LedgerError(f"no move leads from bucket {source} to {target}")
        done = move_lines(self.units, lines, units, source, target)
        if done < lines.size:
            line = lines[done]
            raise LedgerError(
                f"cannot move {units[done]} units of line {line} from bucket {source} to {target}: {self.units[line]}"
            )

    def pay(self, order: int, state: Payment) -> None:
        """Move an order's payment along its table."""
        if not _PAYABLE[self._payment[order]][state]:
            raise LedgerError(f"payment cannot go from {Payment(self._payment[order]).name} to {state.name}")
        self._payment[order] = state

    def cancel(self, order: int) -> None:
        """Cancel everything of an order of which nothing is promised."""
        self.move_orders(np.array([order]), UNALLOCATED, CANCELLED)
        self.pay(order, Payment.VOIDED)

    def capture(self, orders: NDArray[np.int64]) -> None:
        """Capture payments; each must be authorised, or captured for an earlier shipment."""
        before = self.payment[orders]
        if not np.all((before == Payment.AUTHORISED) | (before == Payment.CAPTURED)):
            raise LedgerError("a payment was captured that was not authorised")
        self.payment[orders] = Payment.CAPTURED

    def are_awaited(self, orders: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether customers still wait for something of each order, (orders,); what is at a counter waits for them."""
        under_way = self.open_parcels[orders] > self.at_counter[orders]
        awaited: NDArray[np.bool_] = under_way | (self.waiting_lines[orders] > 0)
        return awaited

    def is_awaited(self, order: int) -> bool:
        """Whether the customer of one order still waits."""
        return bool(self.open_parcels[order] > self.at_counter[order] or self.waiting_lines[order])

    def correct_address(self, orders: NDArray[np.int64] | int) -> None:
        """The address is right from now on."""
        self.flags[orders] &= ~np.uint8(ADDRESS_WRONG)

    def header(self, order: int) -> str:
        """The status a customer is shown."""
        return header(self.units[self.line_start[order] : self.line_start[order + 1]])


_PLACES = (
    (IN_TRANSIT, "shipped"), (PACKED, "packed"), (PICKED, "picked"), (ALLOCATED, "allocated"),
    (BACKORDERED, "backordered"), (UNALLOCATED, "placed"),
)  # fmt: skip


def header(ledgers: NDArray[np.integer[Any]]) -> str:
    """The status of an order from its lines' ledgers, (lines, BUCKETS).

    The furthest place reached, "partially" if units lag behind; precedence as in Medusa: delivered,
    shipped, packed, picked, allocated. All cancelled is "cancelled".
    """
    total = ledgers.sum(axis=0).tolist()
    if total[CANCELLED] == total[ORDERED]:
        return "cancelled"
    alive = total[ORDERED] - total[CANCELLED]
    with_customer = total[KEPT] + sum(total[RETURNING:])
    for name, units in (("delivered", with_customer), *((name, total[bucket]) for bucket, name in _PLACES)):
        if units:
            return name if units == alive else f"partially {name}"
    return "closed"
