"""A vehicle routing problem as frozen integer arrays.

One depot (node 0), stops 1..n, a fleet of vehicle types. Distances are metres and times are seconds, or the units of
an instance file times `scale`; money is in minor units (cents). Everything is int64, so that two solvers, two machines
and the audit can only agree or disagree exactly. The arrays are checked once and copied into memory that nothing can
make writeable: a problem that exists is well formed, though a single stop in it may still be impossible to serve
(`solution.why_not_alone`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

REQUIRED = -1
"""Prize of a stop that must be served."""
FAR = 2**40
"""No limit, in time units; in a matrix: no road."""
ROUNDINGS = ("nearest", "truncated", "ceiling")
"""How a length between coordinates becomes a whole number (TSPLIB's EUC_2D, the DIMACS challenge's, CEIL_2D)."""
FARTHEST = 10**9
"""Largest coordinate, both ways: what is computed of it stays far from the end of int64."""
DEAREST = 10**11
"""Largest price of a vehicle, in minor money units."""
ARRAYS = ("demand", "distance", "duration", "coordinates", "service_time", "time_window", "prize")
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


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One type of vehicle: `count` of them, each with a capacity, a shift and three prices in minor money units."""

    name: str
    count: int
    capacity: int
    shift: tuple[int, int] = (0, FAR)
    fixed_cost: int = 0
    cost_per_kilometre: int = 0
    cost_per_hour: int = 0

    def __post_init__(self) -> None:
        for key in ("count", "capacity", "fixed_cost", "cost_per_kilometre", "cost_per_hour"):
            most = FAR if key in ("count", "capacity") else DEAREST
            object.__setattr__(self, key, _whole_number(f"vehicles: {self.name}: {key}", getattr(self, key), 0, most))
        if np.shape(self.shift) != (2,):
            raise ValueError(f"vehicles: {self.name}: shift: {self.shift!r} is not accepted, use (start, end)")
        start, end = (_whole_number(f"vehicles: {self.name}: shift", edge, 0, FAR) for edge in self.shift)
        if start > end:
            raise ValueError(f"vehicles: {self.name}: shift: {self.shift!r} is not accepted, use 0 <= start <= end")
        object.__setattr__(self, "shift", (start, end))


def _unset() -> IntArray:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class RoutingProblem:
    """Stops, fleet and travel, with n stops and node 0 the depot.

    Parameters
    ----------
    demand
        Shape (n+1,); `demand[0]` is 0.
    vehicles
        The types of vehicle that may be used.
    distance
        Shape (n+1, n+1) in metres, may be asymmetric; None computes it from `coordinates` with `rounding`.
    duration
        Shape (n+1, n+1) in seconds; None means equal to distance.
    coordinates
        Shape (n+1, 2); a distance is the Euclidean one times `scale`, rounded to `nearest`,
        `truncated` or `ceiling`.
    service_time
        Shape (n+1,), seconds at the stop; empty means zero everywhere.
    time_window
        Shape (n+1, 2), earliest and latest start of service; waiting is allowed; row 0 is the depot's opening time.
        Empty means no windows.
    prize
        Shape (n+1,): `REQUIRED`, or the cost (in the objective's unit) of leaving an optional stop out. Empty means
        that every stop is required.
    scale
        Units of a distance per unit of the instance file (10 for one decimal).

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

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "demand", whole("demand", self.demand, None))
        if self.demand.ndim != 1 or len(self.demand) < 1:
            raise ValueError(f"demand: shape {self.demand.shape} is not accepted, use (stops + 1,)")
        size = len(self.demand)
        put(self, "vehicles", tuple(self.vehicles))
        if not self.vehicles:
            raise ValueError("vehicles: empty, at least one Vehicle is needed")
        put(self, "objective", Objective(self.objective))
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"rounding: {self.rounding!r} is not accepted, use one of {', '.join(ROUNDINGS)}")
        put(self, "scale", _whole_number("scale", self.scale, 1, 10**6))
        if self.distance is None and self.coordinates is None:
            raise ValueError("distance: missing, give a matrix or coordinates")
        for key in ("distance", "duration"):
            if getattr(self, key) is not None:
                put(self, key, whole(key, getattr(self, key), (size, size)))
        if self.coordinates is not None:
            put(self, "coordinates", _real("coordinates", self.coordinates, (size, 2)))
        defaults = {"service_time": (0, (size,)), "time_window": (0, (size, 2)), "prize": (REQUIRED, (size,))}
        for key, (value, shape) in defaults.items():
            given = getattr(self, key)
            if np.size(given) == 0:
                given = np.full(shape, value, dtype=np.int64)
                if key == "time_window":
                    given[:, 1] = FAR
            put(self, key, whole(key, given, shape, lowest=REQUIRED if key == "prize" else 0))
        if self.demand[0] != 0:
            raise ValueError(f"demand: the depot (node 0) has {self.demand[0]}, use 0")
        if self.service_time[0] != 0:
            raise ValueError(f"service_time: the depot (node 0) has {self.service_time[0]}, use 0")

    @property
    def stops(self) -> int:
        """Number of stops, without the depot."""
        return len(self.demand) - 1

    @property
    def has_time_windows(self) -> bool:
        """Whether any stop, the depot or a shift limits the time."""
        shifts = any(vehicle.shift != (0, FAR) for vehicle in self.vehicles)
        window = self.time_window
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
        arrays: dict[str, Any] = {key: np.array(getattr(self, key)) for key in ARRAYS if getattr(self, key) is not None}
        return replace(self, **arrays, vehicles=tuple(replace(vehicle) for vehicle in self.vehicles))

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


def _whole_number(name: str, value: object, lowest: int, most: int) -> int:
    """`value` as an int within limits, or a ValueError that names it."""
    number = np.asarray(value)
    if number.shape != () or number.dtype.kind not in "iuf" or not np.isfinite(number) or number != int(number):
        raise ValueError(f"{name}: {value!r} is not accepted, use a whole number >= {lowest}")
    if not lowest <= int(number) <= most:
        raise ValueError(f"{name}: {value!r} is not accepted, use a whole number from {lowest} to {most}")
    return int(number)


def whole(name: str, values: npt.ArrayLike, shape: tuple[int, ...] | None, lowest: int = 0) -> IntArray:
    """`values` as a read-only int64 array of this shape, or a ValueError that names the field."""
    try:
        raw = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name}: rows of different lengths are not accepted") from None
    if shape is not None and raw.shape != shape:
        raise ValueError(f"{name}: shape {raw.shape} is not accepted, use {shape}")
    if raw.dtype.kind not in "iufb":
        raise ValueError(f"{name}: {raw.dtype} is not accepted, use whole numbers")
    if raw.dtype.kind == "f" and not (np.isfinite(raw).all() and (raw == np.floor(raw)).all()):
        raise ValueError(f"{name}: holds NaN, infinity or fractions, use whole numbers")
    array = raw if raw.dtype == np.int64 and _is_sealed(raw) else sealed(np.asarray(raw, dtype=np.int64))
    if array.size and (array.min() < lowest or array.max() > 2 * FAR):
        bad = array.min() if array.min() < lowest else array.max()
        raise ValueError(f"{name}: {bad} is not accepted, use {lowest} to {2 * FAR}")
    return array


def _real(name: str, values: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {array.shape} is not accepted, use {shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: holds NaN or infinity, use finite numbers")
    if np.abs(array).max(initial=0.0) > FARTHEST:
        raise ValueError(f"{name}: holds {np.abs(array).max():g}, use {FARTHEST} at most, both ways")
    return sealed(array)


def sealed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A copy over memory that nobody can write to; a read-only flag could be taken off again."""
    return np.ndarray(array.shape, array.dtype, buffer=array.tobytes())


def _is_sealed(array: npt.NDArray[Any]) -> bool:
    """Whether an array is one of ours, so that replace() need not copy a matrix."""
    memory: object = array.base
    return isinstance(memory, bytes) and bool(array.flags.c_contiguous)
