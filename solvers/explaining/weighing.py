"""Whether a stop is worth a place: plans that serve it, held against the plan that leaves it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from solvers.explaining.explanation import Change, Explanation
from solvers.pairs import together
from solvers.problem import FAR, RoutingProblem
from solvers.solution import Route, audit, rank, route_parts
from solvers.units import shown

MOST_PRIZE = 2 * FAR
TRIED = 5
"""Plans that are audited before it is given up that one of them is feasible."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The cheapest feasible plan with a stop, and by how much more than its prize the stop costs there.

    `beyond` is 0 where it costs its prize at most, is required, or is of a class that comes before cost.
    """

    routes: tuple[Route, ...]
    beyond: int


def weighed(
    problem: RoutingProblem, plan: tuple[Route, ...], stop: int, ways: Iterable[tuple[int, Route]]
) -> Weighed | None:
    """The cheapest way to serve a stop that a feasible plan leaves out; None where no way passes the audit.

    With a stop of a pair the other one is served as well.

    Parameters
    ----------
    problem, plan, stop
        The problem, the plan, the stop.
    ways
        A route with the stop in it, and the number of the route of the plan that it replaces (the next number for a
        route of its own).
    """
    missing = set(range(1, problem.stops + 1)) - {node for route in plan for node in route.stops}
    before = [*(route_parts(problem, route) for route in plan), 0]
    by_cost = sorted(ways, key=lambda way: route_parts(problem, way[1]) - before[way[0]])
    for number, route in by_cost[:TRIED]:
        routes = (*plan[:number], route, *plan[number + 1 :])
        found = audit(problem, routes, missing - set(together(problem, stop)))
        if found.feasible:
            without = audit(problem, plan, missing)
            worth = rank(problem, found) <= rank(problem, without)
            return Weighed(routes, 0 if worth else found.objective_cost - without.objective_cost)
    return None


def not_worth(problem: RoutingProblem, stop: int, found: Weighed) -> Explanation:
    """What is said of a stop that has a place and costs more there than its prize."""
    prize, served = int(problem.prize[stop]), together(problem, stop)
    total = sum(int(problem.prize[one]) for one in served)
    cost, now = (shown(value, problem.scale) for value in (total + found.beyond, total))
    reason = f"serving it costs {cost}, its prize is {now}"
    if len(served) > 1:
        reason = f"serving stops {served[0]} and {served[1]} costs {cost}, their prizes are {now}"
    worth = prize + found.beyond + 1  # with a prize of just the cost it may stay out as well
    if worth > MOST_PRIZE:
        return Explanation(stop, reason, ())
    changed = problem.prize.copy()
    changed[stop] = worth
    text = f"raising its prize above {shown(prize + found.beyond, problem.scale)}"
    change = Change("prize", found.beyond + 1, text, problem.replace(prize=changed), found.routes)
    return Explanation(stop, reason, (change,))
