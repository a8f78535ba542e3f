"""From a question to its answer: one way for every command that takes a study, and for `orderlab resume`.

A command turns its words into a `Request` and calls `begin`; the answer is given by the function that stands under its
kind in `ANSWERS`. Because the run folder keeps the request, `resume` needs nothing else to call the same function, and
what it prints is what the command would have printed. A further kind is one line in `ANSWERS`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from scenarios.commands.options import check_options
from scenarios.errors import CHECK_FAILED, DONE, CheckFailed, InputError, one_line
from scenarios.schema_changes import all_changes
from scenarios.study.keeping.folder import StudyFolder, default_folder, resuming, study_folder
from scenarios.study.keeping.request import Request
from scenarios.study.running.results import RunResult

ANSWERS = {
    "run": "scenarios.commands.run:answer",
    "compare": "scenarios.commands.compare:answer",
    "sweep": "scenarios.commands.sweep:answer",
    "optimise": "scenarios.commands.optimise:answer",
    "sensitivity": "scenarios.commands.sensitivity:answer",
}
"""Kind of request -> the function that answers it: ``answer(work: Work) -> int``, the exit code."""


@dataclass(frozen=True, slots=True)
class Work:
    """A question with the means to answer it.

    Parameters
    ----------
    request
        What is asked.
    folder
        The run folder, open.
    jobs, cluster
        Where cells are run, as `run_all` takes them; no number depends on it.
    json
        Whether to print one JSON document and nothing else.
    """

    request: Request
    folder: StudyFolder
    jobs: int | None = None
    cluster: str | None = None
    json: bool = False


def begin(
    request: Request,
    *,
    out: Path | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    json: bool = False,
) -> int:
    """Answer a request in its run folder; return the exit code.

    Parameters
    ----------
    request
        What is asked.
    out
        The run folder; ``runs/NAME-KEY`` when None.
    jobs, cluster, json
        See `Work`.

    Raises
    ------
    InputError
        If this version has no answer to the kind of request, or the folder cannot be used.
    """
    if request.kind not in ANSWERS:
        raise InputError(
            f"RUN_FOLDER: {request.kind}: this version cannot resume such a study, {', '.join(ANSWERS)} are accepted"
        )
    check_options(request)
    for line in all_changes(request.scenarios):
        print(line, file=sys.stderr)
    module, _, function = ANSWERS[request.kind].partition(":")
    with study_folder(out or default_folder(request), request) as folder:
        code: int = getattr(import_module(module), function)(Work(request, folder, jobs, cluster, json))
    return code


def failures(results: Sequence[RunResult], folder: StudyFolder) -> int:
    """Say on stderr which replications failed and why; return the exit code that follows from it.

    Raises
    ------
    CheckFailed
        If a scenario has no result at all, so that there is nothing to show.
    """
    failed = [(result, one) for result in results for one in result.failures]
    for result, one in failed:
        print(f"{result.scenario.name}: replication {one.number} failed: {one_line(one.failure)}", file=sys.stderr)
    for result in results:
        if len(result.failures) == len(result.replications):
            raise CheckFailed(f"{result.scenario.name}: no replication has a result")
    if not failed:
        return DONE
    again = resuming(folder.path, Request("run", tuple(result.scenario for result in results)))
    print(f"{len(failed)} failed; {again} tries them again", file=sys.stderr)
    return CHECK_FAILED
