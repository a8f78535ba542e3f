"""Why a plan leaves stops out, and the smallest change of one kind that would have each served.

The other stops stay where they are: a change is what lets the stop into the plan at some place. Every change is
applied, the stop put in, and the plan audited before it is told. Times in words are in the units of the file, or by a
clock of one's own. Places of a plain problem are all priced at once (`plain`); with rich features each place is tried
by the audit's own schedule, and the least amount found by bisection (`rich`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solvers.capabilities import rich_needs
from solvers.explaining.explanation import Change, Explanation
from solvers.explaining.plain import PlainCase
from solvers.explaining.rich import RichCase
from solvers.places import places
from solvers.problem import REQUIRED, RoutingProblem
from solvers.protocol import SolveResult
from solvers.solution import Route, audit
from solvers.units import shown

__all__ = ["MOST", "Change", "Explanation", "explain"]

MOST = 20
"""Stops that one call explains."""


def explain(
    problem: RoutingProblem,
    solution: SolveResult | Sequence[Route],
    *,
    stops: Sequence[int] | None = None,
    clock: Callable[[int], str] | None = None,
) -> tuple[Explanation, ...]:
    """Explain the stops that a plan leaves out.

    Parameters
    ----------
    problem
        The problem.
    solution
        A solver's result or its routes, a feasible plan but for the stops left out; no routes at all is one too.
    stops
        Which stops to explain; all that are in no route when None, required ones first. At most `MOST` are explained.
    clock
        A time of the problem in words (``lambda seconds: "09:47"``); the number in the file's units when None.

    Raises
    ------
    ValueError
        Where the plan breaks a limit, with what the audit says of it, or a stop is in it or does not exist.
    """
    given = solution.routes if isinstance(solution, SolveResult) else solution
    plan = tuple(Route(route.vehicle, tuple(route.stops)) for route in given if route.stops)
    seen = {stop for route in plan for stop in route.stops}
    missing = [stop for stop in range(1, problem.stops + 1) if stop not in seen]
    checked = audit(problem, plan, missing)
    if not checked.feasible:
        raise ValueError(f"solution: is not feasible, {checked.violations[0]}")
    wanted = sorted(missing, key=lambda stop: problem.prize[stop] != REQUIRED) if stops is None else list(stops)
    for stop in wanted:
        if stop not in missing:
            what = "is in the plan" if stop in seen else f"does not exist, use 1 to {problem.stops}"
            raise ValueError(f"stops: {stop} {what}")
    told = clock or (lambda time: shown(time, problem.scale))
    if rich_needs(problem):
        rich = RichCase(problem, plan, told)
        return tuple(rich.explained(stop) for stop in wanted[:MOST])
    plain = PlainCase(problem, plan, places(problem, plan), told)
    return tuple(plain.explained(stop) for stop in wanted[:MOST])
