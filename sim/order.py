"""The order: a quantity ledger for each line, a small payment machine, holds; the header is derived.

A line's ledger is a list of unit counts, one bucket a place in the order's life; `advance` is
the only thing that moves units (`advance_parts` for many lines at once), along the moves of one table, so every unit ordered is always in
exactly one bucket:

    ordered = cancelled + unallocated + backordered + allocated + picked + packed + shipped
    shipped = in_transit + delivered + lost + undeliverable
    delivered = kept + returning + inspecting + restocked + downgraded + scrapped
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from sim.clock import Token
from sim.units import UNOBSERVED

if TYPE_CHECKING:
    from sim.delivery.fleet import Trip

ORDERED = 0
CANCELLED = 1
UNALLOCATED = 2
BACKORDERED = 3
ALLOCATED = 4
PICKED = 5
PACKED = 6
IN_TRANSIT = 7
KEPT = 8
LOST = 9
UNDELIVERABLE = 10
RETURNING = 11
INSPECTING = 12
RESTOCKED = 13
DOWNGRADED = 14
SCRAPPED = 15
BUCKETS = 16

_TABLE = {
    UNALLOCATED: (CANCELLED, BACKORDERED, ALLOCATED),
    BACKORDERED: (CANCELLED, ALLOCATED),
    ALLOCATED: (UNALLOCATED, PICKED, CANCELLED),
    PICKED: (PACKED,),
    PACKED: (IN_TRANSIT,),
    IN_TRANSIT: (KEPT, LOST, UNDELIVERABLE, PACKED),  # a failed attempt comes back to the dock
    KEPT: (RETURNING,),
    RETURNING: (INSPECTING,),
    INSPECTING: (RESTOCKED, DOWNGRADED, SCRAPPED),
}
_ALLOWED = tuple(tuple(target in _TABLE.get(source, ()) for target in range(BUCKETS)) for source in range(BUCKETS))

Ledger = list[int]
"""Units of one line by bucket; index 0 is the quantity ordered and never changes."""


class LedgerError(Exception):
    """A move the table does not allow, or of more units than there are."""


Part = tuple[int, Ledger, int, int]
"""Units of one line in one fulfilment: line number, its ledger, item, units."""


def new_lines(quantities: Iterable[int]) -> list[Ledger]:
    """The ledgers of an order's lines, just ordered: everything unallocated."""
    return [[units, 0, units, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] for units in quantities]


def advance(line: Ledger, source: int, target: int, quantity: int) -> None:
    """Move `quantity` units from one bucket to another; the only way a ledger changes."""
    left = line[source] - quantity
    if left < 0 or not _ALLOWED[source][target]:
        raise LedgerError(f"cannot move {quantity} units from bucket {source} to {target}: {line}")
    line[source] = left
    line[target] += quantity


def advance_parts(parts: list[Part], source: int, target: int) -> None:
    """`advance` for all units of some parts: the table is asked once."""
    if not _ALLOWED[source][target]:
        raise LedgerError(f"no move leads from bucket {source} to {target}")
    for _, line, _, units in parts:
        left = line[source] - units
        if left < 0:
            raise LedgerError(f"cannot move {units} units from bucket {source} to {target}: {line}")
        line[source] = left
        line[target] += units


class Payment(IntEnum):
    """Where an order's payment stands."""

    CREATED = 0
    DECLINED = 1
    AUTHORISED = 2
    CAPTURED = 3
    VOIDED = 4


_PAYMENT_TABLE = {
    Payment.CREATED: (Payment.AUTHORISED, Payment.DECLINED, Payment.VOIDED),
    Payment.DECLINED: (Payment.AUTHORISED, Payment.VOIDED),
    Payment.AUTHORISED: (Payment.CAPTURED, Payment.VOIDED),
    Payment.CAPTURED: (Payment.CAPTURED,),
    Payment.VOIDED: (),
}


class Hold(IntEnum):
    """Why an order is held; an order may have several reasons at once."""

    DETAILS = 1
    PAYMENT = 2
    FRAUD_REVIEW = 3
    PRICE = 4


class Rejection(IntEnum):
    """Why an order ended before anything was shipped."""

    ABANDONED = 1
    PAYMENT = 2
    FRAUD = 3
    STOCK = 4


LATE = 1
FAULTY = 2
INCOMPLETE = 4
ATTEMPT_FAILED = 8
EXPERIENCE = LATE | FAULTY | INCOMPLETE | ATTEMPT_FAILED
"""What the customer met on the way: bits of `Order.flags`."""
ADDRESS_WRONG = 16
"""The address is wrong and nobody knows yet: a bit of `Order.flags`."""
COMPLAINED = 32
"""The customer has complained of wrong or damaged goods, once for the order: a bit of `Order.flags`."""


class Order(Token):
    """One order: `index` is its row on the tape, `lines` its ledgers.

    `open_parcels` counts fulfilments that have not ended, `waiting_lines` lines that still hope
    for stock; the order is over when both are 0. `delivered` is the time of the last delivery so
    far. `flags` are the bits above.
    """

    __slots__ = (
        "delivered", "flags", "holds", "lines", "open_parcels", "parcels", "payment", "priority", "waiting_lines",
    )  # fmt: skip

    def __init__(self, index: int, lines: list[Ledger], priority: int) -> None:
        self.callbacks = None
        self.index = index
        self.lines = lines
        self.priority = priority
        self.payment = 0
        self.holds = 0
        self.parcels = 0
        self.open_parcels = 0
        self.waiting_lines = 0
        self.delivered = UNOBSERVED
        self.flags = 0

    def pay(self, state: Payment) -> None:
        """Move the payment along its table."""
        if state not in _PAYMENT_TABLE[Payment(self.payment)]:
            raise LedgerError(f"payment cannot go from {Payment(self.payment).name} to {state.name}")
        self.payment = state

    def hold(self, reason: Hold) -> None:
        """Add a reason to hold the order."""
        self.holds |= 1 << reason

    def release(self, reason: Hold) -> None:
        """Take a reason away."""
        self.holds &= ~(1 << reason)


class Fulfilment(Token):
    """What one node sends to one customer in one parcel: `index` is its row in the log."""

    __slots__ = ("attempt", "node", "order", "parts", "priority", "ref", "trip")

    def __init__(self, index: int, order: Order, node: int, ref: int, parts: list[Part]) -> None:
        self.callbacks = None
        self.index = index
        self.order = order
        self.node = node
        self.ref = ref
        self.parts = parts
        self.priority = order.priority
        self.attempt = 0
        self.trip: Trip | None = None

    def units(self) -> int:
        """Units in the parcel."""
        return sum(units for _, _, _, units in self.parts)


_PLACES = (
    (IN_TRANSIT, "shipped"), (PACKED, "packed"), (PICKED, "picked"), (ALLOCATED, "allocated"),
    (BACKORDERED, "backordered"), (UNALLOCATED, "placed"),
)  # fmt: skip


def header(order: Order) -> str:
    """The status a customer is shown: the furthest place reached, "partially" if units lag behind.

    Precedence as in Medusa: delivered, shipped, packed, picked, allocated; all cancelled is
    "cancelled".
    """
    total = [sum(bucket) for bucket in zip(*order.lines, strict=True)]
    if total[CANCELLED] == total[ORDERED]:
        return "cancelled"
    alive = total[ORDERED] - total[CANCELLED]
    with_customer = sum(total[KEPT:LOST]) + sum(total[RETURNING:])
    reached = [("delivered", with_customer), *((name, total[bucket]) for bucket, name in _PLACES)]
    for name, units in reached:
        if units:
            return name if units == alive else f"partially {name}"
    return "closed"
