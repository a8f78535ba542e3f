"""`orderlab solve`: routing files solved by one solver, every plan audited."""

from __future__ import annotations

import json as to_json
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.commands.routing_files import problems_of
from scenarios.commands.solving import solve_one

if TYPE_CHECKING:
    from scenarios.commands.plans import Solved


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
        CPU seconds to search, loading and compiling apart; these, --iterations or both have to be given.
    iterations
        Iterations to search, in the solver's own unit; equal iterations and seeds give equal routes.
    seed
        Seed of the search.
    wall_seconds
        Seconds by the wall clock after which a solver that is code of others is ended; 60 and five times its budget
        unless given, 600 where the budget is in iterations.
    sol
        Write the routes to this file, in CVRPLIB's format; for a folder of instances, into this folder, which exists.
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
    problems = problems_of(file, unrounded)
    done: list[Solved] = []
    for path, problem in problems:
        one = solve_one(path, problem, solver, budget, seed, wall_seconds, under_way)
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


def _write(path: Path, one: Solved) -> None:
    from scenarios.errors import InputError
    from solvers.instances import write_solution

    assert one.plan.audit is not None
    try:
        write_solution(path, one.problem, one.plan.routes, one.plan.audit)
    except OSError as error:
        raise InputError(f"--sol: {path}: {error.strerror}, a path that can be written is accepted") from None
