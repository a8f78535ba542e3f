"""Simulating with code of others: a cell goes to a worker, its replication comes back as numbers and texts.

In a simulation a plug-in shares its worker with the model. Its plans, masks and values are checked there; what it
would do to our code in that worker it does to its own numbers alone.
"""

from __future__ import annotations

import base64
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.apart.looking import whose
from scenarios.apart.pool import ask
from scenarios.apart.worker import EndedError
from scenarios.errors import InputError
from scenarios.study.running.cell import RefusedError, attempt, failed, out_of_time
from scenarios.study.running.plan import Cell
from scenarios.study.running.replication import Replication

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from scenarios.study.running.results import RunResult

MINUTE = 60.0
LONGER = 2.0
"""Seconds that a worker may take beyond the limit of its cell, which stops most by itself."""


def run_apart(cell: Cell, logs: Path | None = None) -> Replication:
    """Run one replication in a worker; whatever goes wrong becomes a row with its reason.

    Raises
    ------
    RefusedError
        If the configuration cannot be run at all.
    """
    names, limit = whose(cell.config), cell.time_limit_minutes
    seconds = None if limit is None else limit * MINUTE + LONGER
    try:
        found = ask(names, "cell", {"cell": cell, "logs": logs}, seconds)
    except EndedError as error:
        return failed(cell, f"{' and '.join(names)}: {out_of_time(cell) if error.out_of_time else error}")
    if "refused" in found:
        raise RefusedError(str(found["refused"]), cell.world)
    try:
        found["warnings"], found["parts"] = tuple(found["warnings"]), tuple(found["parts"])
        if found["failure"] and not any(name in found["failure"] for name in names):
            found["failure"] = f"{' and '.join(names)}: {found['failure']}"
        return Replication(**found)
    except (KeyError, TypeError):
        return failed(cell, "its worker answered what is no replication")


def cell(cell: Cell, logs: Path | None) -> dict[str, Any]:
    """In a worker: run the cell."""
    try:
        return asdict(attempt(cell, logs, expendable=True)[0])
    except InputError as error:
        return {"refused": str(error)}


def files(result: RunResult) -> dict[str, str]:
    """In a worker: what a run tells, and its files, in base64 by name."""
    from scenarios.commands.running import story
    from scenarios.study.keeping.run_files import result_files

    texts = {"story": story(result).encode(), **result_files(result)}
    return {name: base64.b64encode(content).decode() for name, content in texts.items()}


def exported(scenario: Scenario, format_: str, replication: int, places: bool) -> dict[str, str]:
    """What a replication tells when it is simulated again, in base64 by name of a file."""
    from scenarios.exports.ocel import ocel_json
    from scenarios.exports.problems import problem_files
    from scenarios.study.running.cell import run_cell
    from scenarios.study.running.observation import EVERYTHING
    from scenarios.study.running.plan import cells

    if format_ == "problems":
        found = problem_files(scenario, replication, places=places)
    else:
        _, outcome = run_cell(cells(scenario, [replication], EVERYTHING)[0])
        found = {f"replication_{replication}.ocel.json": "".join(ocel_json(outcome)).encode()}
    return {name: base64.b64encode(content).decode() for name, content in found.items()}
