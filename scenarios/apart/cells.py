"""Simulating with code of others: a cell goes to a worker, its replication comes back as numbers and texts.

In a simulation a plug-in shares its worker with the model. Its plans, masks and values are checked there; what it
would do to our code in that worker it does to its own numbers alone.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.apart.again import seconds
from scenarios.apart.looking import foreign, whose
from scenarios.apart.pool import ask
from scenarios.apart.reading import text
from scenarios.apart.worker import EndedError
from scenarios.errors import InputError
from scenarios.study.keeping import rows
from scenarios.study.running.cell import RefusedError, attempt, failed, out_of_time, run_cell
from scenarios.study.running.plan import Cell
from scenarios.study.running.replication import Replication

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from scenarios.study.running.results import RunResult
    from sim.config import SimConfig

LONGER = 2.0
"""Seconds that a worker may take beyond the limit of its cell, which stops most by itself."""


def run_apart(cell: Cell, logs: Path | None = None) -> Replication:
    """Run one replication in a worker; whatever goes wrong becomes a row with its reason.

    Raises
    ------
    RefusedError
        If the configuration cannot be run at all, whoever's code plans it.
    """
    names, most = whose(cell.config), seconds(cell.time_limit_minutes, LONGER)
    latest = time.monotonic() + (seconds(cell.time_limit_minutes, 0.0) or float("inf"))
    try:
        found = ask(names, "cell", {"cell": cell, "logs": logs}, most)
    except EndedError as error:
        late = error.out_of_time or time.monotonic() > latest  # where it hears no alarm, it ends itself
        return failed(cell, f"{' and '.join(names)}: {out_of_time(cell) if late else error}")
    if isinstance(found, dict) and (said := text(found.get("refused"))):
        if ours := _refused_without_them(cell, most):
            raise RefusedError(ours, cell.world)
        return failed(cell, f"{' and '.join(names)}: its worker says that this cannot be run: {said}")
    try:
        one = rows.read(found)
    except (TypeError, ValueError) as error:
        return failed(cell, f"{' and '.join(names)}: its worker answered what is no replication ({error})")
    if one.number != cell.replication:
        return failed(cell, f"{' and '.join(names)}: its worker answered another replication")
    failure, warnings = text(one.failure), tuple(text(warning) for warning in one.warnings)
    if failure and not any(name in failure for name in names):
        failure = f"{' and '.join(names)}: {failure}"
    return replace(one, failure=failure, warnings=warnings)


def cell(cell: Cell, logs: Path | None) -> dict[str, str] | tuple[Any, ...]:
    """In a worker: run the cell; its replication as a row of the store, or why it cannot be run."""
    try:
        return rows.written(attempt(cell, logs, expendable=True)[0])
    except InputError as error:
        return {"refused": str(error)}


def _refused_without_them(cell: Cell, most: float | None) -> str:
    """Why the configuration cannot be run with our solver and policies either: a worker's word alone ends no run."""
    try:
        ours = replace(cell, config=without_code_of_others(cell.config))
        return text(ask((), "begin", {"cell": ours}, most))
    except (EndedError, ValueError):
        return ""


class _Begun(BaseException):
    """A replication got to the end of its first day; no handler of the simulation takes it for its own error."""


def refused_by_us(cell: Cell) -> str:
    """In a worker that runs nobody's code: why a configuration cannot be run; empty where it begins to run."""

    def begun(_share: float) -> None:
        raise _Begun

    try:
        run_cell(cell, on_part=begun)
    except InputError as error:
        return str(error)
    except _Begun:
        pass
    return ""


def without_code_of_others(config: SimConfig) -> SimConfig:
    """The configuration with our own solver and policies where it names code of others."""
    for path, *_ in foreign(config):
        place, _, name = path.partition(".")
        room = getattr(config, place)
        ours = room.model_copy(update={name: type(getattr(room, name))()})
        config = config.model_copy(update={place: ours})
    return config


def files_told(result: RunResult) -> dict[str, str]:
    """In a worker: what a run tells, and its files, in base64 by name."""
    from scenarios.commands.running import story
    from scenarios.study.keeping.run_files import result_files

    texts = {"story": story(result).encode(), **result_files(result)}
    return _as_text(texts)


def export_told(scenario: Scenario, format_: str, replication: int, places: bool) -> dict[str, str]:
    """In a worker: as `exported`, in base64 by name of a file."""
    return _as_text(exported(scenario, format_, replication, places))


def _as_text(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def exported(scenario: Scenario, format_: str, replication: int, places: bool) -> dict[str, bytes]:
    """What a replication tells when it is simulated again: contents by name of a file."""
    from scenarios.exports.ocel import ocel_json
    from scenarios.exports.problems import problem_files
    from scenarios.study.running.observation import EVERYTHING
    from scenarios.study.running.plan import cells

    if format_ == "problems":
        return problem_files(scenario, replication, places=places)
    _, outcome = run_cell(cells(scenario, [replication], EVERYTHING)[0])
    return {f"replication_{replication}.ocel.json": "".join(ocel_json(outcome)).encode()}
