"""`orderlab solve` and `orderlab audit`: routing files solved by one solver, or plans re-costed by the audit."""

from __future__ import annotations

import json as to_json
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.commands.plans import Checked, Named, Solved
    from solvers import Route, RoutingProblem
    from solvers.audited import AuditedPlan
    from solvers.protocol import Budget


def solve(
    file: Path,
    *,
    solver: str = "numba",
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 1,
    wall_seconds: float | None = None,
    sol: Path | None = None,
    plan: Path | None = None,
    at: float | None = None,
    unrounded: bool = False,
    timetable: bool = False,
    json: bool = False,
) -> int:
    """Solve a routing file, and say what the audit makes of the plan and why a stop is left out.

    Ctrl-C ends the search: the best plan so far is told and written. Exit code 1 when a required stop is not served.

    Parameters
    ----------
    file
        The instance, in any format of docs/routing_files.md, or a folder of them.
    solver
        A solver's name (see `orderlab solvers`), or path/to/file.py::Class.
    seconds
        CPU seconds to search, loading and compiling apart.
    iterations
        Iterations to search, in the solver's own unit; equal iterations and seeds give equal routes.
    seed
        Seed of the search.
    wall_seconds
        Seconds by the wall clock after which a solver that is code of others is ended; 60 and five times its budget
        unless given, 600 where the budget is in iterations.
    sol
        Write the routes to this file, in CVRPLIB's format; for a folder of instances, a folder.
    plan
        A .sol that is being driven: what is driven or being driven at the moment `at` stays, goods on board stay with
        their vehicle, and the rest is planned anew.
    at
        That moment, in the units of the file.
    unrounded
        Keep four decimals of every distance, for sets whose best-known costs are of unrounded distances.
    timetable
        Tell when each vehicle leaves, is at each stop, rests, and is back, in the units of the file.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CheckFailed, Interrupted
    from solvers.protocol import Budget

    _check_budget(seconds, iterations, wall_seconds)
    budget = Budget(iterations=iterations, seconds=seconds)
    folder = file.is_dir()
    _check_target(sol, folder)
    under_way = _under_way(plan, at, folder)
    problems = _problems(file, unrounded)
    done: list[Solved] = []
    for path, problem in problems:
        one = _solve(path, problem, solver, budget, seed, wall_seconds, under_way)
        done.append(one)
        if sol is not None and one.plan.status in ("done", "interrupted"):
            _write(sol / f"{path.stem}.sol" if folder else sol, one)
        if not json:
            print(one.in_words(timetable=timetable), flush=True)
        if one.plan.status == "interrupted":
            break
    if json:
        documents = [one.document(timetable=timetable) for one in done]
        each = [{"file": one.file.name} | document for one, document in zip(done, documents, strict=True)]
        print(to_json.dumps({"problems": each} if folder else documents[0]))
    if done[-1].plan.status == "interrupted":
        raise Interrupted(f"the best plan so far of {done[-1].file.name} is {f'in {sol}' if sol else 'above'}")
    wrong = [(one.file.name, one.wrong) for one in done if one.wrong]
    if wrong:
        many = f"{len(wrong)} of {len(done)} problems, the first: " if folder else ""
        raise CheckFailed(f"{many}{solver} on {wrong[0][0]}: {wrong[0][1]}")
    return 0


def audit(file: Path, sol: Path, *, unrounded: bool = False, timetable: bool = False, json: bool = False) -> int:
    """Re-cost a .sol by the audit; exit code 1 when it is not feasible.

    A stated cost that is not the audit's is told on stderr.

    Parameters
    ----------
    file
        The instance, or a folder of them.
    sol
        The plan, in CVRPLIB's format; for a folder of instances, the folder of their plans NAME.sol.
    unrounded
        Keep four decimals of every distance, as `solve --unrounded` does.
    timetable
        Tell when each vehicle leaves, is at each stop, rests, and is back, in the units of the file.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CheckFailed, InputError
    from scenarios.text_tables import counted

    if not file.is_dir():
        ((_, problem),) = _problems(file, unrounded)
        done = [_audit(sol, problem)]
    else:
        plans = {path.stem.lower(): path for path in sorted(sol.glob("*.sol"))} if sol.is_dir() else {}
        pairs = [(plans[path.stem.lower()], path) for path in _files(file) if path.stem.lower() in plans]
        if not pairs:
            raise InputError(f"{sol}: no plan of an instance in {file}, a folder of plans NAME.sol is accepted")
        done = [_audit(plan, problem) for plan, path in pairs for _, problem in _problems(path, unrounded)]
    if json:
        documents = [one.document(timetable=timetable) for one in done]
        each = [{"file": one.sol.name} | document for one, document in zip(done, documents, strict=True)]
        print(to_json.dumps({"plans": each} if file.is_dir() else documents[0]))
    else:
        for one in done:
            told = one.in_words(timetable=timetable)
            print(f"{one.sol.name}: {told}" if file.is_dir() else told)
    for one in done:
        if one.contradiction:
            print(one.contradiction, file=sys.stderr)
    wrong = [one for one in done if not one.audit.feasible]
    if wrong:
        violations = wrong[0].audit.violations
        first = f"{counted(len(violations), 'violation')}, the first: " if len(violations) > 1 else ""
        raise CheckFailed(f"{wrong[0].sol}: {first}{violations[0]}")
    return 0


def _check_budget(seconds: float | None, iterations: int | None, wall_seconds: float | None) -> None:
    from scenarios.errors import InputError

    if seconds is None and iterations is None:
        raise InputError("--seconds: missing, CPU seconds are accepted (or --iterations)")
    for flag, value in (("--seconds", seconds), ("--iterations", iterations), ("--wall-seconds", wall_seconds)):
        if value is not None and not 0 < value < float("inf"):
            raise InputError(f"{flag}: {value:g} is not accepted, use a number above 0")


def _check_target(sol: Path | None, folder: bool) -> None:
    from scenarios.errors import InputError

    if sol is None:
        return
    if folder and not sol.is_dir():
        raise InputError(f"--sol: {sol} is no folder, an existing folder is accepted where instances are a folder")
    if not folder and not sol.absolute().parent.is_dir():
        raise InputError(f"--sol: the folder of {sol} does not exist, a path in an existing folder is accepted")
    if not folder and sol.is_dir():
        raise InputError(f"--sol: {sol} is a folder, a path of a file is accepted")


def _under_way(plan: Path | None, at: float | None, folder: bool) -> tuple[Path, float] | None:
    from scenarios.errors import InputError

    if plan is None and at is None:
        return None
    if plan is None or at is None:
        raise InputError(f"--{'plan' if plan is None else 'at'}: missing, --plan and --at are accepted together")
    if folder:
        raise InputError("--plan: a folder of instances is not accepted with it, use one instance")
    return plan, at


def _files(file: Path) -> list[Path]:
    from scenarios.errors import InputError
    from solvers.instances import InstanceError, instance_files

    try:
        return instance_files(file) if file.is_dir() else [file]
    except InstanceError as error:
        raise InputError(str(error)) from None


def _problems(file: Path, unrounded: bool) -> list[tuple[Path, RoutingProblem]]:
    """The problems of a file or folder: all are read before any is solved."""
    from scenarios.errors import InputError
    from solvers.instances import InstanceError, read_instance

    try:
        return [(path, read_instance(path, unrounded=unrounded)) for path in _files(file)]
    except InstanceError as error:
        raise InputError(str(error)) from None


def _solve(
    file: Path,
    problem: RoutingProblem,
    solver: str,
    budget: Budget,
    seed: int,
    wall_seconds: float | None,
    under_way: tuple[Path, float] | None,
) -> Solved:
    """The audited plan of one problem: in this process by a solver of ours, in a worker by code of others."""
    from scenarios.commands.plans import Solved, reasons_of
    from scenarios.commands.under_way import replanned
    from scenarios.errors import CheckFailed
    from solvers.own_files import is_foreign
    from solvers.registry import GROUP

    def solved(asked: RoutingProblem, known: Sequence[Route] = ()) -> tuple[Named, AuditedPlan]:
        if is_foreign(GROUP, solver):
            return _solve_apart(file, asked, solver, budget, seed, wall_seconds)
        return _solve_here(file, asked, solver, budget, seed, known)

    engine, plan = solved(problem) if under_way is None else replanned(problem, *under_way, solved)
    if plan.audit is None:
        raise CheckFailed(f"{solver} failed on {file.name}: {plan.reason}")
    # what would help a stop is told of whole plans: of what is driven nothing can be changed
    return Solved(file, problem, engine, plan, dict(plan.unserved) if under_way else reasons_of(problem, plan))


def _solve_here(
    file: Path, problem: RoutingProblem, solver: str, budget: Budget, seed: int, known: Sequence[Route]
) -> tuple[Named, AuditedPlan]:
    import numpy as np

    from scenarios.commands.interrupting import CTRL_C, ends_on_interrupt
    from scenarios.errors import InputError
    from solvers.audited import audited_solve
    from solvers.protocol import Capability, unfit
    from solvers.registry import create

    try:
        engine = create(solver)
    except ValueError as error:
        raise InputError(f"--solver: {error}") from None
    if lacking := unfit(engine, problem):
        raise InputError(f"--solver: {lacking}, which {file.name} needs")
    _prepare(solver)
    try:
        with ends_on_interrupt(budget) as limits:
            rng = np.random.default_rng(seed)
            start = known if known and Capability.WARM_START in engine.supports else None
            plan = audited_solve(engine, problem, limits, rng, warm_start=start, follow=True)
    except ValueError as error:
        raise InputError(f"--solver: {error}") from None
    if CTRL_C.pressed and plan.status == "done":
        plan = replace(plan, status="interrupted", reason="interrupted")
    return engine, plan


def _solve_apart(
    file: Path, problem: RoutingProblem, solver: str, budget: Budget, seed: int, wall_seconds: float | None
) -> tuple[Named, AuditedPlan]:
    from scenarios.apart.looking import complaints
    from scenarios.apart.solving import UnfitError, solve_apart
    from scenarios.apart.worker import EndedError
    from scenarios.errors import CheckFailed, InputError
    from solvers.registry import GROUP

    if found := complaints([("--solver", GROUP, solver, {})]):
        raise InputError(f"--solver: {found[0][1]}")
    try:
        found_apart = solve_apart(solver, problem, budget, seed, wall_seconds)
    except UnfitError as error:
        raise InputError(f"--solver: {error}, which {file.name} needs") from None
    except EndedError as error:
        raise CheckFailed(f"{solver} failed on {file.name}: {error}") from error
    return found_apart, found_apart.plan


def _audit(sol: Path, problem: RoutingProblem) -> Checked:
    from scenarios.commands.plans import Checked
    from scenarios.errors import InputError
    from solvers import audit as check
    from solvers.instances import InstanceError, read_plan

    try:
        read = read_plan(sol, problem)
    except InstanceError as error:
        raise InputError(str(error)) from None
    return Checked(sol, problem, read, check(problem, read.routes, read.unserved))


def _write(path: Path, one: Solved) -> None:
    from scenarios.errors import InputError
    from solvers.instances import write_solution

    assert one.plan.audit is not None
    try:
        write_solution(path, one.problem, one.plan.routes, one.plan.audit)
    except OSError as error:
        raise InputError(f"--sol: {path}: {error.strerror}, a path that can be written is accepted") from None


@cache
def _prepare(solver: str) -> None:
    """Load and compile before the clock starts, and say so on stderr when that takes a while."""
    import numpy as np

    from solvers import Budget, create
    from solvers.city import city_wave
    from solvers.registry import SHIPPED

    if solver == "numba":
        from solvers.engines.warming import is_compiled, load_kernels

        if not is_compiled():
            print("compiling the routing kernels, once on this machine (up to a minute)", file=sys.stderr)
        load_kernels()
    elif solver in SHIPPED:
        create(solver).solve(city_wave(8, 1), Budget(iterations=1), np.random.default_rng(0))
