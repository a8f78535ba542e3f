"""`orderlab solve` and `orderlab audit`: one routing instance, one solver; or a plan re-costed by the audit."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvers import RoutingProblem, Solver, SolveResult


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

    from scenarios.errors import InputError
    from solvers.instances import InstanceError, read_instance, write_solution
    from solvers.protocol import Budget, Stopwatch, unfit
    from solvers.registry import create

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
    watch = Stopwatch()
    try:
        result = engine.solve(problem, Budget(iterations=iterations, seconds=seconds), np.random.default_rng(seed))
    except ValueError as error:
        raise InputError(f"--solver: {error}") from None
    used = watch()
    if sol is not None:
        write_solution(sol, problem, result.routes, result.audit)
    if json:
        print(to_json.dumps(document(engine, problem, result, used)))
    else:
        print(_in_words(file, engine, problem, result, used))
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


def document(engine: Solver, problem: RoutingProblem, result: SolveResult, seconds: float) -> dict[str, Any]:
    """The JSON of one solve, as the contracts fix it; costs in the units of the file."""
    from solvers.instances import in_file_units

    return {
        "solver": engine.name,
        "cost": in_file_units(result.audit.cost, problem.scale),
        "objective": str(problem.objective),
        "convention": convention(problem),
        "feasible": result.audit.feasible and not result.unserved,
        "unserved": {str(stop): reason for stop, reason in sorted(result.unserved.items())},
        "vehicles": result.audit.vehicles,
        "routes": [list(route.stops) for route in result.routes],
        "seconds": round(seconds, 3),
        "trace": [[round(when, 3), in_file_units(cost, problem.scale)] for when, cost in result.trace],
    }


def _prepare(solver: str) -> None:
    """Compile before the clock starts, and say so on stderr when that takes a while."""
    if solver != "numba":
        return
    from solvers.engines.numba_search import is_compiled, warm_up

    if not is_compiled():
        print("compiling the routing kernels, once on this machine (up to a minute)", file=sys.stderr)
    warm_up()


def _in_words(file: Path, engine: Solver, problem: RoutingProblem, result: SolveResult, seconds: float) -> str:
    from solvers.instances import in_file_units

    cost = in_file_units(result.audit.cost, problem.scale)
    lines = [
        f"{file.name}: cost {cost} with {result.audit.vehicles} vehicles by {engine.name}",
        f"  {convention(problem)}",
        f"  {result.iterations} iterations ({engine.iteration_unit}), {seconds:.2f} CPU seconds",
    ]
    lines += [f"  stop {stop} is not served: {reason}" for stop, reason in sorted(result.unserved.items())]
    return "\n".join(lines)
