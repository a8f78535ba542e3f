"""What a problem may need and a solver may offer, feature by feature."""

from __future__ import annotations

from enum import Flag, auto

from solvers.pairs import to_depot
from solvers.problem import FAR, NOWHERE, Objective, RoutingProblem


class Capability(Flag):
    """What a problem may need and a solver may offer.

    Shipped solvers write out what they offer: a feature added here is offered by nobody who was not told of it.
    """

    CAPACITY = auto()
    TIME_WINDOWS = auto()
    SERVICE_TIMES = auto()
    HETEROGENEOUS = auto()
    LIMITED_FLEET = auto()
    OPTIONAL_STOPS = auto()
    ASYMMETRIC = auto()
    COORDINATES_ONLY = auto()
    DURATION_OBJECTIVE = auto()
    COST_OBJECTIVE = auto()
    VEHICLES_FIRST = auto()
    WARM_START = auto()
    CAPACITY_DIMENSIONS = auto()
    PICKUPS = auto()
    SEVERAL_DEPOTS = auto()
    OPEN_ROUTES = auto()
    RELEASE_TIMES = auto()
    SEVERAL_TRIPS = auto()
    BREAKS = auto()
    DURATION_LIMIT = auto()
    OVERTIME = auto()
    DISTANCE_LIMIT = auto()
    STOP_LIMIT = auto()
    SOFT_WINDOWS = auto()
    SEVERAL_WINDOWS = auto()
    VEHICLE_CHOICE = auto()
    PRIORITIES = auto()
    TIME_DEPENDENT = auto()
    PAIRS = auto()

    @classmethod
    def everything(cls) -> Capability:
        """All there is; whoever offers it says so of what will be added too."""
        return ~cls(0)


def needs(problem: RoutingProblem) -> Capability:
    """The capabilities a solver must have for this problem."""
    need = Capability.CAPACITY | rich_needs(problem)
    if problem.has_time_windows:
        need |= Capability.TIME_WINDOWS
    if problem.service_time.any():
        need |= Capability.SERVICE_TIMES
    if len(problem.vehicles) > 1:
        need |= Capability.HETEROGENEOUS
    if problem.fleet_size < problem.stops:
        need |= Capability.LIMITED_FLEET
    if problem.has_optional_stops:
        need |= Capability.OPTIONAL_STOPS
    if not problem.is_symmetric:
        need |= Capability.ASYMMETRIC
    if problem.distance is None:
        need |= Capability.COORDINATES_ONLY
    extra = {
        Objective.DURATION: Capability.DURATION_OBJECTIVE,
        Objective.COST: Capability.COST_OBJECTIVE,
        Objective.VEHICLES_THEN_DISTANCE: Capability.VEHICLES_FIRST,
    }
    return need | extra.get(problem.objective, Capability(0))


def rich_needs(problem: RoutingProblem) -> Capability:
    """What a problem needs beyond one depot, one capacity, one trip and hard windows; none for a plain one."""
    need = Capability(0)
    fleet = problem.vehicles
    priced = (problem.lateness_cost_per_minute > 0) | (problem.earliness_cost_per_minute > 0)
    narrow = (problem.soft_window[:, 0] > problem.hull[:, 0]) | (problem.soft_window[:, 1] < problem.hull[:, 1])
    for feature, there in (
        (Capability.CAPACITY_DIMENSIONS, problem.dimensions > 1),
        (Capability.PICKUPS, to_depot(problem).any()),
        (Capability.SEVERAL_DEPOTS, problem.depots > 1),
        (Capability.OPEN_ROUTES, any(one.end == NOWHERE for one in fleet)),
        (Capability.RELEASE_TIMES, problem.release_time.any()),
        (Capability.SEVERAL_TRIPS, any(one.max_trips > 1 for one in fleet)),
        (Capability.BREAKS, any(one.breaks for one in fleet)),
        (Capability.DURATION_LIMIT, any(one.shift_length < FAR for one in fleet)),
        (Capability.OVERTIME, any(one.shift_length < FAR and one.max_overtime for one in fleet)),
        (Capability.DISTANCE_LIMIT, any(one.max_distance < FAR for one in fleet)),
        (Capability.STOP_LIMIT, any(one.max_stops < problem.stops for one in fleet)),
        (Capability.SOFT_WINDOWS, (priced & narrow).any()),
        (Capability.SEVERAL_WINDOWS, problem.time_window.ndim == 3),
        (Capability.VEHICLE_CHOICE, problem.skills.any() or not problem.allowed_vehicles.all()),
        (Capability.PRIORITIES, problem.priority.any()),
        (Capability.TIME_DEPENDENT, bool(problem.speed_profiles)),
        (Capability.PAIRS, len(problem.pairs) > 0),
    ):
        if there:
            need |= feature
    return need
