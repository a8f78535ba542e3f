"""Trips: one van, from its depot along the stops and back. Attempts name the trip they belong to."""

from __future__ import annotations

from sim.life.happening import Subject

TRIP = Subject(
    "route",
    "trips",
    ("node", "van", "van_type", "driver", "stops", "departed", "returned", "metres"),
    {"departed": "depart", "returned": "come back"},
)
