"""What a good dispatcher does by hand: cut the map into sectors, one van each, and tidy each tour on the map.

The yardstick that a study compares software with, and no straw man: a sector's stops go one after the other where they
lengthen the tour least, and are then moved within their tour while that helps. Without coordinates the sectors grow
around the farthest stop left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from solvers.engines.plain import PlainPlan
from solvers.parameters import Between, check
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, finish, known_routes, refuse
from solvers.screen import unservable
from solvers.solution import Route

PASSED_OVER = 4
"""Stops of a sector that a van may leave to the next one before it is sent."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A dispatcher by hand: sectors around the depot, each stop where it fits best, tours tidied. One pass.

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

    fill: Annotated[float, Between(1e-6, 1)] = 1.0

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
        """Plan once, whatever the budget; see `solvers.protocol.Solver`."""
        refuse(self, problem)
        known_routes(problem, warm_start)
        left_out = unservable(problem)
        plan = PlainPlan(problem)
        queue = [stop for stop in sectors(problem) if stop not in left_out]
        tours: list[tuple[int, list[int]]] = []
        left = list(plan.free)
        while queue and (tour := self._fill(plan, left, queue)) is not None:
            tours.append(tour)
            left[tour[0]] -= 1
            taken = set(tour[1])
            queue = [stop for stop in queue if stop not in taken]
        for kind, stops in tours:
            driven = plan.trial(kind, tidied(plan, kind, stops))
            if driven is not None and stops:
                plan.adopt(driven[1])
        taken = {stop for tour in plan.tours for stop in tour.path}
        left_out |= plan.insert_all(stop for stop in sectors(problem) if stop not in taken and stop not in left_out)
        return finish(problem, plan.routes(), left_out, 1)

    def _fill(self, plan: PlainPlan, left: list[int], queue: list[int]) -> tuple[int, list[int]] | None:
        """Fill the next van with the stops at the head of the queue; None when none is left or none fits."""
        for kind, vehicle in enumerate(plan.problem.vehicles):
            if left[kind] == 0:
                continue
            room = int(vehicle.room * self.fill)
            stops: list[int] = []
            refused = load = 0
            for stop in queue:
                demand = int(plan.problem.demand[stop])
                found = best_place(plan, kind, stops, stop) if load + demand <= room else None
                if found is not None:
                    stops, load = found[1], load + demand
                else:
                    refused += 1
                    if refused > PASSED_OVER:
                        break
            if stops:
                return kind, stops
        return None


def best_place(plan: PlainPlan, kind: int, stops: list[int], stop: int) -> tuple[int, list[int]] | None:
    """Cost and order of a tour with `stop` where it costs least; None when it does not fit."""
    orders = ([*stops[:at], stop, *stops[at:]] for at in range(len(stops) + 1))
    return min(((cost, order) for order in orders if (cost := plan.cost(kind, order)) is not None), default=None)


def tidied(plan: PlainPlan, kind: int, stops: list[int]) -> list[int]:
    """The tour after its stops were moved within it, one at a time, while that made it cheaper."""
    cost = plan.cost(kind, stops)
    again = cost is not None
    while again:
        again = False
        for stop in list(stops):
            found = best_place(plan, kind, [other for other in stops if other != stop], stop)
            if found is not None and cost is not None and found[0] < cost:
                cost, stops, again = found[0], found[1], True
    return stops


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
