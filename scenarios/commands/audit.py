"""`orderlab audit`: plans of routing files, costed again."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.commands.routing_files import files_of, problems_of

if TYPE_CHECKING:
    from scenarios.commands.plans import Checked
    from solvers import RoutingProblem


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
        ((_, problem),) = problems_of(file, unrounded)
        done = [_audit(sol, problem)]
    else:
        plans = {path.stem.lower(): path for path in sorted(sol.glob("*.sol"))} if sol.is_dir() else {}
        pairs = [(plans[path.stem.lower()], path) for path in files_of(file) if path.stem.lower() in plans]
        if not pairs:
            raise InputError(f"{sol}: no plan of an instance in {file}, a folder of plans NAME.sol is accepted")
        done = [_audit(plan, problem) for plan, path in pairs for _, problem in problems_of(path, unrounded)]
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
