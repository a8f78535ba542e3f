"""What a comparison hands back: every KPI of two runs over the same customers, and what their difference shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.study.explaining.money import money
from scenarios.study.running.results import RunResult, kpi_keys
from scenarios.study.statistics.intervals import Difference
from scenarios.study.statistics.simultaneous import Pair, differences
from scenarios.study.statistics.stopping import degrees_of_freedom
from sim.kpis import ANSWER, HEADLINE, definition


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same tapes; every difference is B minus A.

    Parameters
    ----------
    a, b
        The runs.
    differences
        By KPI, judged together with those of the other comparisons that were made with it; see `compared`.
    """

    a: RunResult
    b: RunResult
    differences: Mapping[str, Difference]

    def kpis(self) -> dict[str, Difference]:
        """Return the difference of every KPI that either run has."""
        return dict(self.differences)

    @property
    def same_customers(self) -> bool:
        """Whether both met the same tapes, which the variance reduction rests on; a failed replication met none."""
        pairs = zip(self.a.replications, self.b.replications, strict=True)
        return all(a.tape == b.tape for a, b in pairs if not (a.failure or b.failure))

    def document(self) -> dict[str, Any]:
        """Return one entry of what `orderlab compare --json` prints."""
        worth = money(self)
        return {
            "a": self.a.scenario.name,
            "b": self.b.scenario.name,
            "money": None if worth is None else worth.document(),
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
                for key, found in self.differences.items()
            },
        }

    def table(self) -> str:
        """Return the comparison as text, the table that `orderlab compare` prints."""
        from scenarios.tables import comparison_table

        return comparison_table(self)


def compared(baseline: RunResult, others: Sequence[RunResult]) -> list[Comparison]:
    """Compare runs with a baseline.

    Profit in all of them is one family, the other headline KPIs are a second, the rest a third: who reads the headline
    of three alternatives reads all of it, and pays for that only with the intervals of the headline.
    """
    keys = [_keys(baseline, other) for other in others]
    found: list[dict[str, Difference]] = [{} for _ in others]
    for number in range(3):
        members = [(place, key) for place, own in enumerate(keys) for key in own if _family(key) == number]
        family = [
            Pair(baseline.values(key), others[place].values(key), definition(key).direction) for place, key in members
        ]
        experiment = baseline.scenario.experiment
        judged = differences(family, experiment.confidence, degrees_of_freedom(experiment.replications))
        for (place, key), one in zip(members, judged, strict=True):
            found[place][key] = one
    return [
        Comparison(baseline, other, {key: by_key[key] for key in own})
        for other, own, by_key in zip(others, keys, found, strict=True)
    ]


def _family(key: str) -> int:
    return 0 if key in ANSWER else 1 if key in HEADLINE else 2


def _keys(a: RunResult, b: RunResult) -> Iterable[str]:
    return list(dict.fromkeys([*kpi_keys(a), *kpi_keys(b)]))
