"""What a dispatcher does by hand: cut the map into sectors, one van each, and drive to the nearest stop next.

The yardstick that a study compares software with. Without coordinates the sectors grow around the farthest stop left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solvers.engines.plain import PlainPlan, Tour
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, finish, known_routes
from solvers.screen import unservable
from solvers.solution import Route


@dataclass(frozen=True, slots=True)
class Manual:
    """A dispatcher by hand: sectors around the depot, then always the nearest stop that still fits. One pass.

    Parameters
    ----------
    fill
        Share of a van's capacity that is planned; people leave a margin.
    """

    name: ClassVar[str] = "manual"
    supports: ClassVar[Capability] = (
        Capability.CAPACITY
        | Capability.TIME_WINDOWS
        | Capability.SERVICE_TIMES
        | Capability.HETEROGENEOUS
        | Capability.LIMITED_FLEET
        | Capability.OPTIONAL_STOPS
        | Capability.ASYMMETRIC
        | Capability.COORDINATES_ONLY
        | Capability.DURATION_OBJECTIVE
        | Capability.COST_OBJECTIVE
        | Capability.VEHICLES_FIRST
    )
    iteration_unit: ClassVar[str] = "plans (always one)"

    fill: float = 1.0

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Plan once, whatever the budget; see `solvers.protocol.Solver`."""
        known_routes(problem, warm_start)
        left_out = unservable(problem)
        plan = PlainPlan(problem)
        queue = [stop for stop in sectors(problem) if stop not in left_out]
        while queue:
            tour = self._drive(plan, queue)
            if tour is None:
                break
            taken = set(tour.path)
            queue = [stop for stop in queue if stop not in taken]
        left_out |= plan.insert_all(queue)
        return finish(problem, plan.routes(), left_out, 1)

    def _drive(self, plan: PlainPlan, queue: list[int]) -> Tour | None:
        """Send out the next van with the stops at the head of the queue, nearest first; None when none is left."""
        for kind, vehicle in enumerate(plan.problem.vehicles):
            if plan.free[kind] == 0:
                continue
            room = int(vehicle.capacity * self.fill)
            sector: list[int] = []
            for stop in queue:
                room -= int(plan.problem.demand[stop])
                if room < 0:
                    break
                sector.append(stop)
            tour = plan.fresh(kind)
            while sector:
                near = plan.travel.distance(tour.path[-2])
                end = len(tour.path) - 1
                fitting = [stop for stop in sector if plan.price(tour, end, stop) is not None]
                if not fitting:
                    break
                nearest = min(fitting, key=lambda stop: (near[stop], stop))
                plan.put(tour, end, nearest)
                sector.remove(nearest)
            if len(tour.path) > 2:
                return tour
        return None


def sectors(problem: RoutingProblem) -> list[int]:
    """All stops in the order in which sectors are cut: by angle around the depot, or from the farthest outwards."""
    stops = np.arange(1, problem.stops + 1)
    if problem.coordinates is not None:
        east, north = (problem.coordinates[1:] - problem.coordinates[0]).T
        return [int(stop) for stop in stops[np.lexsort((stops, np.arctan2(north, east)))]]
    order: list[int] = []
    far = problem.arc_distance(0, stops)
    left = np.ones(problem.stops, dtype=bool)
    here = 0
    while left.any():
        # a new sector starts at the farthest stop left; from there the nearest unassigned stop is always next
        here = int(np.argmax(np.where(left, far, -1))) + 1 if not order else here
        if not left[here - 1]:
            near = problem.arc_distance(here, stops)
            here = int(np.argmin(np.where(left, near, np.iinfo(np.int64).max))) + 1
        order.append(here)
        left[here - 1] = False
    return order
