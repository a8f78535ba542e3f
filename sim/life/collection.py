"""Click and collect: a parcel is ready at a store's counter, is collected there or not, and what else is done there."""

from __future__ import annotations

from sim.life.happening import Column, Happening, Writer

_PARCEL = ("order", "parcel", "node", "units")
_ABOUT = ("order", "parcel", "node")

PARCEL_READY = Happening(
    53, "make ready for collection", _ABOUT, _PARCEL, "{units} ready for collection, the customer is told", rank=10
)
PARCEL_COLLECTED = Happening(54, "collect parcel", _ABOUT, _PARCEL, "{units} collected", rank=12)
NOT_COLLECTED = Happening(
    55, "put uncollected parcel back", _ABOUT, _PARCEL, "{units} not collected in time, back on the shelf", rank=12
)
PARCEL_WAITS_FOR_PLACE = Happening(
    58,
    "wait for a place at the counter",
    _ABOUT,
    _PARCEL,
    "{units} in the store, where every place at the counter is taken",
    rank=10,
)
SOLD_AT_COUNTER = Happening(
    56,
    "sell at counter",
    ("order", "item", "node"),
    ("order", "item", "node", "units"),
    "{units} bought besides at the counter",
    rank=13,
)
RETURNED_AT_TILL = Happening(
    57, "", (), ("order", "line", "node", "units"), silent="told as the return, which was brought to a store"
)


def parcel_ready(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """A parcel stands at the counter of a store."""
    log.add(now, PARCEL_READY.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def parcel_waits_for_place(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """A parcel has come to its store, and stands in the back until a place at the counter is free."""
    log.add(now, PARCEL_WAITS_FOR_PLACE.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def parcel_collected(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """Its customer has it."""
    log.add(now, PARCEL_COLLECTED.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def not_collected(log: Writer, now: int, order: int, parcel: int, node: int, units: int) -> None:
    """It was held long enough: its goods are the store's."""
    log.add(now, NOT_COLLECTED.code, order, 0, parcel, 0, -1, node, 0, 0, units)


def sold_at_counter(log: Writer, now: int, order: int, item: int, node: int, units: int) -> None:
    """Who collects an order buys something of the shelf besides."""
    log.add(now, SOLD_AT_COUNTER.code, order, 0, 0, 0, item, node, 0, 0, units)


def returned_at_till(log: Writer, times: Column, order: Column, line: Column, node: Column, units: Column) -> None:
    """Units of a line are brought back to a store, (returns,) each."""
    log.add_all(order.size, time=times, kind=RETURNED_AT_TILL.code, order=order, line=line, node=node, value=units)
