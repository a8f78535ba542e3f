"""Replications of many scenarios, run when they are asked for and each at most once.

What a search, a selection and a screening share: all of them look at settings in the light of what they have seen, and
come back to the same ones. The store remembers; a study without one has its own in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scenarios.scenario import Scenario, located
from scenarios.study.keeping.store import Store
from scenarios.study.running.cell import RefusedError, failed
from scenarios.study.running.execute import execute
from scenarios.study.running.plan import Cell, cells
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.intervals import Estimate
from scenarios.study.statistics.observed import kpi_estimate


class Trials:
    """Runs replications.

    Parameters
    ----------
    jobs
        Worker processes; 0 is one for each core.
    cluster
        Address of a dask scheduler or ``local``; processes of this machine when None.
    store
        Where results are looked for and kept; in memory when None.
    on_done
        Called with the name of a scenario and a replication of it when it is first there.
    """

    def __init__(
        self,
        jobs: int = 0,
        cluster: str | None = None,
        store: Store | None = None,
        on_done: Callable[[str, Replication], None] | None = None,
    ) -> None:
        self._jobs, self._cluster = jobs, cluster
        self._store = Store(Path(":memory:")) if store is None else store
        self._on_done, self._reported = on_done, set[str]()

    def run(self, scenarios: Sequence[Scenario], numbers: Iterable[int]) -> list[list[Replication]]:
        """Return the replications of these numbers of each scenario, in order; what was run is not run again.

        A setting that a room refuses has failed in all its replications, with the reason: a search goes on without it.
        """
        wanted = list(numbers)
        todo = [(one, cell) for number in wanted for one in scenarios for cell in cells(one, [number])]
        refused: dict[str, str] = {}
        while True:
            going = [(one, cell) for one, cell in todo if cell.world not in refused]
            try:
                found = self._run(going)
            except RefusedError as error:
                refused[error.world] = str(error)
                continue
            break
        arrived = iter(found)
        done = [
            failed(cell, located(refused[cell.world], one)) if cell.world in refused else next(arrived)
            for one, cell in todo
        ]
        return [done[place :: len(scenarios)] for place in range(len(scenarios))]

    def _run(self, todo: Sequence[tuple[Scenario, Cell]]) -> list[Replication]:
        def tell(place: int, replication: Replication) -> None:
            key = todo[place][1].key
            if self._on_done is not None and key not in self._reported:
                self._reported.add(key)
                self._on_done(todo[place][0].name, replication)

        if not todo:
            return []
        cells = [cell for _, cell in todo]
        return execute(cells, jobs=self._jobs, cluster=self._cluster, store=self._store, on_done=tell)[0]


def over(replications: Sequence[Replication], kpi: str, confidence: float) -> Estimate:
    """Mean and interval of a KPI; a replication that failed or did not observe it is left out."""
    return kpi_estimate(kpi, [one.kpis for one in replications], confidence)
