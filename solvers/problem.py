"""A vehicle routing problem as frozen integer arrays.

Node 0 is the depot, nodes 1..n are the stops, further depots come last; a fleet of vehicle types. Distances are metres
and times are seconds, or the units of an instance file times `scale`; money is in minor units (cents). Everything is
int64, so that two solvers, two machines and the audit can only agree or disagree exactly. The arrays are checked once
and copied into memory that nothing can make writeable: a problem that exists is well formed, though a single stop in
it may still be impossible to serve (`alone.why_not_alone`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from solvers.checks import DEAREST, FAR, FARTHEST, FloatArray, IntArray, filled, real, sealed, whole, whole_number
from solvers.speeds import SpeedProfile
from solvers.vehicle import NOWHERE, Break, Vehicle

__all__ = [
    "ARRAYS",
    "DEAREST",
    "FAR",
    "FARTHEST",
    "MOST_CLASSES",
    "NOWHERE",
    "REQUIRED",
    "ROUNDINGS",
    "Break",
    "FloatArray",
    "IntArray",
    "Objective",
    "RoutingProblem",
    "SpeedProfile",
    "Vehicle",
    "sealed",
    "whole",
]

REQUIRED = -1
"""Prize of a stop that must be served."""
ROUNDINGS = ("nearest", "truncated", "ceiling")
"""How a length between coordinates becomes a whole number (TSPLIB's EUC_2D, the DIMACS challenge's, CEIL_2D)."""
ARRAYS = (
    "demand", "distance", "duration", "coordinates", "service_time", "time_window", "prize", "pickup", "release_time",
    "soft_window", "lateness_cost_per_minute", "earliness_cost_per_minute", "skills", "allowed_vehicles", "priority",
    "speed_profile",
)  # fmt: skip
"""The fields of a problem that are arrays."""
BY_NODE = {
    "service_time": 0,
    "prize": REQUIRED,
    "release_time": 0,
    "lateness_cost_per_minute": 0,
    "earliness_cost_per_minute": 0,
    "skills": 0,
    "priority": 0,
}
"""Arrays with one number a node, and that number where none is given."""
MOST_CLASSES = 9
"""Highest class of priority."""


class Objective(StrEnum):
    """What a plan is judged by.

    `DISTANCE` and `DURATION` add up over routes; a route's duration runs from leaving the depot to coming back, with
    service and waiting, when it leaves as late as it can without ending later. `COST` is fixed, per-kilometre and
    per-hour cost of the vehicles used. `VEHICLES_THEN_DISTANCE` is the SINTEF convention.
    """

    DISTANCE = "distance"
    DURATION = "duration"
    COST = "cost"
    VEHICLES_THEN_DISTANCE = "vehicles_then_distance"


def _unset() -> IntArray:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class RoutingProblem:
    """Stops, fleet and travel, with n stops and node 0 the depot; `nodes` is n + depots.

    Parameters
    ----------
    demand
        Shape (nodes,), or (nodes, dimensions); 0 at depots.
    vehicles
        The types of vehicle that may be used.
    distance
        Shape (nodes, nodes) in metres, may be asymmetric; None computes it from `coordinates` with `rounding`.
    duration
        Shape (nodes, nodes) in seconds; None means equal to distance.
    coordinates
        Shape (nodes, 2); a distance is the Euclidean one times `scale`, rounded to `nearest`,
        `truncated` or `ceiling`.
    service_time
        Shape (nodes,), seconds at the stop; empty means zero everywhere.
    time_window
        Shape (nodes, 2), earliest and latest start of service; waiting is allowed; the rows of depots are their
        opening times. Shape (nodes, windows, 2) for several windows a stop, in order, unused ones (`FAR`, `FAR`).
        Empty means no windows.
    prize
        Shape (nodes,): `REQUIRED`, or the cost (in the objective's unit) of leaving an optional stop out. Empty means
        that every stop is required.
    scale
        Units of a distance per unit of the instance file (10 for one decimal).
    depots
        Number of depots: node 0 and the last `depots - 1` nodes; a vehicle names its `start` and `end`.
    pickup
        Shaped as `demand`: what is collected at the stop and brought back to the depot.
    release_time
        Shape (nodes,): when the goods are at the depot; a trip that carries them leaves no earlier.
    soft_window, lateness_cost_per_minute, earliness_cost_per_minute
        Shapes (nodes, 2) and (nodes,): what a minute costs, in the objective's unit, by which service starts after
        or before the soft window.
    skills
        Shape (nodes,), bit masks: what a vehicle must have to serve the stop.
    allowed_vehicles
        Shape (nodes, types), 1 where a type of vehicle may serve the stop; empty allows all.
    priority
        Shape (nodes,), 0 to 9: of two plans, better is the one with fewer stops of the highest class left out, then
        of the next one; cost comes after all classes above 0.
    speed_profiles, speed_profile
        Speeds over the day, and the profile of a leg: shape (nodes, nodes), or (nodes,) by where it begins.

    Raises
    ------
    ValueError
        Naming the field, what is wrong and what is accepted.
    """

    demand: IntArray
    vehicles: tuple[Vehicle, ...]
    distance: IntArray | None = None
    duration: IntArray | None = None
    coordinates: FloatArray | None = None
    service_time: IntArray = field(default_factory=_unset)
    time_window: IntArray = field(default_factory=_unset)
    prize: IntArray = field(default_factory=_unset)
    objective: Objective = Objective.DISTANCE
    rounding: str = "nearest"
    scale: int = 1
    name: str = ""
    depots: int = 1
    pickup: IntArray = field(default_factory=_unset)
    release_time: IntArray = field(default_factory=_unset)
    soft_window: IntArray = field(default_factory=_unset)
    lateness_cost_per_minute: IntArray = field(default_factory=_unset)
    earliness_cost_per_minute: IntArray = field(default_factory=_unset)
    skills: IntArray = field(default_factory=_unset)
    allowed_vehicles: IntArray = field(default_factory=_unset)
    priority: IntArray = field(default_factory=_unset)
    speed_profiles: tuple[SpeedProfile, ...] = ()
    speed_profile: IntArray = field(default_factory=_unset)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "demand", whole("demand", self.demand, None))
        if self.demand.ndim not in (1, 2) or self.demand.shape[0] < 1 or self.demand.size < 1:
            raise ValueError(f"demand: shape {self.demand.shape} is not accepted, use (stops + 1,)")
        size = len(self.demand)
        put(self, "depots", whole_number("depots", self.depots, 1, size))
        put(self, "vehicles", tuple(self.vehicles))
        if not self.vehicles:
            raise ValueError("vehicles: empty, at least one Vehicle is needed")
        put(self, "objective", Objective(self.objective))
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"rounding: {self.rounding!r} is not accepted, use one of {', '.join(ROUNDINGS)}")
        put(self, "scale", whole_number("scale", self.scale, 1, 10**6))
        if self.distance is None and self.coordinates is None:
            raise ValueError("distance: missing, give a matrix or coordinates")
        for key in ("distance", "duration"):
            if getattr(self, key) is not None:
                put(self, key, whole(key, getattr(self, key), (size, size)))
        if self.coordinates is not None:
            put(self, "coordinates", real("coordinates", self.coordinates, (size, 2)))
        for key, value in BY_NODE.items():
            self._put(key, (size,), value, lowest=REQUIRED if key == "prize" else 0)
        self._put("pickup", self.demand.shape, 0)
        self._put("allowed_vehicles", (size, len(self.vehicles)), 1)
        self._put_windows(size)
        self._put_speeds(size)
        self._check_depots()
        self._check_vehicles()
        for key, most in (("priority", MOST_CLASSES), ("allowed_vehicles", 1), ("skills", FAR)):
            if (highest := int(getattr(self, key).max(initial=0))) > most:
                raise ValueError(f"{key}: {highest} is not accepted, use 0 to {most}")

    def _put(self, key: str, shape: tuple[int, ...], value: int, lowest: int = 0) -> None:
        given = getattr(self, key)
        # replace() hands the usual values of another shape on
        usual = np.size(given) == 0 or (np.shape(given) != shape and given is filled(np.shape(given), value))
        object.__setattr__(self, key, filled(shape, value) if usual else whole(key, given, shape, lowest=lowest))

    def _put_windows(self, size: int) -> None:
        """Windows as given, or without a limit; several windows a stop must be in order."""
        for key in ("time_window", "soft_window"):
            given = getattr(self, key)
            several = key == "time_window" and np.ndim(given) == 3
            if np.size(given) == 0:
                found = _open_windows(size)
            else:
                found = whole(key, given, (size, np.shape(given)[1], 2) if several else (size, 2))
            object.__setattr__(self, key, found)
        if self.time_window.ndim == 3:
            window = self.time_window
            if (window[:, 1:, 0] <= window[:, :-1, 1])[window[:, 1:, 0] < FAR].any():
                raise ValueError(
                    "time_window: windows of a stop overlap or are out of order, use them apart and in order"
                )

    def _put_speeds(self, size: int) -> None:
        object.__setattr__(self, "speed_profiles", tuple(self.speed_profiles))
        if not all(isinstance(one, SpeedProfile) for one in self.speed_profiles):
            raise ValueError(
                f"speed_profiles: {self.speed_profiles!r} is not accepted, use SpeedProfile(times, speeds)"
            )
        by_leg = np.ndim(self.speed_profile) == 2
        self._put("speed_profile", (size, size) if by_leg else (size,), 0)
        if int(self.speed_profile.max(initial=0)) >= max(1, len(self.speed_profiles)):
            there = f"there are {len(self.speed_profiles)} profiles"
            raise ValueError(f"speed_profile: {int(self.speed_profile.max())} is not accepted, {there}")

    def _check_depots(self) -> None:
        """Nothing is asked of a depot but its opening times."""
        for key in ("demand", "pickup", "service_time", "release_time", "skills", "priority"):
            column = getattr(self, key)
            for depot in self.depot_nodes:
                if np.any(column[depot]):
                    value = column[depot].tolist()
                    raise ValueError(f"{key}: the depot (node {depot}) has {value}, use 0")

    def _check_vehicles(self) -> None:
        dimensions = self.dimensions
        there = f"use {' or '.join(map(str, self.depot_nodes))}"
        for vehicle in self.vehicles:
            where = f"vehicles: {vehicle.name}"
            if len(vehicle.capacities) != dimensions:
                raise ValueError(f"{where}: capacity: {vehicle.capacity!r} is not accepted, demand has {dimensions}")
            for key, nodes in (("start", (vehicle.start,)), ("end", (vehicle.end,)), ("reload_at", vehicle.reload_at)):
                for node in nodes:
                    if node not in self.depot_nodes and not (key == "end" and node == NOWHERE):
                        raise ValueError(f"{where}: {key}: {node} is no depot, {there}")

    @property
    def stops(self) -> int:
        """Number of stops, without the depots."""
        return len(self.demand) - self.depots

    @property
    def nodes(self) -> int:
        """Number of stops and depots."""
        return len(self.demand)

    @property
    def dimensions(self) -> int:
        """Number of capacities that a load takes up."""
        return 1 if self.demand.ndim == 1 else self.demand.shape[1]

    @property
    def depot_nodes(self) -> tuple[int, ...]:
        """The nodes that are depots."""
        return (0, *range(len(self.demand) - self.depots + 1, len(self.demand)))

    @property
    def hull(self) -> IntArray:
        """Shape (nodes, 2): earliest and latest start of service over all windows of a stop."""
        if self.time_window.ndim == 2:
            return self.time_window
        ends = np.where(self.time_window[:, :, 0] < FAR, self.time_window[:, :, 1], 0).max(axis=1)
        ends = np.where(self.time_window[:, 0, 0] < FAR, ends, self.time_window[:, 0, 1])
        return np.stack((self.time_window[:, 0, 0], ends), axis=1)

    @property
    def has_time_windows(self) -> bool:
        """Whether any stop, the depot or a shift limits the time."""
        shifts = any(vehicle.shift != (0, FAR) for vehicle in self.vehicles)
        window = self.hull
        return shifts or bool(window[:, 0].any()) or bool((window[:, 1] < FAR).any())

    @property
    def has_optional_stops(self) -> bool:
        """Whether any stop may be left out for its prize."""
        return bool((self.prize[1:] >= 0).any())

    @property
    def is_symmetric(self) -> bool:
        """Whether distance and duration are the same both ways."""
        given = [matrix for matrix in (self.distance, self.duration) if matrix is not None]
        return all(bool((matrix == matrix.T).all()) for matrix in given)

    @property
    def fleet_size(self) -> int:
        """Vehicles available over all types."""
        return sum(vehicle.count for vehicle in self.vehicles)

    def arc_distance(self, origin: npt.ArrayLike, destination: npt.ArrayLike) -> IntArray:
        """Distances of node pairs (broadcast together), from the matrix or the coordinates."""
        start, end = np.asarray(origin, dtype=np.int64), np.asarray(destination, dtype=np.int64)
        if self.distance is not None:
            return np.asarray(self.distance[start, end], dtype=np.int64)
        assert self.coordinates is not None
        step = self.coordinates[start] - self.coordinates[end]
        # sqrt of a sum, not hypot: it is correctly rounded everywhere, so a kernel gets the same integer
        length = np.sqrt(step[..., 0] * step[..., 0] + step[..., 1] * step[..., 1]) * self.scale
        if self.rounding == "ceiling":
            return np.asarray(np.ceil(length), dtype=np.int64)
        return np.floor(length + (0.5 if self.rounding == "nearest" else 1e-9)).astype(np.int64)

    def arc_duration(self, origin: npt.ArrayLike, destination: npt.ArrayLike) -> IntArray:
        """Travel times of node pairs; equal to the distances when no duration was given."""
        if self.duration is None:
            return self.arc_distance(origin, destination)
        start, end = np.asarray(origin, dtype=np.int64), np.asarray(destination, dtype=np.int64)
        return np.asarray(self.duration[start, end], dtype=np.int64)

    def copy(self) -> RoutingProblem:
        """An equal problem that shares no memory with this one: what is done to the copy is not done to this one."""
        given = [key for key in ARRAYS if getattr(self, key) is not None and not self._is_usual(key)]
        arrays: dict[str, Any] = {key: np.array(getattr(self, key)) for key in given}
        return replace(self, **arrays, vehicles=tuple(replace(vehicle) for vehicle in self.vehicles))

    def _is_usual(self, key: str) -> bool:
        """Whether an array is one that nobody gave: it is shared, and cannot be written to."""
        array = getattr(self, key)
        usual = 1 if key == "allowed_vehicles" else BY_NODE.get(key, 0)
        return array is filled(array.shape, usual) or array is _open_windows(len(array))

    def differs(self, other: RoutingProblem) -> str:
        """Name the first field in which two problems differ; an empty text where they are equal."""
        for item in fields(self):
            one, two = getattr(self, item.name), getattr(other, item.name)
            same = np.array_equal(one, two) if isinstance(one, np.ndarray) else one == two
            if not same:
                return item.name
        return ""

    def replace(self, **changes: Any) -> RoutingProblem:
        """A copy with some fields changed, checked anew."""
        known = [item.name for item in fields(self)]
        for key in changes:
            if key not in known:
                raise ValueError(f"{key}: unknown field, accepted are {', '.join(known)}")
        return replace(self, **changes)


@lru_cache(maxsize=64)
def _open_windows(size: int) -> IntArray:
    """Windows that are always open, the same array for every problem of a size."""
    window = np.zeros((size, 2), dtype=np.int64)
    window[:, 1] = FAR
    return sealed(window)
