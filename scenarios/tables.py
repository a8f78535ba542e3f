"""Numbers on a screen: the table of a run, and the table of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from scenarios.spans import spans
from scenarios.study.explaining.money import Compared
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.batches import too_short
from scenarios.study.statistics.intervals import MOST_NEEDED, UNCLEAR, Difference
from sim.kpis import HEADLINE, definition

WORDS = (
    "asked",
    "answer",
    "against the baseline",
    "unit",
    "verdict",
    "what it is",
    "one iteration",
    "takes",
    "value",
    "solver",
    "paired over instances",
)
"""Columns that hold words and are set to the left."""
WIDTH = 100
"""Columns of a sentence below a table."""


def number(value: float | None, unit: str) -> str:
    """Write a value as its unit wants it: a share as per cent, money with two decimals, the rest with three digits."""
    if value is None:
        return "-"
    if unit == "share":
        return f"{100 * value:.1f}"
    if unit == "money":
        return f"{value:,.2f}"
    if unit in ("orders", "vehicles") or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def unit_label(unit: str, currency: str) -> str:
    """Write a unit as a screen shows it."""
    return {"share": "%", "money": currency}.get(unit, unit)


def run_table(result: RunResult) -> str:
    """Return every KPI with its mean, its interval and its unit; the headline first, what had no cause named below."""
    currency = result.scenario.config.currency
    kpis = result.kpis()
    rows: list[tuple[str, ...]] = []
    absent = [key for key in unobserved(result) if key not in HEADLINE]
    for key in _headline_first(kpis):
        if key in absent:
            continue
        kpi = kpis[key]
        spread = "" if kpi.low is None else f"{number(kpi.low, kpi.unit)} to {number(kpi.high, kpi.unit)}"
        rows.append((key, number(kpi.mean, kpi.unit), spread, unit_label(kpi.unit, currency)))
    per_cent = f"{100 * result.scenario.experiment.confidence:g} % interval"
    table = text_table(("KPI", "mean", per_cent, "unit"), _with_gap(rows))
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
        Every KPI; without it the headline, and of the others those that differ.
    """
    currency = comparison.a.scenario.config.currency
    kpis = comparison.kpis()
    rows: list[tuple[str, ...]] = []
    left_out: dict[str, int] = {}
    for key in _headline_first(kpis):
        found, unit = kpis[key], definition(key).unit
        if key.startswith("paid.") and not everything:
            continue  # stands in cost.labour
        if not everything and key not in HEADLINE and not found.shown and not found.large:
            left_out[found.verdict] = left_out.get(found.verdict, 0) + 1
            continue
        gap = found.estimate
        spread = "" if gap.low is None else f"{signed(gap.low, unit)} to {signed(gap.high, unit)}"
        factor = _factor(found.variance_reduction)
        means = (number(found.a, unit), number(found.b, unit), signed(gap.mean, unit))
        rows.append((key, *means, spread, unit_label(unit, currency), said(found), *((factor,) if everything else ())))
    per_cent = f"{100 * comparison.a.scenario.experiment.confidence:g} % interval"
    head = ("KPI", "A", "B", "B - A", per_cent, "unit", "verdict", *(("variance reduction",) if everything else ()))
    lines = [text_table(head, _with_gap(rows))]
    if left_out:
        many = " and ".join(f"{count} {verdict}" for verdict, count in sorted(left_out.items()))
        lines.append(f"Further KPIs: {many} (--all lists them)")
    return "\n".join(lines)


def comparison_foot(comparison: Compared, *, everything: bool = False) -> list[str]:
    """Say below the tables how their words are meant; with everything, those of statistics too."""
    days = comparison.a.days_counted
    sure = f"{100 * comparison.a.scenario.experiment.confidence:g} %"
    lines = [
        "All amounts are net of VAT and sales tax. Equal: within the margin that matters (experiment.margins, or",
        f"docs/experiments.md). Unclear, 12: about {spans(12, days)} would tell. With {sure} no verdict on profit is",
        "false, none of the other headline, none below.",
    ]
    if everything:
        lines += [
            f"Replication: one simulation of {days} day{'s' * (days > 1)} with customers of its own. Holm's rule: many "
            "verdicts together are",
            "as sure as one alone. Variance reduction: how many times more replications independent customers would "
            "have needed.",
        ]
    return lines


def _headline_first(keys: Iterable[str]) -> list[str]:
    known = list(keys)
    return [key for key in HEADLINE if key in known] + [key for key in known if key not in HEADLINE]


def _with_gap(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Set the headline apart by an empty row."""
    count = sum(row[0] in HEADLINE for row in rows)
    blank = [("",) * len(rows[0])] if 0 < count < len(rows) else []
    return [*rows[:count], *blank, *rows[count:]]


def said(found: Difference) -> str:
    """Write a verdict; of an unclear one with how many replications would tell."""
    needed = found.replications_needed
    if found.verdict != UNCLEAR or needed is None:
        return found.verdict
    return f"{UNCLEAR}, {needed:,}" if needed < MOST_NEEDED else f"{UNCLEAR}, over {MOST_NEEDED:,}"


def signed(value: float | None, unit: str) -> str:
    """Write a difference with its sign."""
    text = number(value, unit)
    if value is None or not any(digit in text for digit in "123456789"):
        return text.lstrip("-") if value is not None else text
    return text if value < 0 else f"+{text}"


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


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay columns out with two spaces between them: names to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    words = {column for column, title in enumerate(head) if column == 0 or title in WORDS}

    def line(row: Sequence[str]) -> str:
        cells = (
            cell.ljust(width) if column in words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    return "\n".join([line(head), "  ".join("-" * width for width in widths), *map(line, rows)])


def _factor(reduction: float | None) -> str:
    """Show a variance reduction; where two runs hardly differ at all its digits mean nothing."""
    if reduction is None:
        return ""
    return f"{reduction:.1f}" if reduction < 1000 else "over 1,000"
