"""Numbers on a screen: the table of a run, and the table of a comparison."""

from __future__ import annotations

from textwrap import wrap

from scenarios.kpi_rows import asked_for, headline_first, run_rows, with_gap
from scenarios.spans import spans
from scenarios.study.explaining.money import Compared
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.batches import too_short
from scenarios.study.statistics.intervals import MOST_NEEDED, UNCLEAR, Difference
from scenarios.text_tables import WIDTH, Row, number, signed, text_table, unit_label
from sim.kpis import HEADLINE, definition


def run_table(result: RunResult) -> str:
    """Return every KPI with its mean, interval and unit; headline and what was asked first, what had no cause below."""
    scenario = result.scenario
    asked = asked_for(scenario)
    head, rows = run_rows(result.kpis(), scenario.config.currency, scenario.experiment.confidence, asked)
    table = text_table(head, with_gap(rows, asked))
    absent = [key for key in unobserved(result) if key not in HEADLINE]
    if not absent:
        return table
    return "\n".join([table, "", *wrap(f"Nothing to observe in this business: {', '.join(absent)}.", WIDTH)])


def unobserved(result: RunResult) -> list[str]:
    """Return the KPIs that no replication could observe: kilometres without vans, sales in stores without any."""
    return [key for key, kpi in result.kpis().items() if kpi.mean is None]


def comparison_table(comparison: Compared, *, everything: bool = False) -> str:
    """Return A, B, B minus A with its interval, and the verdict.

    Parameters
    ----------
    comparison
        What to show.
    everything
        Every KPI; without it the headline, those that the question names, and of the others those that differ.
    """
    head, rows, left_out = comparison_rows(comparison, everything=everything)
    lines = [text_table(head, with_gap(rows))]
    if left_out:
        *first, last = [f"{count} {verdict}" for verdict, count in sorted(left_out.items())]
        many = f"{', '.join(first)} and {last}" if first else last
        lines.append(f"Further KPIs: {many} (--all lists them)")
    return "\n".join(lines)


def comparison_rows(comparison: Compared, *, everything: bool = False) -> tuple[Row, list[Row], dict[str, int]]:
    """Return the heads, a row a KPI, and how many of each verdict were left out; see `comparison_table`."""
    currency = comparison.a.scenario.config.currency
    kpis = comparison.kpis()
    rows: list[Row] = []
    left_out: dict[str, int] = {}
    asked = asked_for(comparison.a.scenario, comparison.b.scenario)
    for key in headline_first(kpis, asked):
        found, unit = kpis[key], definition(key).unit
        wanted = everything or key in HEADLINE or key in asked
        if found.a is None and found.b is None and key not in (*HEADLINE, *asked):
            continue  # nothing to observe in either
        if key.startswith("paid.") and not wanted:
            continue  # stands in cost.labour
        if not wanted and not found.shown and not found.large:
            left_out[_short(found)] = left_out.get(_short(found), 0) + 1
            continue
        gap = found.estimate
        spread = "" if gap.low is None else f"{signed(gap.low, unit)} to {signed(gap.high, unit)}"
        factor = _factor(found.variance_reduction)
        means = (number(found.a, unit), number(found.b, unit), signed(gap.mean, unit))
        rows.append((key, *means, spread, unit_label(unit, currency), said(found), *((factor,) if everything else ())))
    per_cent = f"{100 * comparison.a.scenario.experiment.confidence:g} % interval"
    head = ("KPI", "A", "B", "B - A", per_cent, "unit", "verdict", *(("variance reduction",) if everything else ()))
    return head, rows, left_out


def comparison_foot(comparison: Compared, *, everything: bool = False) -> list[str]:
    """Say below the tables how their words are meant; with everything, those of statistics too."""
    days = comparison.a.days_counted
    sure = f"{100 * comparison.a.scenario.experiment.confidence:g} %"
    lines = [
        "All net of VAT and sales tax. Equal: no difference that matters. "
        f"Unclear, 12: about {spans(12, days)} would tell.",
        f"Verdicts on profit hold together at {sure}, and so do the others above the gap (docs/experiments.md).",
    ]
    if everything:
        lines += [
            f"Replication: one simulation of {days} day{'s' * (days > 1)} with customers of its own. Holm's rule: many "
            "verdicts together are",
            "as sure as one alone. Variance reduction: how many times more replications independent customers would "
            "have needed.",
        ]
    return lines


def _short(found: Difference) -> str:
    """Return a verdict, or which of the two has such a KPI at all."""
    return f"only in {found.only_in}" if found.only_in else found.verdict


def said(found: Difference) -> str:
    """Write a verdict; of an unclear one with how many replications would tell."""
    needed = found.replications_needed
    if found.only_in:
        return _short(found)
    if found.verdict != UNCLEAR or needed is None:
        return found.verdict
    return f"{UNCLEAR}, {needed:,}" if needed < MOST_NEEDED else f"{UNCLEAR}, over {MOST_NEEDED:,}"


def design_in_words(result: RunResult) -> list[str]:
    """Say which days count in a steady-state design, how they were found, and whether batches are long enough."""
    counted = result.counted
    if counted is None:
        return []
    days, (first, last) = result.simulated.days, (counted.first, counted.last)
    found = " and ".join(f"{definition(one.name).title.lower()} after {one.hours} hours" for one in counted.settled)
    how = f"; by MSER-5 settled are {found}" if found else ""
    lines = [f"Steady state: orders of day {first + 1} to {last} of {days} count{how}."]
    if result.batches:
        each = f"{result.days_counted} day{'s' * (result.days_counted > 1)}"
        count = len(result.batches)
        lines.append(f"Intervals are those of {count} batches of {each} each; totals are those of a batch.")
        leaning = [key for key in HEADLINE if too_short(result.values(key))]
        if leaning:
            lines.append(
                f"Batches lean on each other in {', '.join(leaning)}: their intervals are too narrow; more days or "
                "fewer batches are needed."
            )
    return lines


def _factor(reduction: float | None) -> str:
    """Show a variance reduction; where two runs hardly differ at all its digits mean nothing."""
    if reduction is None:
        return ""
    return f"{reduction:.1f}" if reduction < 1000 else "over 1,000"
