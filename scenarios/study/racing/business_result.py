"""What came of a race inside a business: a row a solver and budget, with plans and KPIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.scenario import Scenario
from scenarios.study.statistics.intervals import Estimate

KPIS = ("on_time_delivery", "cost_per_order", "kilometres_per_drop", "profit_a_month")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A solver with a budget, as it plans in the business; `reason` says why it cannot."""

    solver: str
    seconds: float
    iterations: int
    reproducible: bool
    scenario: Scenario | None = None
    status: str = "done"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """What came of one solver and budget.

    plan_gap in per cent over sampled waves, cpu_a_wave in CPU seconds over the same waves; the KPIs over replications,
    and their paired differences from the first solver of the same budget; planning_share: the part of what is lost in
    on-time delivery against the best of that budget that is planning time and no worse plans, None where nothing is
    lost, or nobody plans faster.
    """

    entry: Entry
    plan_gap: Estimate
    cpu_a_wave: Estimate
    plan_cost: float | None
    best_known: float | None
    kpis: dict[str, Estimate]
    differences: dict[str, Estimate]
    planning_share: float | None


@dataclass(frozen=True)
class BusinessRace:
    """A business race, run."""

    scenario: Scenario
    reference: str
    stops: float
    rows: tuple[BusinessRow, ...]

    def table(self) -> str:
        """Return the table that `orderlab race --business` prints."""
        from scenarios.study.racing.business_words import in_words

        return in_words(self)

    def document(self) -> dict[str, Any]:
        """Return what `orderlab race --business --json` prints."""
        return {
            "scenario": self.scenario.name,
            "reference": self.reference,
            "stops_a_wave": round(self.stops, 2),
            "rows": [_document(self.scenario, row) for row in self.rows],
        }


def _document(scenario: Scenario, row: BusinessRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "instance": scenario.name,
        "set": "business",
        "solver": entry.solver,
        "seconds": entry.seconds,
        "iterations": entry.iterations or None,
        "seed": scenario.experiment.seed,
        "cost": row.plan_cost,
        "best_known": row.best_known,
        "gap": row.plan_gap.mean,
        "feasible": entry.status == "done",
        "vehicles": None,
        "cpu_seconds": row.cpu_a_wave.mean,
        "status": entry.status,
        "reason": entry.reason,
        "reproducible": entry.reproducible,
        "plan_gap": _ends(row.plan_gap),
        "cpu_a_wave": _ends(row.cpu_a_wave),
        **{key: _ends(row.kpis[key]) for key in KPIS},
        "differences": {key: _ends(row.differences[key]) for key in KPIS},
        "planning_time_share": row.planning_share,
    }


def _ends(found: Estimate) -> dict[str, float | None]:
    return {"mean": found.mean, "low": found.low, "high": found.high}
