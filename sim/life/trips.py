"""Trips: one van, from its depot along the stops and back. Attempts name the trip they belong to."""

from __future__ import annotations

from enum import IntEnum

from sim.life.happening import Happening, Subject, Writer

TRIP = Subject(
    "route",
    "trips",
    ("node", "van", "van_type", "driver", "stops", "after", "departed", "returned", "metres"),
    {"departed": "depart", "returned": "come back"},
)
"""`after`: the trip of the same plan from which its van goes on; none where it left with its wave."""


class BreakTaken(IntEnum):
    """Whether a break began by its latest moment."""

    IN_TIME = 0
    LATE = 1


BREAKS = {BreakTaken.IN_TIME: "in time", BreakTaken.LATE: "later than it had to begin"}

BREAK_TAKEN = Happening(
    39,
    "take a break",
    ("trip", "node"),
    ("trip", "node", "van", "reason"),
    silent="of a driver, not of an order",
    reasons=BREAKS,
)
"""A driver's break on a trip, or right after one that was too late for it; those at the depot in time are not told."""


def break_taken(log: Writer, time: int, trip: int, node: int, van: int, *, late: bool) -> None:
    """A driver begins a break that was due on a trip."""
    log.add(time, BREAK_TAKEN.code, -1, 0, 0, 0, trip, node, van, BreakTaken.LATE if late else BreakTaken.IN_TIME, 0)


INCIDENT_MET = Happening(
    40,
    "be held up by an incident",
    ("trip", "node"),
    ("trip", "node", "van"),
    silent="on the way of a van, told as its late arrivals",
)
"""A drive that was held up by an incident, at the moment at which it began."""


def incident_met(log: Writer, time: int, trip: int, node: int, van: int) -> None:
    """A van begins a drive on which an incident holds it up."""
    log.add(time, INCIDENT_MET.code, -1, 0, 0, 0, trip, node, van, 0, 0)
