"""`run` and `compare`: the two questions asked of a scenario, for a notebook and for the command line alike.

Both are thin callers of `run_all`, which lays the cells of all scenarios out as one piece of work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from scenarios.document import Sequential
from scenarios.environment import cores
from scenarios.errors import InputError
from scenarios.resolve import Scenario, load, placed, with_experiment
from scenarios.study.cell import OnPart
from scenarios.study.comparison import Comparison
from scenarios.study.execute import execute
from scenarios.study.plan import cells
from scenarios.study.results import Replication, RunResult
from scenarios.study.stopping import enough, first_look, looks
from scenarios.study.store import Store
from sim.outcome import Outcome

OnDone = Callable[[str, Replication], None]
"""Called with the name of a scenario and a replication of it, as results arrive."""


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
        As `run_all` takes them.
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
    return run_all([chosen], cluster=cluster, store=store, logs=logs, on_done=tell, on_part=on_part, keep_outcome=True)[
        0
    ]


def run_all(
    scenarios: Sequence[Scenario],
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    store: Store | None = None,
    logs: Path | None = None,
    on_done: OnDone | None = None,
    on_part: OnPart | None = None,
    keep_outcome: bool = False,
) -> list[RunResult]:
    """Run scenarios, all their replications as one piece of work: two arms of three fill two cores.

    Parameters
    ----------
    scenarios
        Each with its own experiment.
    jobs
        Worker processes; 0 is one for each core. In place of what the first scenario says when given.
    cluster
        Address of a dask scheduler (``tcp://host:port``) or ``local``; worker processes of this machine when None.
    store
        Where results are looked for before anything is run, and kept as they arrive.
    logs
        Where to write the log of each replication, for a single scenario; nothing is written when None.
    on_done
        Called with the name of a scenario and a replication of it, as results arrive.
    on_part
        Called with the share of a replication that has passed, while this process runs one.
    keep_outcome
        Run the very first replication in this process, so that its outcome is there for a report.

    Returns
    -------
    list
        One result a scenario, in the order given; the same for any number of jobs, any cluster and any store.

    Raises
    ------
    InputError
        If a scenario cannot be run.
    """
    workers = scenarios[0].experiment.jobs if jobs is None else jobs
    seen: list[list[Replication]] = [[] for _ in scenarios]
    kept: Outcome | None = None
    while wanted := _wanted(scenarios, seen, workers or cores()):

        def tell(place: int, one: Replication, wanted: list[tuple[int, int]] = wanted) -> None:
            if on_done is not None:
                on_done(scenarios[wanted[place][1]].name, one)

        try:
            found, outcome = execute(
                [cells(scenarios[which], [number])[0] for number, which in wanted],
                jobs=workers,
                store=store,
                logs=logs,
                on_done=tell,
                on_part=on_part,
                keep_first=keep_outcome and kept is None,
            )
        except InputError as error:
            raise InputError(placed(str(error), scenarios[0])) from error
        kept = kept or outcome
        for (_, which), replication in zip(wanted, found, strict=True):
            seen[which].append(replication)
    results = [RunResult(one, tuple(found[: _stop(one, found)])) for one, found in zip(scenarios, seen, strict=True)]
    return [replace(results[0], kept=kept), *results[1:]]


def _wanted(scenarios: Sequence[Scenario], seen: Sequence[list[Replication]], workers: int) -> list[tuple[int, int]]:
    """Return what is to be run next, as (replication, scenario): pairs of a comparison are complete first."""
    going = [which for which, one in enumerate(scenarios) if _stop(one, seen[which]) is None]
    wanted = []
    for which in going:
        rule, begun = scenarios[which].experiment.replications, len(seen[which])
        upto = first_look(rule)
        if isinstance(rule, Sequential) and begun:
            # Idle workers run ahead of the rule; what is beyond the look at which it stops is left out again.
            look = next(total for total in looks(rule) if total > begun)
            upto = max(look, min(begun + workers // len(going), rule.max))
        wanted += [(number, which) for number in range(begun, upto)]
    return sorted(wanted)


def _stop(scenario: Scenario, seen: Sequence[Replication]) -> int | None:
    """Return after how many replications a scenario has enough; None when more are to be run."""
    experiment = scenario.experiment
    rule = experiment.replications
    if not isinstance(rule, Sequential):
        return rule if len(seen) >= rule else None
    for total in looks(rule):
        if total > len(seen):
            return None
        if enough(seen[:total], rule, experiment.confidence):
            return total
    return rule.max


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
    baseline, *others = [with_experiment(_loaded(one), replications=replications, seed=seed) for one in scenarios]
    run_them = partial(run_all, jobs=jobs, cluster=cluster, store=store, on_done=on_done)
    first = run_them([baseline]) if isinstance(baseline.experiment.replications, Sequential) else []
    count = len(first[0].replications) if first else baseline.experiment.replications
    others = [with_experiment(one, replications=count, seed=baseline.experiment.seed) for one in others]
    results = [*first, *run_them(others if first else [baseline, *others])]
    return [Comparison(results[0], other) for other in results[1:]]


def _loaded(scenario: Scenario | str | Path) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load(scenario)
