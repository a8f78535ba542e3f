"""VROOM's JSON input, where it says no more than a `RoutingProblem` can hold.

Jobs are stops 1 to n in their order, behind them come pick-up and delivery of each shipment; each must be served.
VROOM's cost is time on the road, or a matrix of costs: that stands as distances, so that what a plan costs here is what
it costs there. Times are seconds. A higher priority comes before all lower ones. What is not supported is refused by
its name in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from solvers.instances.lines import InstanceError, Lines
from solvers.instances.vroom_parts import Parts
from solvers.problem import FAR, MOST_CLASSES, NOWHERE, IntArray, Objective, RoutingProblem, Vehicle

TOLD = ("id", "description")
"""Keys that change nothing."""
TOP = ("jobs", "shipments", "vehicles", "matrix", "matrices", "options")
JOB = (
    *TOLD, "location", "location_index", "service", "delivery", "amount", "pickup", "skills", "time_windows",
    "priority",
)  # fmt: skip
SHIPMENT = ("amount", "pickup", "delivery", "skills", "priority")
STEP = (*TOLD, "location", "location_index", "service", "time_windows")
VEHICLE = (
    *TOLD, "profile", "type", "start", "start_index", "end", "end_index", "capacity", "skills", "time_window", "breaks",
    "max_tasks", "max_travel_time", "costs",
)  # fmt: skip
BROUGHT, TAKEN = ("delivery", "amount"), ("pickup",)
USUAL = 3600
"""VROOM's price of an hour: a second on the road costs 1."""


def looks_like_vroom(found: Mapping[str, Any]) -> bool:
    """Whether a JSON object has what a VROOM problem begins with."""
    return "vehicles" in found and ("jobs" in found or "shipments" in found)


def read_vroom(lines: Lines, found: dict[str, Any]) -> RoutingProblem:
    """The problem of a VROOM file that has been read; `InstanceError` for what is wrong or not supported."""
    parts = Parts(lines)
    parts.supported(found, TOP, "")
    jobs, shipments, vehicles = (parts.objects(found, key) for key in ("jobs", "shipments", "vehicles"))
    for key, accepted, objects in (
        ("jobs", JOB, jobs),
        ("shipments", SHIPMENT, shipments),
        ("vehicles", VEHICLE, vehicles),
    ):
        for number, one in enumerate(objects, start=1):
            parts.supported(one, accepted, f"{key}: {number}: ")
    durations, costs = _travel(parts, found, vehicles)
    depots = _depots(parts, vehicles, len(durations))
    visits = [*jobs, *(step for number, one in enumerate(shipments, start=1) for step in _steps(parts, one, number))]
    rows = [depots[0], *(parts.index(visit, "location_index", len(durations)) for visit in visits), *depots[1:]]
    at = {row: (0, *range(len(visits) + 1, len(rows)))[number] for number, row in enumerate(depots)}
    width = _width(parts, [*jobs, *shipments], vehicles)
    tasks = [*jobs, *(one for one in shipments for _ in range(2))]

    def column(values: Sequence[Any], empty: Any) -> IntArray:
        return np.array([empty, *values, *[empty] * (len(depots) - 1)], dtype=np.int64)

    def loads(keys: tuple[str, ...], of_pair: int) -> IntArray:
        nothing = [0] * width
        values = [parts.load(job, keys, width) for job in jobs]
        for one in shipments:
            amount = parts.load(one, ("amount",), width)
            values += [nothing, amount] if of_pair else [amount, nothing]
        table = column(values, nothing)
        return table[:, 0] if width == 1 else table

    try:
        fleet, objective = _fleet(parts, vehicles, at, width, limited=costs is durations)
        every = np.ix_(rows, rows)
        return RoutingProblem(
            demand=loads(BROUGHT, of_pair=1),
            pickup=loads(TAKEN, of_pair=0),
            pairs=np.arange(len(jobs) + 1, len(visits) + 1, dtype=np.int64).reshape(-1, 2),
            vehicles=fleet,
            distance=costs[every],
            duration=None if costs is durations else durations[every],
            service_time=column([parts.number(visit, "service", 0) for visit in visits], 0),
            time_window=_windows([parts.windows(visit, "time_windows") for visit in visits], len(depots)),
            skills=column([parts.skills(task) for task in tasks], 0),
            priority=column(_classes(parts, tasks), 0),
            depots=len(depots),
            objective=objective,
            name=lines.path.stem,
        )
    except (ValueError, OverflowError) as error:
        if isinstance(error, InstanceError):
            raise
        raise lines.wrong(1, "format", str(error)) from None


def _steps(parts: Parts, shipment: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Pick-up and delivery of a shipment."""
    found = []
    for key in ("pickup", "delivery"):
        step = shipment.get(key)
        if not isinstance(step, dict):
            what = f"{'missing' if step is None else 'is not accepted'}, use an object"
            raise parts.wrong(key, what, f"shipments: {number}: {key}")
        parts.supported(step, STEP, f"shipments: {number}: {key}: ")
        found.append(step)
    return found


def _width(parts: Parts, tasks: list[dict[str, Any]], vehicles: list[dict[str, Any]]) -> int:
    """In how many dimensions loads are told."""
    keys = ("capacity", "amount", "delivery", "pickup")
    # the pickup and the delivery of a shipment are no loads
    told = [
        len(parts.numbers(one, key))
        for one in (*vehicles, *tasks)
        for key in keys
        if not isinstance(one.get(key), dict)
    ]
    return max(1, *told)


def _windows(spans: list[list[tuple[int, int]]], depots: int) -> IntArray:
    """Windows of all nodes, as many for each as the stop with the most has."""
    most = max((len(one) for one in spans), default=1)
    rows = [[(0, FAR)], *spans, *[[(0, FAR)]] * (depots - 1)]
    table = np.array([one + [(FAR, FAR)] * (most - len(one)) for one in rows], dtype=np.int64)
    return table[:, 0] if most == 1 else table


def _classes(parts: Parts, tasks: list[dict[str, Any]]) -> list[int]:
    """Priorities as classes: their order counts, not how far they are apart."""
    given = [parts.number(task, "priority", 0, 100) for task in tasks]
    levels = sorted({0, *given})
    if len(levels) > MOST_CLASSES + 1:
        raise parts.wrong("priority", f"{len(levels) - 1} levels above 0 are not accepted, use {MOST_CLASSES} at most")
    return [levels.index(one) for one in given]


def _travel(parts: Parts, found: dict[str, Any], vehicles: list[dict[str, Any]]) -> tuple[IntArray, IntArray]:
    """Seconds between rows of the matrix of the one profile, and what is paid for: those, or a matrix of its own."""
    profiles = sorted({str(vehicle.get("profile", "car")) for vehicle in vehicles})
    if len(profiles) > 1:
        raise parts.wrong("profile", f"travel times by vehicle ({', '.join(profiles)}): not supported here")
    if "matrix" in found and "matrices" in found:
        raise parts.wrong("matrix", "stands beside matrices, use one of them")
    own: Any = {"durations": found.get("matrix")}
    if "matrices" in found:
        matrices = found["matrices"]
        own = matrices.get(profiles[0]) if isinstance(matrices, dict) else None
        if not isinstance(own, dict):
            raise parts.wrong("matrices", f"has none for the profile {profiles[0]!r} of the vehicles")
        parts.supported(own, ("durations", "distances", "costs"), "matrices: ")
    key = "matrices" if "matrices" in found else "matrix"
    if own.get("durations") is None:
        what = "missing: coordinates alone need a road server, a matrix of durations is accepted"
        raise parts.wrong("matrices", what)
    durations = _matrix(parts, own["durations"], key)
    if "costs" not in own:
        return durations, durations
    costs = _matrix(parts, own["costs"], key)
    if costs.shape != durations.shape:
        raise parts.wrong("costs", "is not accepted, use a matrix of the size of durations")
    return durations, costs


def _matrix(parts: Parts, table: Any, key: str) -> IntArray:
    try:
        matrix = np.array(table)
    except ValueError:
        matrix = np.empty(0)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.dtype.kind != "i":
        raise parts.wrong(key, "is not accepted, use a square matrix of whole numbers of seconds")
    return matrix.astype(np.int64)


def _depots(parts: Parts, vehicles: list[dict[str, Any]], size: int) -> list[int]:
    """The rows at which vehicles start and end, as they come in the file."""
    rows: dict[int, None] = {}
    for vehicle in vehicles:
        if "start_index" not in vehicle and "end_index" in vehicle:
            raise parts.wrong("end_index", "routes that begin anywhere: not supported here, start_index is accepted")
        keys = ["start_index", *(["end_index"] if "end_index" in vehicle else [])]
        rows |= dict.fromkeys(parts.index(vehicle, key, size) for key in keys)
    return list(rows)


def _fleet(
    parts: Parts, vehicles: list[dict[str, Any]], at: Mapping[int, int], width: int, limited: bool
) -> tuple[tuple[Vehicle, ...], Objective]:
    """The vehicles, those alike as one type where they follow one another, and what a plan is judged by."""
    types: list[Vehicle] = []
    prices = [_prices(parts, vehicle) for vehicle in vehicles]
    priced = any(price != (0, USUAL) for price in prices)
    bounded = any("capacity" in vehicle for vehicle in vehicles)
    for vehicle, (fixed, hour) in zip(vehicles, prices, strict=True):
        if not limited and (hour != USUAL or "max_travel_time" in vehicle):
            key = "per_hour" if hour != USUAL else "max_travel_time"
            raise parts.wrong(key, "stands beside a matrix of costs, use one of them")
        rooms = tuple(parts.load(vehicle, ("capacity",), width)) if bounded else (FAR,) * width
        made = Vehicle(
            f"vehicle {vehicle.get('id', len(types) + 1)}",
            1,
            rooms[0] if width == 1 else rooms,
            shift=parts.window(vehicle["time_window"], "time_window") if "time_window" in vehicle else (0, FAR),
            fixed_cost=fixed,
            cost_per_kilometre=hour * 1000 // 3600 if priced else 0,  # a thousand seconds stand as a kilometre
            start=at[vehicle["start_index"]],
            end=at[vehicle["end_index"]] if "end_index" in vehicle else NOWHERE,
            breaks=parts.breaks(vehicle),
            max_stops=max(1, parts.number(vehicle, "max_tasks", FAR, FAR)),
            max_distance=parts.number(vehicle, "max_travel_time", FAR, FAR),
            skills=parts.skills(vehicle),
        )
        if vehicle.get("max_tasks") == 0:
            made = replace(made, count=0)
        if types and replace(types[-1], name="", count=1) == replace(made, name="") and made.count:
            types[-1] = replace(types[-1], count=types[-1].count + 1)
        else:
            types.append(made)
    return tuple(types), Objective.COST if priced else Objective.DISTANCE


def _prices(parts: Parts, vehicle: dict[str, Any]) -> tuple[int, int]:
    costs = vehicle.get("costs", {})
    if not isinstance(costs, dict):
        raise parts.wrong("costs", "is not accepted, use an object")
    parts.supported(costs, ("fixed", "per_hour"), "costs: ")
    hour = parts.number(costs, "per_hour", USUAL)
    if hour * 1000 % 3600:
        raise parts.wrong("per_hour", f"{hour} is not accepted, use a multiple of 18")
    return parts.number(costs, "fixed", 0), hour
