"""Many scenarios as one piece of work: their cells are laid out together, so that no worker waits for another scenario.

Two arms of three replications fill two cores. The first replications of all scenarios come first, so that the pairs of
a comparison are complete as early as can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scenarios.document import Sequential
from scenarios.environment import cores
from scenarios.errors import InputError
from scenarios.resolve import Scenario, placed
from scenarios.study.cell import OnPart, RefusedError
from scenarios.study.execute import execute
from scenarios.study.plan import Cell, cells
from scenarios.study.results import Replication, RunResult
from scenarios.study.stopping import enough, first_look, looks
from scenarios.study.store import Store
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

    Returns
    -------
    list
        One result a scenario, in the order given; the same for any number of jobs, any cluster and any store.

    Raises
    ------
    InputError
        If a scenario cannot be run, or the cluster or the store cannot be used.
    """
    courses = [Course(one) for one in scenarios]
    workers = scenarios[0].experiment.jobs if jobs is None else jobs
    kept: Outcome | None = None
    while work := _wanted(courses, workers or cores()):

        def tell(place: int, one: Replication, work: list[tuple[Course, Cell]] = work) -> None:
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
                keep_first=keep_outcome and not courses[0].done,
            )
        except RefusedError as error:
            of = next(course.scenario for course, cell in work if cell.world == error.world)
            raise InputError(placed(str(error), of)) from error
        kept = kept or outcome
        for (course, _), replication in zip(work, found, strict=True):
            course.done.append(replication)
    return [
        RunResult(course.scenario, tuple(course.done[: course.stop()]), None if place else kept)
        for place, course in enumerate(courses)
    ]


class Course:
    """One scenario on its way: the replications that are done, in order, and whether they are enough."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.done: list[Replication] = []
        self._rule = scenario.experiment.replications
        self._looks: Iterator[int] = looks(self._rule) if isinstance(self._rule, Sequential) else iter([self._rule])
        self._look = next(self._looks)
        self._stop: int | None = None

    def stop(self) -> int | None:
        """Return after how many replications there are enough; None when more are to be run."""
        while self._stop is None and len(self.done) >= self._look:
            if not isinstance(self._rule, Sequential) or enough(
                self.done[: self._look], self._rule, self.scenario.experiment.confidence
            ):
                self._stop = self._look
            else:
                self._look = next(self._looks)
        return self._stop

    def ahead(self, workers: int) -> list[Cell]:
        """Return what is to be run next: up to the next look, and so far beyond it that no worker is idle.

        What turns out to be beyond the look at which the rule stops is left out of the result, so that where it stops
        does not depend on the number of workers.
        """
        begun = len(self.done)
        upto = first_look(self._rule)
        if isinstance(self._rule, Sequential) and begun:
            upto = max(self._look, min(begun + workers, self._rule.max))
        return cells(self.scenario, range(begun, upto))


def _wanted(courses: Sequence[Course], workers: int) -> list[tuple[Course, Cell]]:
    """Return what is to be run next, early replications first."""
    going = [course for course in courses if course.stop() is None]
    found = [(course, cell) for course in going for cell in course.ahead(workers // len(going))]
    return sorted(found, key=lambda one: one[1].replication)
