"""Replications of many scenarios, run when they are asked for and each at most once.

What a search, a selection and a screening share: all of them look at settings in the light of what they have seen, and
come back to the same ones. The store remembers; a study without one has its own in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scenarios.errors import InputError
from scenarios.resolve import Scenario, placed
from scenarios.study.execute import execute
from scenarios.study.plan import cells
from scenarios.study.results import Replication
from scenarios.study.statistics import Estimate, estimate
from scenarios.study.store import Store


class Trials:
    """Runs replications.

    Parameters
    ----------
    jobs
        Worker processes; 0 is one for each core.
    store
        Where results are looked for and kept; in memory when None.
    on_done
        Called with the name of a scenario and a replication of it, as results arrive.
    """

    def __init__(
        self,
        jobs: int = 0,
        store: Store | None = None,
        on_done: Callable[[str, Replication], None] | None = None,
    ) -> None:
        self._jobs = jobs
        self._store = Store(Path(":memory:")) if store is None else store
        self._on_done = on_done

    def run(self, scenarios: Sequence[Scenario], numbers: Iterable[int]) -> list[list[Replication]]:
        """Return the replications of these numbers of each scenario, in order; what was run is not run again.

        Raises
        ------
        InputError
            If a scenario cannot be run.
        """
        wanted = list(numbers)
        todo = [(one, cell) for number in wanted for one in scenarios for cell in cells(one, [number])]

        def tell(place: int, replication: Replication) -> None:
            if self._on_done is not None:
                self._on_done(todo[place][0].name, replication)

        try:
            done, _ = execute([cell for _, cell in todo], jobs=self._jobs, store=self._store, on_done=tell)
        except InputError as error:
            raise InputError(placed(str(error), scenarios[0])) from error
        return [done[place :: len(scenarios)] for place in range(len(scenarios))]


def kpi_estimate(replications: Sequence[Replication], kpi: str, confidence: float) -> Estimate:
    """Mean and interval of a KPI; a replication that failed or did not observe it is left out."""
    return estimate([one.kpis.get(kpi) for one in replications], confidence)
