"""What a run hands back: numbers by KPI, as objects for a notebook and as JSON for a script."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scenarios.html import html_table, paragraph
from scenarios.kpi_rows import run_rows
from scenarios.scenario import Scenario
from scenarios.spans import counted
from scenarios.study.frames import frame, records, wave_records
from scenarios.study.running.estimates import KpiEstimate, described
from scenarios.study.running.observation import EVERYTHING
from scenarios.study.running.plan import cells, run_key
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.observed import kpi_estimate
from scenarios.study.statistics.stopping import degrees_of_freedom
from scenarios.study.statistics.warm_up import CountedDays
from sim.config import SimConfig
from sim.outcome import Outcome

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True)
class RunResult:
    """A scenario, run.

    Parameters
    ----------
    scenario
        As it was resolved.
    replications
        In their order, those that failed among them.
    kept
        Log and facts of the first replication if this process has them; see `outcome`.
    counted
        The days whose orders count in a steady-state design; None where all do.
    """

    scenario: Scenario
    replications: tuple[Replication, ...]
    kept: Outcome | None = None
    counted: CountedDays | None = None

    @cached_property
    def outcome(self) -> Outcome:
        """Log and facts of the first replication that has a result, for reports and timelines.

        What another process or an earlier run computed is simulated again here when it is asked for the first time.
        """
        if self.kept is not None:
            return self.kept
        from scenarios.study.running.cell import run_cell

        first = next(one.number for one in self.replications if not one.failure)
        return run_cell(cells(self.scenario, [first], EVERYTHING)[0])[1]

    @cached_property
    def simulated(self) -> SimConfig:
        """The configuration that was simulated: a trace settles start and days."""
        return self.scenario.simulated

    @property
    def failures(self) -> list[Replication]:
        """The replications that have no result, each with its reason."""
        return [one for one in self.replications if one.failure]

    @property
    def key(self) -> str:
        """Hash of all that the numbers depend on."""
        return run_key(self.scenario, len(self.replications))

    @property
    def tape(self) -> str:
        """Hash of the exogenous facts of all replications: equal hashes mean the same customers."""
        return hashlib.blake2b("".join(one.tape for one in self.replications).encode(), digest_size=8).hexdigest()

    @property
    def batches(self) -> tuple[Mapping[str, float | None], ...]:
        """Values by KPI of each batch, where the run is one long replication of a steady state."""
        return self.replications[0].parts if len(self.replications) == 1 else ()

    @property
    def days_counted(self) -> int:
        """Days of demand behind each value of a KPI."""
        if self.counted is None:
            return self.simulated.days
        days = self.counted.last - self.counted.first
        return days // len(self.batches) if self.batches else days

    @property
    def observed(self) -> Sequence[Mapping[str, float | None]]:
        """Values by KPI of each replication, or of each batch of one long run."""
        return self.batches or [one.kpis for one in self.replications]

    def values(self, kpi: str) -> list[float | None]:
        """Return a KPI in each replication, or in each batch of one long run."""
        return [seen.get(kpi) for seen in self.observed]

    def kpis(self) -> dict[str, KpiEstimate]:
        """Mean, interval, unit and direction of every KPI."""
        experiment = self.scenario.experiment
        freedom = degrees_of_freedom(experiment.replications)
        return {
            key: described(key, kpi_estimate(key, self.observed, experiment.confidence, freedom))
            for key in kpi_keys(self)
        }

    def document(self) -> dict[str, Any]:
        """Return what `orderlab run --json` prints."""
        failed = [{"replication": one.number, "reason": one.failure} for one in self.failures]
        return {
            "scenario": self.scenario.name,
            "key": self.key,
            "seed": self.scenario.experiment.seed,
            "replications": len(self.replications),
            "tape": self.tape,
            "reproducible": True,
            "kpis": {
                key: {
                    "mean": kpi.mean,
                    "low": kpi.low,
                    "high": kpi.high,
                    "unit": kpi.unit,
                    "direction": kpi.direction,
                    "n": kpi.n,
                }
                for key, kpi in self.kpis().items()
            },
            **({"failed": failed} if failed else {}),
        }

    def to_polars(self) -> polars.DataFrame:
        """One row a KPI, as a polars frame: mean, low, high, unit, direction, n."""
        return frame(records(self.document()["kpis"]))

    def to_pandas(self) -> pandas.DataFrame:
        """One row a KPI, as a pandas frame; pandas has to be installed."""
        import pandas

        return pandas.DataFrame(records(self.document()["kpis"]))

    def waves(self) -> polars.DataFrame:
        """One row a wave of own vans in the first replication: stops, plan cost, iterations, unserved, CPU seconds."""
        return frame(wave_records(self.outcome.waves, self.outcome.facts.nodes))

    def __repr__(self) -> str:
        return f"RunResult({self.scenario.name!r}, {counted(len(self.replications), 'replication')})"

    def _repr_html_(self) -> str:
        """The KPIs as a table, for a notebook."""
        head, rows = run_rows(self.kpis(), self.scenario.config.currency, self.scenario.experiment.confidence)
        failed = f", {len(self.failures)} failed" if self.failures else ""
        said = paragraph(f"{self.scenario.name}: {counted(len(self.replications), 'replication')}{failed}")
        return said + html_table(head, rows, words=(0, 3))


def kpi_keys(result: RunResult) -> list[str]:
    """Every KPI that some replication has, in the order the first one gives them."""
    return list(dict.fromkeys(key for one in result.replications for key in one.kpis))
