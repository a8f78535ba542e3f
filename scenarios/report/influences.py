"""The page of a sensitivity: what moves a KPI most, whose numbers those are, and how the scenario stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.provenance import source
from scenarios.report.compared import tile
from scenarios.report.searched import Drawn, page
from scenarios.report.study_page import Part, Rows
from scenarios.scenario import Scenario
from scenarios.spans import spans
from scenarios.study.running.estimates import KpiEstimate
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.searching.sensitivity import Effect, Influences
from scenarios.study.statistics.intervals import Estimate
from scenarios.study_tables import influence_cells, shape_of
from scenarios.text_tables import number, unit_label
from sim.kpis import definition


def sensitivity_page(
    scenario: Scenario,
    now: Sequence[Replication],
    by_kpi: Mapping[str, Influences],
    options: Mapping[str, Any],
    lead: Sequence[str],
    printed: str,
    pictures: Sequence[Drawn],
) -> bytes:
    """Return the page of a sensitivity.

    Parameters
    ----------
    scenario, now
        What is varied, and replications of it as it stands.
    by_kpi
        The influences, largest first.
    options
        Of the request.
    lead, printed
        The answer, and all that the command printed.
    pictures
        To be shown.
    """
    result, currency = RunResult(scenario, tuple(now)), scenario.config.currency
    kpis = result.kpis()
    standing_now = [
        (_title(key), number(kpis[key].mean, kpis[key].unit), _between(kpis[key]), unit_label(kpis[key].unit, currency))
        for key in dict.fromkeys([*by_kpi, "profit", "on_time_delivery", "order_cycle_time", "customer_satisfaction"])
        if key in kpis
    ]
    rows = [
        [_title(key), *influence_cells(one, definition(key).unit), shape_of(one), _whose(scenario, one.input.name)]
        for key, influences in by_kpi.items()
        for one in influences
    ]
    morris = isinstance(next(iter(by_kpi.values()))[0], Effect)
    columns = ("low to high", "size") if morris else ("% of variance alone", "% with others")
    part = Part(
        title="sensitivity",
        lead=lead,
        tiles=[
            tile(one, found, one.judge(found), currency)
            for one in scenario.targets
            if (known := kpis.get(one.kpi)) is not None
            and (found := Estimate(known.mean, known.low, known.high, known.n))
        ],
        service=Rows(
            ("", "now", f"{100 * scenario.experiment.confidence:g} % interval", ""),
            standing_now,
            frozenset({1, 2}),
            "What stands now",
        ),
        settings=Rows(
            ("KPI", "input", "range", *columns, "what it is", "whose number"), rows, frozenset({3, 4}), "What moves it"
        ),
        printed=printed,
    )
    many = f"{len(rows) // len(by_kpi)} inputs, {spans(len(now), scenario.config.days)} a setting"
    subtitle = f"{many}, the same customers in all"
    return page("sensitivity", scenario, options, subtitle, part, pictures)


def _whose(scenario: Scenario, path: str) -> str:
    return source(scenario, tuple(path.split(".")))


def _between(found: KpiEstimate) -> str:
    return "" if found.low is None else f"{number(found.low, found.unit)} to {number(found.high, found.unit)}"


def _title(key: str) -> str:
    return definition(key).title
