"""The rows of a table of KPIs, the headline first; text and notebook cells are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scenarios.scenario import Scenario
from scenarios.study.running.estimates import KpiEstimate
from scenarios.text_tables import Row, number, unit_label
from sim.kpis import HEADLINE


def run_rows(
    kpis: Mapping[str, KpiEstimate], currency: str, confidence: float, asked: Sequence[str] = ()
) -> tuple[Row, list[Row]]:
    """Return the heads and a row a KPI that had something to observe; the headline first, observed or not.

    Behind the headline stand those that the scenario asks for.
    """
    rows: list[Row] = []
    for key in headline_first(kpis, asked):
        if kpis[key].mean is None and key not in HEADLINE:
            continue
        kpi = kpis[key]
        spread = "" if kpi.low is None else f"{number(kpi.low, kpi.unit)} to {number(kpi.high, kpi.unit)}"
        rows.append((key, number(kpi.mean, kpi.unit), spread, unit_label(kpi.unit, currency)))
    per_cent = f"{100 * confidence:g} % interval"
    return ("KPI", "mean", per_cent, "unit"), rows


def headline_first(keys: Iterable[str], asked: Sequence[str] = ()) -> list[str]:
    """Return keys in their order, those of the headline before all others, then those that were asked for."""
    known = list(keys)
    first = [key for key in dict.fromkeys((*HEADLINE, *asked)) if key in known]
    return first + [key for key in known if key not in first]


def with_gap(rows: list[Row], asked: Sequence[str] = ()) -> list[Row]:
    """Set the headline, and what was asked for, apart by an empty row."""
    count = sum(row[0] in HEADLINE or row[0] in asked for row in rows)
    blank = [("",) * len(rows[0])] if 0 < count < len(rows) else []
    return [*rows[:count], *blank, *rows[count:]]


def asked_for(*scenarios: Scenario) -> list[str]:
    """Return the KPIs that the questions of scenarios name: of the experiment, of its targets, and of its margins."""
    found: list[str] = []
    for scenario in scenarios:
        found += [*scenario.experiment.kpis, *scenario.laboratory.targets, *scenario.experiment.margins]
    return list(dict.fromkeys(found))
