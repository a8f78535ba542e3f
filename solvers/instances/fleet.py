"""The vehicles of a VRPLIB file: one capacity for all, or a section with a row for each vehicle.

Vehicles that follow one another and are alike become one type, so that vehicle k of the file is the k-th of the
problem's. Without VEHICLES there are as many as stops.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from solvers.instances.columns import by_vehicle
from solvers.instances.sections import Document
from solvers.problem import FAR, Objective, Vehicle

MOST_VEHICLES = 100_000


def read_fleet(document: Document, stops: int, scale: int, timed: bool) -> tuple[tuple[Vehicle, ...], Objective]:
    """The vehicles, and what a plan is judged by: cost where vehicles have prices, else distance."""
    given = "VEHICLES" in document.header
    count = document.whole("VEHICLES", lowest=1) if given else max(1, stops)
    if count > MOST_VEHICLES:
        raise document.wrong("VEHICLES", f"{count} is not accepted, use at most {MOST_VEHICLES}")
    if not document.has("CAPACITY"):
        raise document.missing("CAPACITY")
    capacity = _each(document, "CAPACITY", count, given, lowest=1)
    fixed = _each(document, "VEHICLES_FIXED_COST", count, given)
    paid = _each(document, "VEHICLES_UNIT_DISTANCE_COST", count, given)
    shifts = [(0, limit) for limit in _limits(document, count, given, scale, timed)]
    priced = fixed is not None or paid is not None
    if priced and scale != 1:
        key = "VEHICLES_FIXED_COST" if fixed else "VEHICLES_UNIT_DISTANCE_COST"
        raise document.wrong(key, "prices of vehicles are not accepted where distances have decimals")
    rows = zip(capacity or [], fixed or [0] * count, paid or [1] * count, shifts, strict=True)
    types = []
    for number, ((room, price, rate, shift), same) in enumerate(groupby(rows), start=1):
        # a file's unit of distance is a metre and its unit of money a minor one, so a rate is a thousandth of a
        # price per kilometre
        prices = (price, rate * 1000) if priced else (0, 0)
        types.append(Vehicle(f"vehicle {number}", sum(1 for _ in same), room, shift, *prices))
    if len(types) == 1:
        only = types[0]
        types = [Vehicle("vehicle", only.count, only.capacity, only.shift, only.fixed_cost, only.cost_per_kilometre)]
    return tuple(types), Objective.COST if priced else Objective.DISTANCE


def _each(document: Document, key: str, count: int, given: bool, lowest: int = 0) -> list[int] | None:
    """A whole number for each vehicle; None where the file has none."""
    table = by_vehicle(document, key, count, given)
    if table is None:
        return None
    wrong = np.flatnonzero((table.values < lowest) | (table.values != np.floor(table.values)))
    if len(wrong):
        what = f"{table.values[wrong[0], 0]:g} is not accepted, use a whole number >= {lowest}"
        raise table.wrong(document, int(wrong[0]), what)
    return [int(value) for value in table.values[:, 0]]


def _limits(document: Document, count: int, given: bool, scale: int, timed: bool) -> list[int]:
    """The latest end of each vehicle's shift, which begins at 0.

    DISTANCE limits a route's length with its service times, VEHICLES_MAX_DURATION its time. Where no stop has a window
    nobody waits, a route may begin at 0, and both are the time at which it ends.
    """
    limits = [FAR] * count
    for key in ("DISTANCE", "VEHICLES_MAX_DURATION", "VEHICLES_MAX_DISTANCE"):
        table = by_vehicle(document, key, count, given)
        if table is None:
            continue
        if timed:
            raise document.wrong(key, "a limit on routes beside time windows: not supported here")
        if key == "VEHICLES_MAX_DISTANCE" and document.has("SERVICE_TIME"):
            raise document.wrong(key, "a limit on distance beside service times: not supported here")
        given_limits = table.units(document, scale)[:, 0].tolist()
        limits = [min(pair) for pair in zip(limits, given_limits, strict=True)]
    return limits
