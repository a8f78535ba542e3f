"""What a comparison hands back: every KPI of two runs over the same customers, and what their difference shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.study.results import RunResult, kpi_keys
from scenarios.study.statistics import Difference, difference
from sim.kpis import definition


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same tapes; every difference is B minus A."""

    a: RunResult
    b: RunResult

    def kpis(self) -> dict[str, Difference]:
        """Return the difference of every KPI that either run has."""
        keys = [*kpi_keys(self.a), *(key for key in kpi_keys(self.b) if key not in kpi_keys(self.a))]
        confidence = self.a.scenario.experiment.confidence
        return {
            key: difference(self.a.values(key), self.b.values(key), definition(key).direction, confidence)
            for key in keys
        }

    @property
    def same_customers(self) -> bool:
        """Whether both met the same tapes, which the variance reduction rests on."""
        return self.a.tape == self.b.tape

    def document(self) -> dict[str, Any]:
        """Return one entry of what `orderlab compare --json` prints."""
        return {
            "a": self.a.scenario.name,
            "b": self.b.scenario.name,
            "kpis": {
                key: {
                    "a": found.a,
                    "b": found.b,
                    "difference": found.estimate.mean,
                    "low": found.estimate.low,
                    "high": found.estimate.high,
                    "verdict": found.verdict,
                    "variance_reduction": found.variance_reduction,
                }
                for key, found in self.kpis().items()
            },
        }

    def table(self) -> str:
        """Return the comparison as text, the table that `orderlab compare` prints."""
        from scenarios.tables import comparison_table

        return comparison_table(self)
