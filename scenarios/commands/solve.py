"""`orderlab solve` and `orderlab audit`: one routing instance, one solver; or a plan re-costed by the audit."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvers import RoutingProblem, Solver
    from solvers.audited import AuditedPlan


def solve(
    file: Path,
    *,
    solver: str = "numba",
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 1,
    sol: Path | None = None,
    json: bool = False,
) -> int:
    """Solve a CVRPLIB .vrp or a Solomon .txt, and say what the audit makes of the plan.

    Parameters
    ----------
    file
        The instance.
    solver
        A solver's name (see `orderlab solvers`), or path/to/file.py::Class.
    seconds
        CPU seconds to search.
    iterations
        Iterations to search, in the solver's own unit; equal iterations and seeds give equal routes.
    seed
        Seed of the search.
    sol
        Write the routes to this file, in CVRPLIB's format.
    json
        Print one JSON document and nothing else.
    """
    import numpy as np

    from scenarios.errors import CheckFailed, InputError
    from solvers.audited import audited_solve
    from solvers.instances import InstanceError, read_instance, write_solution
    from solvers.protocol import Budget, failure, unfit
    from solvers.registry import SHIPPED, create

    if seconds is None and iterations is None:
        raise InputError("--seconds: missing, CPU seconds are accepted (or --iterations)")
    for flag, value in (("--seconds", seconds), ("--iterations", iterations)):
        if value is not None and not 0 < value < float("inf"):
            raise InputError(f"{flag}: {value:g} is not accepted, use a number above 0")
    if sol is not None and not sol.absolute().parent.is_dir():
        raise InputError(f"--sol: the folder of {sol} does not exist, a path in an existing folder is accepted")
    try:
        problem = read_instance(file)
    except InstanceError as error:
        raise InputError(str(error)) from None
    try:
        engine = create(solver)
    except ValueError as error:
        raise InputError(f"--solver: {error}") from None
    if lacking := unfit(engine, problem):
        raise InputError(f"--solver: {lacking}, which {file.name} needs")
    _prepare(solver)
    budget = Budget(iterations=iterations, seconds=seconds)
    try:
        plan = audited_solve(engine, problem, budget, np.random.default_rng(seed), follow=True)
    except Exception as error:
        if isinstance(error, ValueError) and solver in SHIPPED:
            raise InputError(f"--solver: {error}") from None
        raise CheckFailed(f"{solver} failed on {file.name}: {failure(error)}") from error
    if plan.audit is None:
        raise CheckFailed(f"{solver} failed on {file.name}: {plan.reason}")
    if sol is not None and plan.status == "done":
        write_solution(sol, problem, plan.routes, plan.audit)
    if json:
        print(to_json.dumps(document(engine, problem, plan)))
    else:
        print(_in_words(file, engine, problem, plan))
    if plan.status != "done":
        raise CheckFailed(f"{solver} on {file.name}: {plan.status}: {plan.reason}")
    if required := plan.required_unserved(problem):
        first = f"stop {required[0]}: {plan.unserved[required[0]]}"
        raise CheckFailed(f"{solver} on {file.name}: {len(required)} required stops not served, {first}")
    return 0


def audit(file: Path, sol: Path, *, json: bool = False) -> int:
    """Re-cost a .sol by the audit; exit code 1 when it is not feasible.

    Parameters
    ----------
    file
        The instance.
    sol
        The plan, in CVRPLIB's format.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CheckFailed, InputError
    from solvers import audit as check
    from solvers.instances import InstanceError, in_file_units, read_instance, read_solution

    try:
        problem = read_instance(file)
        result = check(problem, read_solution(sol, problem))
    except InstanceError as error:
        raise InputError(str(error)) from None
    cost = in_file_units(result.cost, problem.scale)
    if json:
        shape = {"cost": cost, "feasible": result.feasible, "violations": list(result.violations)}
        print(to_json.dumps(shape))
    else:
        print(f"cost {cost}, {result.vehicles} vehicles, {'feasible' if result.feasible else 'not feasible'}")
        for text in result.violations:
            print(f"  {text}")
    if not result.feasible:
        raise CheckFailed(f"{sol}: {len(result.violations)} violations, the first: {result.violations[0]}")
    return 0


def convention(problem: RoutingProblem) -> str:
    """How distances are rounded and what counts, in words."""
    rounded = {
        ("nearest", 1): "Euclidean rounded to the nearest integer",
        ("truncated", 10): "Euclidean truncated to one decimal",
    }.get((problem.rounding, problem.scale), f"Euclidean {problem.rounding}, scale {problem.scale}")
    return f"{'matrix as given' if problem.coordinates is None else rounded}, total {problem.objective}, vehicles free"


def document(engine: Solver, problem: RoutingProblem, plan: AuditedPlan) -> dict[str, Any]:
    """The JSON of one solve, as the contracts fix it; costs by the audit, in the units of the file."""
    from solvers.instances import in_file_units

    assert plan.audit is not None
    # of a solver that never called back only the plan itself has been audited
    trace = plan.trace if plan.trace_by == "audit" else [(plan.seconds, plan.audit.objective_cost)]
    return {
        "solver": engine.name,
        "cost": in_file_units(plan.audit.cost, problem.scale),
        "objective": str(problem.objective),
        "convention": convention(problem),
        "feasible": plan.status == "done" and not plan.required_unserved(problem),
        "unserved": {str(stop): reason for stop, reason in sorted(plan.unserved.items())},
        "vehicles": plan.audit.vehicles,
        "routes": [list(route.stops) for route in plan.routes],
        "seconds": round(plan.seconds, 3),
        "trace": [[round(when, 3), in_file_units(cost, problem.scale)] for when, cost in trace],
    }


def _prepare(solver: str) -> None:
    """Compile before the clock starts, and say so on stderr when that takes a while."""
    if solver != "numba":
        return
    from solvers.engines.numba_search import is_compiled, warm_up

    if not is_compiled():
        print("compiling the routing kernels, once on this machine (up to a minute)", file=sys.stderr)
    warm_up()


def _in_words(file: Path, engine: Solver, problem: RoutingProblem, plan: AuditedPlan) -> str:
    from solvers.instances import in_file_units

    assert plan.audit is not None
    cost = in_file_units(plan.audit.cost, problem.scale)
    lines = [
        f"{file.name}: cost {cost} with {plan.audit.vehicles} vehicles by {engine.name}",
        f"  {convention(problem)}",
        f"  {plan.iterations} iterations ({engine.iteration_unit}), {plan.seconds:.2f} CPU seconds",
    ]
    lines += [f"  {text}" for text in plan.audit.violations]
    lines += [f"  stop {stop} is not served: {reason}" for stop, reason in sorted(plan.unserved.items())]
    return "\n".join(lines)
