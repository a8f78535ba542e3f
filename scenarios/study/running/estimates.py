"""A KPI over the replications of a run, as it is handed out."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.study.statistics.intervals import Estimate
from sim.kpis import definition


@dataclass(frozen=True, slots=True)
class KpiEstimate:
    """A KPI over the replications of a run; `direction` says which way is better: up, down or none."""

    mean: float | None
    low: float | None
    high: float | None
    unit: str
    direction: str
    n: int


def described(key: str, found: Estimate) -> KpiEstimate:
    """Return an estimate with what its KPI's definition says of it."""
    about = definition(key)
    return KpiEstimate(found.mean, found.low, found.high, about.unit, about.direction, found.n)
