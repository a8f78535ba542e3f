"""Many scenarios as one piece of work: their cells are laid out together, so that no worker waits for another scenario.

Two arms of three replications fill two cores. The first replications of all scenarios come first, so that the pairs of
a comparison are complete as early as can be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenarios.document import Sequential
from scenarios.environment import cores
from scenarios.errors import InputError
from scenarios.scenario import Scenario, located
from scenarios.study.keeping.store import Store
from scenarios.study.running.cell import OnPart, RefusedError
from scenarios.study.running.execute import execute
from scenarios.study.running.plan import Cell, cells
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.steady_state import settle
from scenarios.study.statistics.stopping import first_look, looks, stop_after
from scenarios.study.statistics.warm_up import CountedDays
from sim.outcome import Outcome

OnDone = Callable[[str, Replication], None]
"""Called with the name of a scenario and a replication of it, as results arrive."""


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
    stop_together: bool = False,
) -> list[RunResult]:
    """Run scenarios, all their replications as one piece of work.

    Parameters
    ----------
    scenarios
        Each with its own experiment.
    jobs
        Worker processes; 0 is one for each core. What the first scenario says when None.
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
    stop_together
        Every scenario gets as many replications as the rule of the first asks for, which then may watch differences.

    Returns
    -------
    list
        One result a scenario, in the order given; the same for any number of jobs, any cluster and any store.

    Raises
    ------
    InputError
        If a scenario cannot be run, or the cluster or the store cannot be used.
    """
    workers = scenarios[0].experiment.jobs if jobs is None else jobs
    settled = settle(scenarios, lambda cells: execute(cells, jobs=workers, cluster=cluster, store=store)[0])
    arms = [Arm(one, *found) for one, found in zip(scenarios, settled, strict=True)]
    courses = [Course(arms)] if stop_together else [Course([arm]) for arm in arms]
    kept: Outcome | None = None
    while work := _wanted(courses, workers or cores()):

        def tell(place: int, one: Replication, work: list[tuple[Arm, Cell]] = work) -> None:
            if on_done is not None:
                on_done(work[place][0].scenario.name, one)

        try:
            found, outcome = execute(
                [cell for _, cell in work],
                jobs=workers,
                cluster=cluster,
                store=store,
                logs=logs,
                on_done=tell,
                on_part=on_part,
                keep_first=keep_outcome and not courses[0].begun,
            )
        except RefusedError as error:
            of = next(arm.scenario for arm, cell in work if cell.world == error.world)
            raise InputError(located(str(error), of)) from error
        kept = kept or outcome
        for (arm, _), replication in zip(work, found, strict=True):
            arm.done.append(replication)
    results = [result for course in courses for result in course.results()]
    return [replace(results[0], kept=kept), *results[1:]]


@dataclass(frozen=True)
class Arm:
    """One scenario on its way, as it is asked for and as it is run, with the replications that are done, in order."""

    scenario: Scenario
    settled: Scenario
    counted: CountedDays | None
    done: list[Replication] = field(default_factory=list)


class Course:
    """Scenarios that get equally many replications: those of a comparison, or one alone."""

    def __init__(self, arms: Sequence[Arm]) -> None:
        self.arms = arms
        self._experiment = arms[0].scenario.experiment
        self._targets = next((arm.scenario.targets for arm in arms if arm.scenario.targets), [])

    @property
    def begun(self) -> int:
        """Replications that are done of each."""
        return len(self.arms[0].done)

    def stop(self) -> int | None:
        """Return after how many replications there are enough; None when more are to be run."""
        seen = [arm.done for arm in self.arms]
        try:
            return stop_after(self._experiment, seen[0], seen[1:], self._targets)
        except InputError as error:
            raise InputError(located(str(error), self.arms[0].scenario)) from error

    def ahead(self, workers: int) -> list[tuple[Arm, Cell]]:
        """Return what is to be run next: up to the next look, and so far beyond it that no worker is idle.

        What turns out to be beyond the look at which the rule stops is left out of the result, so that where it stops
        does not depend on the number of workers.
        """
        begun, rule = self.begun, self._experiment.replications
        upto = first_look(rule)
        if isinstance(rule, Sequential) and begun:
            look = next(total for total in looks(rule) if total > begun)
            upto = max(look, min(begun + workers // len(self.arms), rule.max))
        return [(arm, cell) for arm in self.arms for cell in cells(arm.settled, range(begun, upto))]

    def results(self) -> list[RunResult]:
        """Return what each scenario gave, up to where the rule stopped."""
        return [RunResult(arm.scenario, tuple(arm.done[: self.stop()]), counted=arm.counted) for arm in self.arms]


def _wanted(courses: Sequence[Course], workers: int) -> list[tuple[Arm, Cell]]:
    """Return what is to be run next, early replications first."""
    going = [course for course in courses if course.stop() is None]
    found = [one for course in going for one in course.ahead(workers // len(going))]
    return sorted(found, key=lambda one: one[1].replication)
