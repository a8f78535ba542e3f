"""The vehicles of a VRPLIB file: one capacity for all, or a section with a row for each vehicle.

Vehicles that follow one another and are alike become one type, so that vehicle k of the file is the k-th of the
problem's. Without VEHICLES there are as many as stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from solvers.instances.columns import by_vehicle, lists_by_vehicle
from solvers.instances.sections import Document
from solvers.problem import FAR, IntArray, Objective, Vehicle
from solvers.vehicle import MOST_TRIPS

MOST_VEHICLES = 100_000


class Fleet(NamedTuple):
    """The vehicles, what a plan is judged by, and who may go where (None: everybody everywhere)."""

    types: tuple[Vehicle, ...]
    objective: Objective
    allowed: IntArray | None


def read_fleet(document: Document, size: int, scale: int, timed: bool, at: Mapping[int, int]) -> Fleet:
    """The vehicles; a plan is judged by cost where they have prices, else by distance.

    `timed` says whether anybody may have to wait, `at` has the problem's node of each depot of the file.
    """
    stops = size - len(at)
    given = "VEHICLES" in document.header
    count = document.whole("VEHICLES", lowest=1) if given else max(1, stops)
    if count > MOST_VEHICLES:
        raise document.wrong("VEHICLES", f"{count} is not accepted, use at most {MOST_VEHICLES}")
    if not document.has("CAPACITY"):
        raise document.missing("CAPACITY")
    capacity = _capacities(document, count, given)
    fixed = _each(document, "VEHICLES_FIXED_COST", count, given)
    paid = _each(document, "VEHICLES_UNIT_DISTANCE_COST", count, given)
    rich = _rich(document, count, given, scale, timed, at, stops)
    priced = fixed is not None or paid is not None
    if priced and scale != 1:
        key = "VEHICLES_FIXED_COST" if fixed else "VEHICLES_UNIT_DISTANCE_COST"
        raise document.wrong(key, "prices of vehicles are not accepted where distances have decimals")
    allowed = _allowed(document, count, given, size, at)
    rows = zip(capacity, fixed or [0] * count, paid or [1] * count, rich, allowed or [()] * count, strict=True)
    types: list[Vehicle] = []
    served: list[tuple[int, ...]] = []
    for number, ((room, price, rate, more, whom), same) in enumerate(groupby(rows), start=1):
        # a file's unit of distance is a metre and its unit of money a minor one, so a rate is a thousandth of a
        # price per kilometre
        prices: dict[str, Any] = {"fixed_cost": price, "cost_per_kilometre": rate * 1000} if priced else {}
        types.append(Vehicle(f"vehicle {number}", sum(1 for _ in same), room, **prices, **more))
        served.append(whom)
    if len(types) == 1:
        types = [replace(types[0], name="vehicle")]
    objective = Objective.COST if priced else Objective.DISTANCE
    return Fleet(tuple(types), objective, np.array(served, dtype=np.int64).T if allowed else None)


def _capacities(document: Document, count: int, given: bool) -> list[int | tuple[int, ...]]:
    """The room of each vehicle: a number, or one for each dimension."""
    table = by_vehicle(document, "CAPACITY", count, given, width=None)
    assert table is not None
    if table.values.shape[1] == 1:
        return [*(_each(document, "CAPACITY", count, given, lowest=1) or ())]
    return [tuple(row) for row in table.units(document, 1).tolist()]


def _allowed(
    document: Document, count: int, given: bool, size: int, at: Mapping[int, int]
) -> list[tuple[int, ...]] | None:
    """For each vehicle a 1 or 0 for each node of the file: whether it may go there; None where the file has no list."""
    key = "VEHICLES_ALLOWED_CLIENTS"
    rows = lists_by_vehicle(document, key, count, given)
    if rows is None:
        return None
    found = []
    for number, listed in rows:
        places = [node - document.base for node in listed]
        if wrong := next((place for place in places if not 0 <= place < size or place in at), None):
            raise document.lines.wrong(number, f"{key}_SECTION", f"{wrong + document.base} is no stop, use their nodes")
        found.append(tuple(int(place in at or place in set(places)) for place in range(size)))
    return found


def _rich(
    document: Document, count: int, given: bool, scale: int, timed: bool, at: Mapping[int, int], stops: int
) -> list[dict[str, Any]]:
    """What each vehicle has beyond capacity and prices, as fields of `Vehicle`."""
    limits = _limits(document, count, given, scale, timed)
    homes = _depots(document, count, given, at)
    reloads = _reloads(document, count, given, at)
    again = _each(document, "VEHICLES_MAX_RELOADS", count, given)
    if again and not reloads:
        raise document.wrong("VEHICLES_MAX_RELOADS", "is of use beside VEHICLES_RELOAD_DEPOT_SECTION only")
    for van, fields in enumerate(limits):
        if homes:
            fields |= {"start": homes[van], "end": homes[van]}
        if reloads and reloads[van]:
            trips = again[van] + 1 if again else stops
            fields |= {"reload_at": reloads[van], "max_trips": max(1, min(trips, stops, MOST_TRIPS))}
    return limits


def _depots(document: Document, count: int, given: bool, at: Mapping[int, int]) -> list[int]:
    """The depot of each vehicle as a node of the problem; nothing where the file has none."""
    table = by_vehicle(document, "VEHICLES_DEPOT", count, given)
    if table is None:
        return []
    return [
        _depot(document, (int(number), "VEHICLES_DEPOT_SECTION"), value, at)
        for number, value in zip(table.line, table.values[:, 0].tolist(), strict=True)
    ]


def _reloads(document: Document, count: int, given: bool, at: Mapping[int, int]) -> list[tuple[int, ...]]:
    """The depots at which each vehicle may load again, none or several; nothing where the file has none."""
    section = "VEHICLES_RELOAD_DEPOT_SECTION"
    rows = lists_by_vehicle(document, "VEHICLES_RELOAD_DEPOT", count, given) or []
    return [
        tuple(dict.fromkeys(_depot(document, (number, section), node, at) for node in listed))
        for number, listed in rows
    ]


def _depot(document: Document, where: tuple[int, str], node: float, at: Mapping[int, int]) -> int:
    if node - document.base not in at:
        accepted = f"use {' or '.join(str(depot + document.base) for depot in at)}"
        raise document.lines.wrong(*where, f"{node:g} is no depot, {accepted}")
    return at[int(node) - document.base]


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


def _limits(document: Document, count: int, given: bool, scale: int, timed: bool) -> list[dict[str, Any]]:
    """How long and how far each vehicle may drive, as fields of `Vehicle`.

    DISTANCE limits a route's length with its service times, VEHICLES_MAX_DURATION its time. Where nobody waits a route
    may begin at 0, and all are the time at which it ends: a shift, which more solvers plan than other limits.
    """
    fields: list[dict[str, Any]] = [{} for _ in range(count)]
    for key in ("DISTANCE", "VEHICLES_MAX_DURATION", "VEHICLES_MAX_DISTANCE"):
        table = by_vehicle(document, key, count, given)
        if table is None:
            continue
        if key == "DISTANCE" and timed:
            raise document.wrong(key, "a limit on routes with their service times beside windows: not supported here")
        apart = key == "VEHICLES_MAX_DISTANCE" and (timed or document.has("SERVICE_TIME"))
        for van, limit in enumerate(table.units(document, scale)[:, 0].tolist()):
            if apart:
                fields[van]["max_distance"] = limit
            elif timed:
                fields[van]["shift_length"] = limit
            else:
                fields[van]["shift"] = (0, min(limit, fields[van].get("shift", (0, FAR))[1]))
    return fields
