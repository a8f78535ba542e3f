"""A plan under way: what is driven or being driven stays, and the rest is a problem of its own.

At a moment each vehicle that has left is at a visit, or on its way to one: its *anchor*, where it is next free to go
anywhere. All before that is frozen. In the problem of the rest (`rest_problem`) the way so far is one leg, so that
limits and costs of the whole route hold and count on, and a vehicle pays its way home whatever it is given to do.

Goods on board can be delivered by the vehicle that has them alone; others come with a vehicle that loads at a depot
from now on. What a vehicle has on board and does not deliver takes no room. Goods of a pair whose pick-up is driven or
being driven are on board as well; that they come off before the vehicle loads again is not asked of the rest. Seconds
and metres, as in the problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from solvers.problem import FAR, NOWHERE, RoutingProblem
from solvers.rest_problem import Progress, RestProblem, Van
from solvers.scheduling import schedule
from solvers.solution import Route

__all__ = ["Progress", "Rest", "rest_of"]


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a plan.

    Parameters
    ----------
    problem
        The problem of the rest: stops that nobody has driven to, anchors, and a start for each vehicle under way.
    routes
        What is left of the plan, as routes of that problem.
    nodes
        For each node of the problem that of the whole one.
    frozen
        By vehicle under way, in the order of the last types of `problem`: its type, what it has visited, and whether
        its anchor is a depot.
    over
        Routes that are over.
    """

    problem: RoutingProblem
    routes: tuple[Route, ...]
    nodes: tuple[int, ...]
    frozen: tuple[tuple[int, tuple[int, ...], bool], ...]
    over: tuple[Route, ...]

    def whole(self, routes: Sequence[Route]) -> tuple[Route, ...]:
        """The plan of the whole day with these routes for the rest of it; what has been driven stays in it."""
        types = len(self.problem.vehicles) - len(self.frozen)
        found = list(self.over)
        tails = {route.vehicle - types: route.stops for route in routes if route.vehicle >= types}
        for van, (kind, before, at_depot) in enumerate(self.frozen):
            tail = tails.get(van, ())[int(at_depot) :]
            found.append(Route(kind, (*before, *(self.nodes[node] for node in tail))))
        for route in routes:
            if route.vehicle < types and route.stops:
                found.append(Route(route.vehicle, tuple(self.nodes[node] for node in route.stops)))
        return tuple(found)


def rest_of(
    problem: RoutingProblem, routes: Sequence[Route], now: int, progress: Mapping[int, Progress] | None = None
) -> Rest:
    """What can still be decided of a plan at a moment.

    Parameters
    ----------
    problem
        The whole problem as it is known now; it may have stops that the plan has not heard of.
    routes
        The plan that is being driven.
    now
        The moment. A leg that begins before it is driven or being driven.
    progress
        How far vehicles are, by the place of their route in `routes`, where they are not as scheduled.

    Raises
    ------
    ValueError
        Where `now` or a progress is not accepted.
    """
    if not 0 <= now < FAR:
        raise ValueError(f"now: {now} is not accepted, use a moment from 0 on")
    vans: list[Van] = []
    over: list[Route] = []
    ahead: list[Route] = []
    for number, route in enumerate(routes):
        if not route.stops:
            continue
        van = _under_way(problem, route, now, (progress or {}).get(number))
        if van is None:
            ahead.append(route)
        elif _is_over(problem, van):
            over.append(route)
        else:
            vans.append(van)
    found = RestProblem(problem, now, vans, over)
    depots = problem.depot_nodes
    frozen = tuple((van.route.vehicle, van.route.stops[: van.at], van.node in depots) for van in vans)
    return Rest(found.problem(), found.routes(ahead), tuple(found.nodes), frozen, tuple(over))


def _under_way(problem: RoutingProblem, route: Route, now: int, said: Progress | None) -> Van | None:
    """Where a vehicle is; None where it has not left."""
    planned, vehicle = schedule(problem, route), problem.vehicles[route.vehicle]
    last = len(route.stops) - (vehicle.end == NOWHERE)
    if said is None:
        leaving = [planned.leave, *planned.departure.tolist()]
        visits = sum(time < now for time in leaving)
        begin = [*planned.start.tolist(), planned.back]
        said = Progress(visits, planned.leave, begin[min(visits - 1, last)] if visits else planned.leave)
    if not 0 <= said.visits <= len(route.stops) + 1 or not said.leave <= said.clock or said.leave >= max(now, 1):
        wanted = f"0 to {len(route.stops) + 1} visits, left before {now} and there after that"
        if said.visits:
            raise ValueError(f"progress: {said} is not accepted, use {wanted}")
    if not said.visits:
        return None
    at = min(said.visits - 1, last)
    node = route.stops[at] if at < len(route.stops) else vehicle.end
    path = np.array((vehicle.start, *route.stops[: at + 1], *([node] if at == len(route.stops) else [])))
    metres = int(problem.arc_distance(path[:-1], path[1:]).sum())
    taken = sum(place <= at for place, _, _ in planned.breaks)
    return Van(route, said, at, node, metres, vehicle.breaks[taken:])


def _is_over(problem: RoutingProblem, van: Van) -> bool:
    """Whether a vehicle is on its way home for good."""
    vehicle = problem.vehicles[van.route.vehicle]
    trips = 1 + sum(node in problem.depot_nodes for node in van.route.stops)
    return van.at == len(van.route.stops) and (trips >= vehicle.max_trips or van.node not in vehicle.reloads)
