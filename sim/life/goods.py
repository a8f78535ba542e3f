"""Goods: what comes to a shelf, leaves it, and what the records learn."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Column, Happening, Writer


class CameBack(IntEnum):
    """Why units are put back on the shelf."""

    RETURNED = 0
    UNDELIVERED = 1
    UNCOLLECTED = 2
    CANCELLED = 3


CAME_BACK = {
    CameBack.RETURNED: "an inspected return",
    CameBack.UNDELIVERED: "an undelivered parcel",
    CameBack.UNCOLLECTED: "a parcel that nobody collected",
    CameBack.CANCELLED: "a parcel that its customer cancelled",
}

_SHELF = ("item", "node")
_LINE = ("order", "line", "item", "node")
_KPIS_ONLY = "stock, not the order's way"

STOCK_PICKED = Happening(
    20, "take stock", _LINE, (*_LINE, "parcel", "units"), silent="told as the picking of its parcel"
)
STOCK_RECEIVED = Happening(21, "receive stock", _SHELF, (*_SHELF, "units"), silent=_KPIS_ONLY)
STOCK_RETURNED = Happening(
    22, "put stock back", _SHELF, (*_LINE, "reason", "units"), silent="told as the return", reasons=CAME_BACK
)
STOCK_SHRUNK = Happening(23, "", (), (*_SHELF, "units"), silent=_KPIS_ONLY)
RECORD_CORRECTED = Happening(24, "", (), (*_LINE, "change"), silent=_KPIS_ONLY)
REPLENISHMENT_ORDERED = Happening(25, "order replenishment", _SHELF, (*_SHELF, "units"), silent=_KPIS_ONLY)
GOODS_DOWNGRADED = Happening(26, "", (), (*_LINE, "units"), silent="told as the inspection of the return")
TRANSFER_SENT = Happening(28, "send to another node", _SHELF, (*_SHELF, "other_node", "units"), silent=_KPIS_ONLY)
TRANSFER_RECEIVED = Happening(
    29, "receive from another node", _SHELF, (*_SHELF, "other_node", "units"), silent=_KPIS_ONLY
)
GOODS_SCRAPPED = Happening(27, "", (), (*_LINE, "units"), silent="told as the inspection of the return")


def stock_picked(
    log: Writer, times: Column, order: Column, line: Column, parcel: Column, item: Column, node: Column, units: Column
) -> None:
    """Units leave the shelf for their parcels, (lines,) each."""
    log.add_all(
        order.size, time=times, kind=STOCK_PICKED.code, order=order, line=line, ref=parcel, item=item, node=node,
        value=units,
    )  # fmt: skip


def stock_received(log: Writer, now: int, item: int, node: int, units: int) -> None:
    """The supplier's units arrive."""
    log.add(now, STOCK_RECEIVED.code, -1, 0, 0, 0, item, node, 0, 0, units)


def transfer_sent(log: Writer, now: int, item: int, node: int, to: int, units: int) -> None:
    """Units leave the shelf of a node for that of another."""
    log.add(now, TRANSFER_SENT.code, -1, 0, 0, 0, item, node, to, 0, units)


def transfer_received(log: Writer, now: int, item: int, node: int, sent_by: int, units: int) -> None:
    """Units of another node arrive."""
    log.add(now, TRANSFER_RECEIVED.code, -1, 0, 0, 0, item, node, sent_by, 0, units)


def stock_returned(
    log: Writer, now: int, order: int, line: int, item: int, node: int, reason: CameBack, units: int
) -> None:
    """Units that came back are put on the shelf."""
    log.add(now, STOCK_RETURNED.code, order, line, 0, 0, item, node, 0, reason, units)


def stock_shrunk(log: Writer, now: int, item: int, node: int, units: int) -> None:
    """Units vanish unseen."""
    log.add(now, STOCK_SHRUNK.code, -1, 0, 0, 0, item, node, 0, 0, units)


def record_corrected(log: Writer, now: int, order: int, line: int, item: int, node: int, change: int) -> None:
    """A record changes and no shelf does: by what it was found wrong, or became by a misgraded return of `order`."""
    log.add(now, RECORD_CORRECTED.code, order, line, 0, 0, item, node, 0, 0, change)


def replenishment_ordered(log: Writer, now: int, item: int, node: int, units: int) -> None:
    """Units are ordered from the supplier."""
    log.add(now, REPLENISHMENT_ORDERED.code, -1, 0, 0, 0, item, node, 0, 0, units)


def goods_downgraded(
    log: Writer, times: Column, order: Column, line: Column, item: Column, node: Column, units: Column
) -> None:
    """Returned units are sold as seconds, (returns,) each."""
    _graded(log, GOODS_DOWNGRADED, times, order, line, item, node, units)


def goods_scrapped(
    log: Writer, times: Column, order: Column, line: Column, item: Column, node: Column, units: Column
) -> None:
    """Returned units are thrown away, (returns,) each."""
    _graded(log, GOODS_SCRAPPED, times, order, line, item, node, units)


def _graded(
    log: Writer,
    happening: Happening,
    times: Column,
    order: Column,
    line: Column,
    item: Column,
    node: Column,
    units: Column,
) -> None:
    log.add_all(units.size, time=times, kind=happening.code, order=order, line=line, item=item, node=node, value=units)
