"""VROOM (through pyvroom, extra `pyvrp`) behind the laboratory's interface.

VROOM builds a fixed number of plans and improves each to a local optimum; it has no random seed and no notion of a
longer search, so a budget sets the exploration level only. Required stops it drops although they could be served are
inserted afterwards where they cost least, and its plan is returned only if the audit agrees with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import numpy as np
import vroom

from solvers.engines.insertion import Insertion
from solvers.parameters import Between, check
from solvers.problem import FAR, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import unservable
from solvers.solution import Route

LATEST = 10**7
"""VROOM's times are 32-bit; a window that ends later is taken as open."""
MOST_STOPS = 4_000


@dataclass(frozen=True, slots=True)
class VroomSearch:
    """VROOM: many constructions, each improved to a local optimum; total distance only.

    Parameters
    ----------
    exploration
        VROOM's exploration level, 0 to 5.
    """

    name: ClassVar[str] = "vroom"
    supports: ClassVar[Capability] = (
        Capability.CAPACITY
        | Capability.TIME_WINDOWS
        | Capability.SERVICE_TIMES
        | Capability.HETEROGENEOUS
        | Capability.LIMITED_FLEET
        | Capability.ASYMMETRIC
        | Capability.COORDINATES_ONLY
    )
    iteration_unit: ClassVar[str] = "searches (always one)"

    exploration: Annotated[int, Between(0, 5)] = 5

    def __post_init__(self) -> None:
        check(self)

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Search once; seconds, if given, end it early."""
        if problem.stops > MOST_STOPS:
            raise ValueError(f"solver 'vroom': {problem.stops} stops, at most {MOST_STOPS} are accepted")
        refuse(self, problem)
        known_routes(problem, warm_start)
        watch = Stopwatch()
        left_out = unservable(problem)
        stops = [stop for stop in range(1, problem.stops + 1) if stop not in left_out]
        routes: list[Route] = []
        if stops:
            timeout = None if budget.seconds is None else timedelta(seconds=budget.seconds)
            model, kinds = _model(problem, stops)
            steps = model.solve(exploration_level=self.exploration, nb_threads=1, timeout=timeout).routes
            for _, rows in steps[steps["type"] == "job"].groupby("vehicle_id", sort=True):
                vehicle = int(rows["vehicle_id"].iloc[0])
                routes.append(Route(kinds[vehicle], tuple(stops[int(job)] for job in rows["id"])))
        # laying the routes out again drops what the 32-bit times let through and places what VROOM left over
        repaired = Insertion().solve(problem, Budget(iterations=1), rng, warm_start=routes)
        trace = [(watch(), repaired.audit.objective_cost)]
        if on_incumbent is not None:
            on_incumbent(*trace[0], repaired.routes)
        return finish(problem, repaired.routes, repaired.unserved, 1, trace)


def _model(problem: RoutingProblem, stops: list[int]) -> tuple[Any, list[int]]:
    """VROOM's view of a problem, and the vehicle type of each of its vehicles."""
    nodes = np.array([0, *stops])
    distance = problem.arc_distance(nodes[:, None], nodes[None, :])
    duration = problem.arc_duration(nodes[:, None], nodes[None, :])
    broken = (distance >= FAR) | (duration >= FAR)
    model = vroom.Input()
    model.set_durations_matrix(profile="car", matrix_input=np.where(broken, LATEST, duration).astype(np.uint32))
    model.set_costs_matrix(profile="car", matrix_input=np.where(broken, LATEST, distance).astype(np.uint32))
    opening, closing = (int(edge) for edge in problem.time_window[0])
    kinds: list[int] = []
    for kind, vehicle in enumerate(problem.vehicles):
        shift = vroom.TimeWindow(
            min(LATEST, max(opening, vehicle.shift[0])), min(LATEST, closing, max(1, vehicle.shift[1]))
        )
        for _ in range(min(vehicle.count, len(stops))):
            model.add_vehicle(vroom.Vehicle(len(kinds), start=0, end=0, capacity=[vehicle.capacity], time_window=shift))
            kinds.append(kind)
    for index, stop in enumerate(stops):
        earliest, latest = (min(LATEST, int(edge)) for edge in problem.time_window[stop])
        model.add_job(
            vroom.Job(
                index,
                location=index + 1,
                default_service=int(problem.service_time[stop]),
                delivery=[int(problem.demand[stop])],
                time_windows=[vroom.TimeWindow(earliest, latest)],
            )
        )
    return model, kinds
