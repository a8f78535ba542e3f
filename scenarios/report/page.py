"""One page that tells a run: numbers with their intervals, pictures, bottlenecks, worst orders, and how to repeat it.

The page holds everything it shows; it asks nothing of a network. Pictures, bottlenecks and orders
are those of the first replication, because a mean over replications has no single van to draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.importing.first.words import in_words
from scenarios.kpi_rows import asked_for
from scenarios.report import insights
from scenarios.report.gallery import hang, warm_up_of
from scenarios.report.pictures import lead_times
from scenarios.report.repeating import provenance
from scenarios.report.sourced import sourcing
from scenarios.report.templates import render as fill
from scenarios.scenario import as_simulated
from scenarios.study.running.results import RunResult
from scenarios.study.warned import warnings_of
from scenarios.tables import unobserved
from scenarios.text_tables import number, unit_label
from scenarios.writing import to_yaml
from sim.kpis import HEADLINE, definition
from sim.kpis.by_option import ON_TIME
from sim.kpis.definitions import FAMILIES
from sim.outcome import Outcome

ARROWS = {"up": "higher is better", "down": "lower is better", "none": ""}
APART = frozenset({family.key for family in FAMILIES} - {ON_TIME.key} | {"cost"})
"""KPIs with a member behind a dot stand in a table of their own; how punctual each way of delivery is does not."""


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI as the page shows it."""

    key: str
    title: str
    mean: str
    interval: str
    unit: str
    better: str
    formula: str


def render(result: RunResult, first: Mapping[str, Any] | None = None) -> str:
    """Return the page as HTML; every text is escaped by the template engine.

    Parameters
    ----------
    result
        The run.
    first
        The first answer to an imported business, as JSON.
    """
    outcome = result.outcome
    config = outcome.facts.config  # with the start and days of a trace
    rows = list(kpi_rows(result))
    return fill(
        "report.html.j2",
        name=result.scenario.name,
        title=result.scenario.header.title or result.scenario.name,
        notes=result.scenario.header.notes,
        orders=int((outcome.log.orders.arrays()["placed"] >= 0).sum()),
        days=config.days,
        start=config.start.isoformat(),
        replications=len(result.replications),
        confidence=f"{100 * result.scenario.experiment.confidence:g}",
        absent=[definition(key).title for key in unobserved(result)],
        tiles=[
            row for key in dict.fromkeys((*HEADLINE, *asked_for(result.scenario))) for row in rows if row.key == key
        ],
        main=[row for row in rows if row.key.partition(".")[0] not in APART],
        further=[row for row in rows if row.key.partition(".")[0] in APART],
        warnings=warnings_of({result.scenario.name: result.replications}),
        pictures=[*hang(outcome), *warm_up_of(result)],
        lead_times=lead_time_rows(outcome),
        bottlenecks=[str(one) for one in insights.bottlenecks(outcome)],
        sourcing=sourcing(outcome),
        worst=insights.worst_orders(outcome),
        yaml=to_yaml(as_simulated(result.scenario)),
        facts=provenance(result),
        first=None if first is None else in_words(first),
    )


def kpi_rows(result: RunResult) -> Iterator[KpiRow]:
    """Yield every KPI that was observed in the run, formatted."""
    currency = result.scenario.config.currency
    absent = unobserved(result)
    for key, kpi in result.kpis().items():
        if key in absent:
            continue
        about = definition(key)
        interval = "" if kpi.low is None else f"{number(kpi.low, kpi.unit)} to {number(kpi.high, kpi.unit)}"
        denominator = f" (of: {about.denominator})" if about.denominator else ""
        yield KpiRow(
            key=key,
            title=about.title,
            mean=number(kpi.mean, kpi.unit),
            interval=interval,
            unit=unit_label(kpi.unit, currency),
            better=ARROWS[kpi.direction],
            formula=f"{about.formula}{denominator}",
        )


def lead_time_rows(outcome: Outcome) -> list[dict[str, Any]]:
    """Return mean and quantiles of simulated and observed lead times, one row a stage and side."""
    return [
        {"stage": one.stage, "whose": whose, "orders": f"{one.observed.size:,}", "days": [f"{d:.2f}" for d in row]}
        for one in lead_times.lead_times(outcome)
        for whose in ("observed", "simulated")
        if (row := one.row(whose))
    ]
