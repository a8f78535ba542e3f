"""A finished run, read from its folder: nothing is computed, and nothing in the folder is touched."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from scenarios.errors import InputError
from scenarios.study.keeping.folder import answered, reopened
from scenarios.study.keeping.request import most_replications
from scenarios.study.keeping.store import FILE, Store
from scenarios.study.pairing import unlike
from scenarios.study.running.results import RunResult


def is_run_folder(name: str) -> bool:
    """Tell whether a name on the command line is the folder of a study rather than a scenario."""
    return (Path(name) / FILE).is_file()


def finished_run(path: Path) -> RunResult:
    """Return what `orderlab run` left in a folder.

    Raises
    ------
    InputError
        If it is no run folder, one of another version, of another kind of study, or one that is not finished.
    """
    with reopened(path) as (request, folder):
        if request.kind != "run":
            raise InputError(f"{path}: a study of `orderlab {request.kind}`, a folder of `orderlab run` is accepted")
        (scenario,) = request.scenarios
        if scenario.experiment.design == "steady_state":
            raise InputError(f"{path}: a steady state, a run with experiment.design: terminating is accepted")
        with closing(Store(folder / FILE, read_only=True)) as store:
            replications = tuple(sorted((one for _, _, one in store.wanted()), key=lambda one: one.number))
            whole = answered(folder, store) is not None
        if not whole or not replications or len(replications) > most_replications(scenario):
            raise InputError(f"{path}: not finished, orderlab resume {path} finishes it")
        return RunResult(scenario, replications)


def paired(a: RunResult, b: RunResult, names: tuple[Path | str, Path | str]) -> None:
    """Refuse two runs that cannot be paired by replication.

    Raises
    ------
    InputError
        If seeds, replications, currencies or the days that were simulated differ.
    """
    others = "they did not meet the same customers; two runs with one seed and as many replications are accepted"
    for what, of_a, of_b in (
        ("seed", a.scenario.experiment.seed, b.scenario.experiment.seed),
        ("replications", len(a.replications), len(b.replications)),
    ):
        if of_a != of_b:
            raise InputError(f"{names[1]}: {what} {of_b}, and {names[0]} has {of_a}: {others}")
    if reason := unlike(a.scenario, b.scenario):
        raise InputError(f"{names[1]}: {reason}")
