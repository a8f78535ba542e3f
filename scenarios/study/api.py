"""`run` and `compare`: the two questions asked of a scenario, for a notebook and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.overrides import is_for_once
from scenarios.resolve import load, with_experiment
from scenarios.scenario import Scenario
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
    store: Store | None = None,
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
    cluster, store, logs
        As `scenarios.study.running.together.run_all` takes them.
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
    (result,) = run_all(
        [chosen], cluster=cluster, store=store, logs=logs, on_done=tell, on_part=on_part, keep_outcome=True
    )
    return result


def compare(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    on_done: OnDone | None = None,
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
    cluster: str | None = None,
    store: Store | None = None,
    on_done: OnDone | None = None,
) -> list[Comparison]:
    """Compare every further scenario with the first, which is run once."""
    arms = as_arms([with_experiment(_loaded(one), replications=replications, seed=seed) for one in scenarios])
    first, *results = run_all(arms, jobs=jobs, cluster=cluster, store=store, on_done=on_done, stop_together=True)
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
