"""A row of a race inside a business: how good its plans are, and what the business makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from scenarios.study.racing.business_result import KPIS, BusinessRow, Entry
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.intervals import Estimate, estimate
from scenarios.study.statistics.observed import kpi_estimate
from scenarios.study.statistics.stopping import degrees_of_freedom
from sim.units import DAYS_A_MONTH
from solvers.audited import AuditedPlan
from solvers.profiles import gap


def good(plan: AuditedPlan | None) -> bool:
    """Return whether there is a plan, and it was audited."""
    return plan is not None and plan.status == "done" and plan.audit is not None


def planned_quickly(name: str) -> str:
    """Return the name of an arm that is planned as fast as the fastest."""
    return f"{name}, planned as fast as the fastest"


def row_of(
    entry: Entry,
    entries: Sequence[Entry],
    plans: dict[Entry, list[tuple[AuditedPlan | None, float]]],
    results: dict[str, RunResult],
    first: str,
) -> BusinessRow:
    """Return the row of an entry; differences are from the first solver with the same budget."""
    nothing = estimate([])
    if entry.scenario is None:
        none = dict.fromkeys(KPIS, nothing)
        return BusinessRow(entry, nothing, nothing, None, None, none, none, None)
    solved = [(plan, best) for plan, best in plans[entry] if good(plan)]
    gaps = [gap(plan.audit.objective_cost, best) for plan, best in solved]  # type: ignore[union-attr]
    result = results[entry.scenario.name]
    if result.failures:
        entry = replace(entry, status="failed", reason=result.failures[0].failure)
    reference = next(one for one in entries if one.solver == first and one.seconds == entry.seconds)
    assert reference.scenario is not None
    other = results[reference.scenario.name]
    rivals = [results[one.scenario.name] for one in entries if one.scenario and one.seconds == entry.seconds]
    return BusinessRow(
        entry,
        estimate([value for value in gaps if np.isfinite(value)]),
        estimate([plan.seconds for plan, _ in solved]),  # type: ignore[union-attr]
        fmean(plan.audit.objective_cost for plan, _ in solved) if solved else None,  # type: ignore[union-attr]
        fmean(best for _, best in solved) if solved else None,
        {key: _observed(result, key) for key in KPIS},
        {key: _estimated(result, _less(values_of(result, key), values_of(other, key))) for key in KPIS},
        _planning_share(result, results.get(planned_quickly(result.scenario.name)), rivals),
    )


def values_of(result: RunResult, key: str) -> list[float | None]:
    """A KPI by replication; profit of the days that count as that of a month."""
    if key != "profit_a_month":
        return result.values(key)
    factor = DAYS_A_MONTH / result.days_counted
    return [None if value is None else value * factor for value in result.values("profit")]


def _observed(result: RunResult, key: str) -> Estimate:
    """Mean and interval as a run tells them: that of a share ends at one."""
    if key == "profit_a_month":
        return _estimated(result, values_of(result, key))
    experiment = result.scenario.experiment
    freedom = degrees_of_freedom(experiment.replications)
    return kpi_estimate(key, result.observed, experiment.confidence, freedom)


def _less(one: Sequence[float | None], other: Sequence[float | None]) -> list[float | None]:
    return [None if a is None or b is None else a - b for a, b in zip(one, other, strict=True)]


def _estimated(result: RunResult, values: Sequence[float | None]) -> Estimate:
    experiment = result.scenario.experiment
    return estimate(values, experiment.confidence, degrees_of_freedom(experiment.replications))


def _planning_share(slow: RunResult, quick: RunResult | None, rivals: Sequence[RunResult]) -> float | None:
    """Part of the on-time delivery lost against the best of the budget that planning as fast as others wins back."""
    if quick is None:
        return None
    late, faster, *others = (estimate(run.values("on_time_delivery")).mean for run in (slow, quick, *rivals))
    best = max((mean for mean in others if mean is not None), default=None)
    if late is None or faster is None or best is None or best <= late:
        return None
    return (faster - late) / (best - late)
