"""Order lines: why one is cancelled or wrong, and what happens to its units."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Column, Happening, Writer


class Cancellation(IntEnum):
    """Why a line was cancelled."""

    CUSTOMER_DROPPED = 1
    ORDER_CANCELLED = 2
    NOT_FOUND = 3
    NOBODY_SENDS = 4


CANCELLATIONS = {
    Cancellation.CUSTOMER_DROPPED: "not in stock, the customer goes without",
    Cancellation.ORDER_CANCELLED: "not in stock",
    Cancellation.NOT_FOUND: "cancelled: not to be found",
    Cancellation.NOBODY_SENDS: "cancelled: nobody sends it",
}


class Fault(IntEnum):
    """Why a line is not what the customer wanted."""

    CAPTURED_WRONG = 0
    PICKED_WRONG = 1
    DAMAGED = 2


FAULTS = {
    Fault.CAPTURED_WRONG: "was taken down wrong",
    Fault.PICKED_WRONG: "was picked wrong",
    Fault.DAMAGED: "arrived damaged",
}

_LINE = ("order", "line", "item")
_AT_NODE = ("order", "line", "item", "node")

LINE_BACKORDERED = Happening(
    10, "backorder line", _LINE, (*_AT_NODE, "units"), "{line}: {units} not in stock, the customer waits", rank=5
)
LINE_CANCELLED = Happening(
    11, "cancel line", _LINE, (*_AT_NODE, "reason", "units"), "{line}: {reason}", rank=5, reasons=CANCELLATIONS
)
LINE_ALLOCATED = Happening(
    12, "allocate line", _AT_NODE, (*_AT_NODE, "parcel", "units"), "{line}: {units} found for the order", rank=6
)
LINE_SHORT = Happening(
    13,
    "miss line on the shelf",
    _AT_NODE,
    (*_AT_NODE, "parcel", "units"),
    "{line}: {units} missing on the shelf",
    rank=7,
)
LINE_MISPICKED = Happening(
    14,
    "pick line wrong",
    _AT_NODE,
    (*_AT_NODE, "parcel", "noticed", "units"),
    silent="put right at packing, or met by the customer, who says so",
)
LINE_SUBSTITUTED = Happening(
    15, "replace line", _AT_NODE, (*_AT_NODE, "units"), "{line}: {units} of another item, for no more money", rank=5
)
WRONG_LINE = Happening(
    42, "find line wrong", _LINE, (*_AT_NODE, "parcel", "reason", "units"), "{line} {reason}", rank=12, reasons=FAULTS
)


def line_backordered(log: Writer, now: int, order: int, line: int, item: int, node: int, units: int) -> None:
    """Units that nobody has are waited for; `line`: number within its order."""
    log.add(now, LINE_BACKORDERED.code, order, line, 0, 0, item, node, 0, 0, units)


def line_cancelled(
    log: Writer, now: int, order: int, line: int, item: int, node: int, reason: Cancellation, units: int
) -> None:
    """Units are given up."""
    log.add(now, LINE_CANCELLED.code, order, line, 0, 0, item, node, 0, reason, units)


def line_allocated(log: Writer, now: int, order: int, line: int, parcel: int, item: int, node: int, units: int) -> None:
    """Units that were waited for are promised to parcel number `parcel` of the order."""
    log.add(now, LINE_ALLOCATED.code, order, line, parcel, 0, item, node, 0, 0, units)


def line_substituted(log: Writer, now: int, order: int, line: int, item: int, node: int, units: int) -> None:
    """The customer takes `item` in place of what the line asked for."""
    log.add(now, LINE_SUBSTITUTED.code, order, line, 0, 0, item, node, 0, 0, units)


def line_short(log: Writer, now: int, order: int, line: int, parcel: int, item: int, node: int, units: int) -> None:
    """Promised units are not on the shelf."""
    log.add(now, LINE_SHORT.code, order, line, parcel, 0, item, node, 0, 0, units)


def lines_mispicked(
    log: Writer,
    times: Column,
    order: Column,
    line: Column,
    parcel: Column,
    item: Column,
    node: Column,
    noticed: Column,
    units: Column,
) -> None:
    """Lines are picked wrong, (lines,) each; `noticed`: put right at packing."""
    log.add_all(
        order.size, time=times, kind=LINE_MISPICKED.code, order=order, line=line, ref=parcel, item=item, node=node,
        reason=noticed, value=units,
    )  # fmt: skip


def wrong_lines(
    log: Writer,
    times: Column,
    order: Column,
    line: Column,
    parcel: Column,
    item: Column,
    node: Column,
    reason: Column,
    units: Column,
) -> None:
    """Customers find lines wrong, (lines,) each; reason: see `Fault`."""
    log.add_all(
        order.size, time=times, kind=WRONG_LINE.code, order=order, line=line, ref=parcel, item=item, node=node,
        reason=reason, value=units,
    )  # fmt: skip
