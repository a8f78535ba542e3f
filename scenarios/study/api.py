"""`run` and `compare`: the two questions asked of a scenario, for a notebook and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.overrides import is_for_once
from scenarios.resolve import load, with_experiment
from scenarios.scenario import Scenario
from scenarios.study.keeping.finished import paired
from scenarios.study.keeping.store import Store
from scenarios.study.pairing import SHARED, unlike, wished_alone
from scenarios.study.running.cell import OnPart
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.running.together import OnDone, run_all
from scenarios.study.statistics.comparison import Comparison, compared

__all__ = ["compare", "compare_all", "run", "run_all", "until_clear"]

MOST = 50
"""Replications at which a comparison stops though its answer is not clear."""


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    store: Store | Path | str | None = None,
    logs: Path | None = None,
    on_done: Callable[[Replication], None] | None = None,
    on_part: OnPart | None = None,
) -> RunResult:
    """Run a scenario.

    Parameters
    ----------
    scenario
        A loaded scenario, a shipped name, or a file; overrides may follow behind ``+``.
    replications, seed, jobs
        In place of what stands in the scenario's ``experiment``.
    cluster, logs
        As `scenarios.study.running.together.run_all` takes them.
    store
        A file where replications are kept as they arrive, so that after an interrupt the next call does what it lacks;
        nothing is kept when None.
    on_done
        Called with each replication as it arrives.
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
    tell = None if on_done is None else (lambda _name, one: on_done(one))
    with _opened(store) as kept:
        (result,) = run_all(
            [chosen], cluster=cluster, store=kept, logs=logs, on_done=tell, on_part=on_part, keep_outcome=True
        )
    return result


def compare(
    a: Scenario | str | Path | RunResult,
    b: Scenario | str | Path | RunResult,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    store: Store | Path | str | None = None,
    on_done: OnDone | None = None,
) -> Comparison:
    """Compare two scenarios over the same customers; every difference is B minus A.

    B is run with the seed and number of replications of A, whatever stands in it. Of two results nothing is computed:
    they have to be of one seed and as many replications. `store` is as `run` takes it.

    Raises
    ------
    InputError
        If a scenario cannot be loaded or run, the two cannot be subtracted, or only one is a result.

    Examples
    --------
    >>> compare("tiny", "tiny+delivery.solver.name=savings", replications=2).same_customers
    True
    """
    if isinstance(a, RunResult) or isinstance(b, RunResult):
        return _compared_results(a, b, computing=(replications, seed, jobs, store, on_done) != (None,) * 5)
    return compare_all([a, b], replications=replications, seed=seed, jobs=jobs, store=store, on_done=on_done)[0]


def compare_all(
    scenarios: Sequence[Scenario | str | Path],
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    store: Store | Path | str | None = None,
    on_done: OnDone | None = None,
) -> list[Comparison]:
    """Compare every further scenario with the first, which is run once."""
    arms = as_arms([with_experiment(_loaded(one), replications=replications, seed=seed) for one in scenarios])
    with _opened(store) as kept:
        first, *results = run_all(arms, jobs=jobs, cluster=cluster, store=kept, on_done=on_done, stop_together=True)
    return compared(first, results)


def as_arms(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Give every scenario the seed, the replications and the design of the first, so that they can be compared.

    Raises
    ------
    InputError
        If one has another currency, other days, or a wish of its own for what is one for all.
    """
    baseline, *others = scenarios
    for other in others:
        if reason := unlike(baseline, other) or wished_alone(baseline, other):
            raise InputError(f"{other.name}: {reason}")
    shared = {name: getattr(baseline.experiment, name) for name in SHARED}
    return [baseline, *(with_experiment(one, **shared) for one in others)]


def until_clear(scenario: Scenario) -> Scenario:
    """Let a comparison go on from the scenario's replications until profit and targets are clear, or to the maximum.

    A scenario that has a rule of its own keeps it, and so does a number that was given for once, behind ``+`` or by
    ``--set``, and one long run in batches.
    """
    begin = scenario.experiment.replications
    for_once = is_for_once(scenario.origins.get(("experiment", "replications"), "file:1"))
    if isinstance(begin, Sequential) or for_once or (begin == 1 and scenario.experiment.design == "steady_state"):
        return scenario
    least = max(2, begin)
    return with_experiment(scenario, replications={"min": least, "max": max(MOST, least), "until": "clear"})


def _loaded(scenario: Scenario | str | Path) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def _compared_results(a: object, b: object, *, computing: bool) -> Comparison:
    """Compare two results."""
    if not (isinstance(a, RunResult) and isinstance(b, RunResult)):
        raise InputError("compare: one is a result and the other is not, two results or two scenarios are accepted")
    if computing:
        raise InputError(
            "compare: of two results nothing is computed; replications, seed, jobs and store are for scenarios"
        )
    paired(a, b, (a.scenario.name, b.scenario.name))
    return compared(a, [b])[0]


@contextmanager
def _opened(store: Store | Path | str | None) -> Iterator[Store | None]:
    """Give a store as it is, or the one in a file, which is closed again."""
    if store is None or isinstance(store, Store):
        yield store
        return
    opened = Store(Path(store))
    try:
        yield opened
    finally:
        opened.close()
