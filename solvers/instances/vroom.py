"""VROOM's JSON input, where it says no more than a `RoutingProblem` can hold.

Jobs are stops 1 to n in their order, behind them come pick-up and delivery of each shipment; each must be served.
VROOM's cost is time on the road, so travel times stand as distances too: what a plan costs here is what it costs there.
Times are seconds. What is not supported is refused by its name in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from solvers.instances.json_files import line_of, only
from solvers.instances.lines import InstanceError, Lines
from solvers.problem import FAR, IntArray, Objective, RoutingProblem, Vehicle

TOLD = ("id", "description")
"""Keys that change nothing."""
TOP = ("jobs", "shipments", "vehicles", "matrix", "matrices", "options")
JOB = (*TOLD, "location", "location_index", "service", "delivery", "amount", "time_windows", "priority")
SHIPMENT = ("amount", "pickup", "delivery", "priority")
STEP = (*TOLD, "location", "location_index", "service", "time_windows")
VEHICLE = (*TOLD, "profile", "start", "start_index", "end", "end_index", "capacity", "time_window", "costs")
UNSUPPORTED = {
    "pickup": "goods collected on the way",
    "skills": "stops that only some vehicles may serve",
    "setup": "setting up once an address",
    "setup_per_type": "setting up once an address",
    "service_per_type": "service times by type of vehicle",
    "breaks": "breaks",
    "speed_factor": "speeds by vehicle",
    "max_tasks": "a limit on stops",
    "max_travel_time": "a limit on travel time",
    "max_distance": "a limit on distance",
    "steps": "frozen routes",
    "type": "types of vehicle",
    "per_km": "prices by distance beside time",
    "per_task_hour": "prices of working time",
}
USUAL = 3600
"""VROOM's price of an hour: a second on the road costs 1."""


def looks_like_vroom(found: Mapping[str, Any]) -> bool:
    """Whether a JSON object has what a VROOM problem begins with."""
    return "vehicles" in found and ("jobs" in found or "shipments" in found)


def read_vroom(lines: Lines, found: dict[str, Any]) -> RoutingProblem:
    """The problem of a VROOM file that has been read; `InstanceError` for what is wrong or not supported."""
    reader = _Reader(lines)
    reader.supported(found, TOP, "")
    jobs, shipments, vehicles = (reader.objects(found, key) for key in ("jobs", "shipments", "vehicles"))
    for key, accepted, tasks in (("jobs", JOB, jobs), ("shipments", SHIPMENT, shipments)):
        for at, task in enumerate(tasks, start=1):
            reader.supported(task, accepted, f"{key}: {at}: ")
            if task.get("priority", 0) != 0:
                raise reader.wrong("priority", "priority classes: not supported here")
    for at, vehicle in enumerate(vehicles, start=1):
        reader.supported(vehicle, VEHICLE, f"vehicles: {at}: ")
    travel = reader.travel(found, vehicles)
    depot = reader.depot(vehicles, len(travel))
    steps = [step for at, shipment in enumerate(shipments, start=1) for step in reader.steps(shipment, at)]
    visits = [*jobs, *steps]
    nodes = [depot, *(reader.index(visit, "location_index", len(travel)) for visit in visits)]
    amounts = [reader.load(shipment, "amount") for shipment in shipments]
    brought = [load for amount in amounts for load in (0, amount)]
    taken = [load for amount in amounts for load in (amount, 0)]
    fleet, objective = reader.fleet(vehicles)
    road = travel[np.ix_(nodes, nodes)]
    try:
        return RoutingProblem(
            demand=np.array([0, *(reader.load(job) for job in jobs), *brought], dtype=np.int64),
            pickup=np.array([0] * (1 + len(jobs)) + taken, dtype=np.int64),
            pairs=np.arange(len(jobs) + 1, len(nodes), dtype=np.int64).reshape(-1, 2),
            vehicles=fleet,
            distance=road,
            service_time=np.array([0, *(reader.number(visit, "service", 0) for visit in visits)], dtype=np.int64),
            time_window=np.array([(0, FAR), *(reader.window(visit) for visit in visits)], dtype=np.int64),
            objective=objective,
            name=lines.path.stem,
        )
    except (ValueError, OverflowError) as error:
        raise lines.wrong(1, "format", str(error)) from None


class _Reader:
    """The parts of a file, and errors that name them."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines

    def wrong(self, key: str, what: str) -> InstanceError:
        return self.lines.wrong(line_of(self.lines, key), key, what)

    def supported(self, found: dict[str, Any], accepted: tuple[str, ...], where: str) -> None:
        for key, value in found.items():
            if key in UNSUPPORTED and key not in accepted and value not in ([], {}, 0, None):
                raise self.wrong(key, f"{UNSUPPORTED[key]}: not supported here")
        told = {key: value for key, value in found.items() if key in accepted or key not in UNSUPPORTED}
        only(self.lines, told, accepted, where)

    def objects(self, found: dict[str, Any], key: str) -> list[dict[str, Any]]:
        value = found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "is not accepted, use a list of objects")
        if key == "vehicles" and not value:
            raise self.wrong(key, "empty, at least one is needed")
        return value

    def steps(self, shipment: dict[str, Any], number: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """Pick-up and delivery of a shipment."""
        found = []
        for key in ("pickup", "delivery"):
            step = shipment.get(key)
            if not isinstance(step, dict):
                what = "missing" if step is None else "is not accepted"
                raise self.lines.wrong(
                    line_of(self.lines, key), f"shipments: {number}: {key}", f"{what}, use an object"
                )
            self.supported(step, STEP, f"shipments: {number}: {key}: ")
            found.append(step)
        return found[0], found[1]

    def number(self, found: dict[str, Any], key: str, usual: int, most: int = 2**32) -> int:
        value = found.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self.wrong(key, f"{value!r} is not accepted, use a whole number from 0 to {most}")
        return value

    def index(self, found: dict[str, Any], key: str, size: int) -> int:
        if key not in found:
            raise self.wrong(key, "missing: places need their row in the matrix, coordinates alone a road server")
        value = self.number(found, key, 0)
        if value >= size:
            raise self.wrong(key, f"{value} is not accepted, the matrix has rows 0 to {size - 1}")
        return value

    def load(self, found: dict[str, Any], *keys: str) -> int:
        """The one number of a load; VROOM writes it as a list."""
        for key in keys or ("delivery", "amount"):
            value = found.get(key, [])
            if not isinstance(value, list) or len(value) > 1:
                what = "capacity in several dimensions: not supported" if isinstance(value, list) else "use a list"
                raise self.wrong(key, f"{what} here, [number] is accepted")
            if value:
                return self.number({key: value[0]}, key, 0)
        return FAR if "capacity" in keys else 0

    def window(self, found: dict[str, Any], key: str = "time_windows") -> tuple[int, int]:
        value = found.get(key, []) if key == "time_windows" else [found[key]] if key in found else []
        if not isinstance(value, list) or len(value) > 1:
            raise self.wrong(key, "several windows a stop: not supported here, [[from, to]] is accepted")
        if not value:
            return 0, FAR
        edges = value[0]
        if not isinstance(edges, list) or len(edges) != 2:
            raise self.wrong(key, f"{edges!r} is not accepted, use [from, to]")
        start, end = (self.number({key: edge}, key, 0) for edge in edges)
        if start > end:
            raise self.wrong(key, f"{edges!r} is not accepted, use from <= to")
        return start, end

    def travel(self, found: dict[str, Any], vehicles: list[dict[str, Any]]) -> IntArray:
        """Seconds between rows of the matrix of the one profile."""
        profiles = sorted({str(vehicle.get("profile", "car")) for vehicle in vehicles})
        if len(profiles) > 1:
            raise self.wrong("profile", f"travel times by vehicle ({', '.join(profiles)}): not supported here")
        if "matrix" in found and "matrices" in found:
            raise self.wrong("matrix", "stands beside matrices, use one of them")
        table: Any = found.get("matrix")
        if "matrices" in found:
            matrices = found["matrices"]
            own = matrices.get(profiles[0]) if isinstance(matrices, dict) else None
            if not isinstance(own, dict):
                raise self.wrong("matrices", f"has none for the profile {profiles[0]!r} of the vehicles")
            if "costs" in own:
                raise self.wrong("costs", "a matrix of costs: not supported here")
            table = own.get("durations")
        if table is None:
            raise self.wrong(
                "matrices", "missing: coordinates alone need a road server, a matrix of durations is accepted"
            )
        try:
            matrix = np.array(table)
        except ValueError:
            matrix = np.empty(0)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.dtype.kind != "i":
            key = "matrices" if "matrices" in found else "matrix"
            raise self.wrong(key, "is not accepted, use a square matrix of whole numbers of seconds")
        return matrix.astype(np.int64)

    def depot(self, vehicles: list[dict[str, Any]], size: int) -> int:
        """The one row at which all vehicles start and end."""
        places = set()
        for vehicle in vehicles:
            ends = [key for key in ("start_index", "end_index") if key in vehicle]
            if len(ends) == 1:
                raise self.wrong(ends[0], "open routes: not supported here, start_index and end_index are accepted")
            places |= {self.index(vehicle, key, size) for key in ("start_index", "end_index")}
        if len(places) > 1:
            raise self.wrong("start_index", "several depots or different ends: not supported here, use one for all")
        return places.pop()

    def fleet(self, vehicles: list[dict[str, Any]]) -> tuple[tuple[Vehicle, ...], Objective]:
        """The vehicles, those alike as one type where they follow one another, and what a plan is judged by."""
        types: list[Vehicle] = []
        prices = [self._prices(vehicle) for vehicle in vehicles]
        priced = any(price != (0, USUAL) for price in prices)
        for vehicle, (fixed, hour) in zip(vehicles, prices, strict=True):
            rate = hour * 1000 // 3600 if priced else 0  # of a thousand seconds, which stand as a kilometre
            shift, room = self.window(vehicle, "time_window"), self.load(vehicle, "capacity")
            same = (room, shift, fixed, rate)
            last = types[-1] if types else None
            if last and (last.capacity, last.shift, last.fixed_cost, last.cost_per_kilometre) == same:
                types[-1] = Vehicle(last.name, last.count + 1, *same)
            else:
                types.append(Vehicle(f"vehicle {vehicle.get('id', len(types) + 1)}", 1, *same))
        return tuple(types), Objective.COST if priced else Objective.DISTANCE

    def _prices(self, vehicle: dict[str, Any]) -> tuple[int, int]:
        costs = vehicle.get("costs", {})
        if not isinstance(costs, dict):
            raise self.wrong("costs", "is not accepted, use an object")
        self.supported(costs, ("fixed", "per_hour"), "costs: ")
        hour = self.number(costs, "per_hour", USUAL)
        if hour * 1000 % 3600:
            raise self.wrong("per_hour", f"{hour} is not accepted, use a multiple of 18")
        return self.number(costs, "fixed", 0), hour
