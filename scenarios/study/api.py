"""`run` and `compare`: the two questions asked of a scenario, for a notebook and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.resolve import Scenario, load, placed, with_experiment
from scenarios.study.comparison import Comparison
from scenarios.study.execute import OnDone, OnPart, execute
from scenarios.study.plan import cells
from scenarios.study.results import Replication, RunResult
from scenarios.study.stopping import enough, first_look, looks


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    on_done: OnDone | None = None,
    folder: Path | None = None,
    on_part: OnPart | None = None,
) -> RunResult:
    """Run a scenario.

    Parameters
    ----------
    scenario
        A loaded scenario, a shipped name, or a file; overrides may follow behind ``+``.
    replications, seed, jobs
        In place of what stands in the scenario's ``experiment``.
    on_done
        Called with each replication as it is finished, in order.
    folder
        Where to write the log of each replication; nothing is written when None.
    on_part
        Called with the share of a replication that has passed, while this process runs one.

    Returns
    -------
    RunResult
        The same for any number of jobs.

    Raises
    ------
    InputError
        If the scenario cannot be loaded, or cannot be run.
    """
    chosen = with_experiment(_loaded(scenario), replications=replications, seed=seed, jobs=jobs)
    wanted = chosen.experiment.replications
    try:
        done, outcome = execute(
            cells(chosen, range(first_look(wanted))), chosen.experiment.jobs, on_done, folder, on_part
        )
    except InputError as error:
        raise InputError(placed(str(error), chosen)) from error
    if isinstance(wanted, Sequential):
        for total in looks(wanted):
            if len(done) < total:
                more, _ = execute(cells(chosen, range(len(done), total)), chosen.experiment.jobs, on_done, folder)
                done += more
            if enough(done, wanted, chosen.experiment.confidence):
                break
    return RunResult(chosen, tuple(done), outcome)


def compare(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    on_done: Callable[[str, Replication], None] | None = None,
) -> Comparison:
    """Compare two scenarios over the same customers; every difference is B minus A.

    B is run with the seed and number of replications of A, whatever stands in it.

    Examples
    --------
    >>> compare("tiny", "tiny+delivery.solver.name=savings", replications=2).same_customers
    True
    """
    return compare_all([a, b], replications=replications, seed=seed, jobs=jobs, on_done=on_done)[0]


def compare_all(
    scenarios: Sequence[Scenario | str | Path],
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    on_done: Callable[[str, Replication], None] | None = None,
) -> list[Comparison]:
    """Compare every further scenario with the first, which is run once."""
    results: list[RunResult] = []
    for scenario in map(_loaded, scenarios):
        if results:
            replications = len(results[0].replications)
            seed = results[0].scenario.experiment.seed
        name = scenario.name
        tell = None if on_done is None else (lambda one, name=name: on_done(name, one))
        results.append(run(scenario, replications=replications, seed=seed, jobs=jobs, on_done=tell))
    return [Comparison(results[0], other) for other in results[1:]]


def _loaded(scenario: Scenario | str | Path) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load(scenario)
