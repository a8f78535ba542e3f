"""What can happen, said once: the subjects of the business, their stamps and states, and their happenings.

A *subject* (order, line, payment, parcel, trip, return, ticket, goods) has a file: the columns of its
table, its reasons with their words, and its happenings. A *happening* is declared as a frozen value
and written by the function of its name in lower case, which a room calls; whoever reads asks for
fields by name. Timeline, exports and KPIs take words, units and reasons from here.
"""

from enum import IntEnum

from sim.life import collection, goods, lines, offers, orders, parcels, payments, returns, tickets, trips, walk_ins
from sim.life.happening import Happening, Subject

SUBJECTS: tuple[Subject, ...] = (
    orders.ORDER,
    parcels.PARCEL,
    returns.RETURN,
    tickets.TICKET,
    trips.TRIP,
    walk_ins.WALK_IN,
)
"""Subjects with a table of their own in the log, in the order of their tables there."""

_FILES = (payments, orders, lines, offers, goods, parcels, collection, trips, returns, tickets, walk_ins)

_BY_NAME: dict[str, Happening] = {
    name: value for subject in _FILES for name, value in vars(subject).items() if isinstance(value, Happening)
}

HAPPENINGS: dict[int, Happening] = {value.code: value for value in _BY_NAME.values()}
"""Every happening by its code in the log."""

Kind = IntEnum("Kind", {name: value.code for name, value in _BY_NAME.items()})  # type: ignore[misc]
"""The codes by name, for those who read packed rows: ``rows[rows["kind"] == Kind.LINE_SHORT]``."""

__all__ = ["HAPPENINGS", "SUBJECTS", "Happening", "Kind", "Subject"]
