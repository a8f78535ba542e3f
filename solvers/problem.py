"""A vehicle routing problem as frozen integer arrays.

Node 0 is the depot, nodes 1..n are the stops, further depots come last; a fleet of vehicle types. Distances are metres
and times are seconds, or the units of an instance file times `scale`; money is in minor units (cents). Everything is
int64, so that two solvers, two machines and the audit can only agree or disagree exactly. The arrays are checked once
and copied into memory that nothing can make writeable: a problem that exists is well formed, though a single stop in
it may still be impossible to serve (`alone.why_not_alone`).
"""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from solvers.checks import DEAREST, FAR, FARTHEST, FloatArray, IntArray, said, sealed, whole
from solvers.speeds import SpeedProfile
from solvers.vehicle import NOWHERE, Break, Vehicle
from solvers.well_formed import (
    MOST_CLASSES,
    REQUIRED,
    ROUNDINGS,
    depot_nodes,
    dimensions,
    is_shared,
    is_usual,
    well_formed,
)

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

ARRAYS = (
    "demand", "distance", "duration", "coordinates", "service_time", "time_window", "prize", "pickup", "release_time",
    "soft_window", "lateness_cost_per_minute", "earliness_cost_per_minute", "skills", "allowed_vehicles", "priority",
    "speed_profile", "pairs",
)  # fmt: skip
"""The fields of a problem that are arrays."""


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
    pairs
        Shape (pairs, 2): a pick-up stop and the delivery stop of its goods, which are `pickup` at the one and `demand`
        at the other. One vehicle serves both, the pick-up first, on one trip; else both are left out.

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
    pairs: IntArray = field(default_factory=_unset)

    def __post_init__(self) -> None:
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        if not isinstance(self.objective, str) or self.objective not in list(Objective):
            raise ValueError(f"objective: {said(self.objective)} is not accepted, use {', '.join(Objective)}")
        for key, value in well_formed(given | {"objective": Objective(self.objective)}).items():
            object.__setattr__(self, key, value)

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
        return dimensions(self.demand)

    @property
    def depot_nodes(self) -> tuple[int, ...]:
        """The nodes that are depots."""
        return depot_nodes(self.nodes, self.depots)

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
        return all(bool((matrix == matrix.T).all()) for matrix in (self.distance, self.duration) if matrix is not None)

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
        made = copy(self)  # well formed as this one is: not checked anew
        for key in ARRAYS:
            value = getattr(self, key)
            if value is not None and not is_shared(key, value):
                object.__setattr__(made, key, sealed(value))
        vehicles = tuple(deepcopy(vehicle) if vehicle.breaks else copy(vehicle) for vehicle in self.vehicles)
        object.__setattr__(made, "vehicles", vehicles)
        object.__setattr__(made, "speed_profiles", tuple(copy(profile) for profile in self.speed_profiles))
        return made

    def differs(self, other: RoutingProblem) -> str:
        """Name the first field in which two problems differ; an empty text where they are equal."""
        for item in fields(self):
            one, two = getattr(self, item.name), getattr(other, item.name)
            if one is two:
                continue
            same = np.array_equal(one, two) if isinstance(one, np.ndarray) else one == two
            if not same:
                return item.name
        return ""

    def replace(self, **changes: Any) -> RoutingProblem:
        """A copy with some fields changed, checked anew; what nobody gave follows in shape, as after other vehicles."""
        known = [item.name for item in fields(self)]
        for key in changes:
            if key not in known:
                raise ValueError(f"{key}: unknown field, accepted are {', '.join(known)}")
        rest = [key for key in ARRAYS if key not in changes and getattr(self, key) is not None]
        usual = {key: _unset() for key in rest if is_usual(key, getattr(self, key))}
        return replace(self, **usual | changes)
