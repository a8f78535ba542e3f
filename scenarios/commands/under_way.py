"""`orderlab solve --plan --at`: the rest of a plan that is being driven, planned anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.commands.plans import Named
    from solvers import Route, RoutingProblem
    from solvers.audited import AuditedPlan

Solve = Callable[["RoutingProblem", tuple["Route", ...]], tuple["Named", "AuditedPlan"]]
"""Solves a problem, starting from routes."""


def replanned(problem: RoutingProblem, plan: Path, at: float, solve: Solve) -> tuple[Named, AuditedPlan]:
    """The plan of the whole day whose driven part is that of `plan` at a moment in the units of the file.

    Raises
    ------
    InputError
        For a plan that cannot be read or is not feasible, or a moment that is not accepted.
    """
    from scenarios.errors import InputError
    from solvers import audit, rest_of
    from solvers.instances import InstanceError, read_plan
    from solvers.problem import FAR

    if not 0 <= at < FAR / problem.scale:
        raise InputError(f"--at: {at:g} is not accepted, use a moment from 0 on, in the units of the file")
    now = round(at * problem.scale)
    try:
        read = read_plan(plan, problem)
        known = audit(problem, read.routes, _left_out(problem, read.routes))
        if not known.feasible:
            raise InputError(f"--plan: {plan}: {known.violations[0]}, a feasible plan is accepted")
    except InstanceError as error:
        raise InputError(str(error)) from None
    rest = rest_of(problem, read.routes, now)
    engine, found = solve(rest.problem, rest.routes)
    if found.audit is None:
        return engine, found
    routes = rest.whole(found.routes)
    unserved = {rest.nodes[stop]: _of_whole(reason, rest.nodes) for stop, reason in found.unserved.items()}
    whole = audit(problem, routes, unserved)
    return engine, replace(found, routes=routes, unserved=unserved, audit=whole, trace=(), trace_by="audit")


def _of_whole(reason: str, nodes: Sequence[int]) -> str:
    """A reason in which stops and depots have their numbers in the file."""
    return re.sub(r"\b(stop|depot) (\d+)\b", lambda named: f"{named[1]} {nodes[int(named[2])]}", reason)


def _left_out(problem: RoutingProblem, routes: Sequence[Route]) -> list[int]:
    """Stops that are in no route: orders that came since the plan was made."""
    served = {stop for route in routes for stop in route.stops}
    return [stop for stop in range(1, problem.stops + 1) if stop not in served]
