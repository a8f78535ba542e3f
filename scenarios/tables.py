"""Numbers on a screen: the table of a run, the table of a comparison, and what it means in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from scenarios.study.explaining.money import MONTHS_A_YEAR, Compared, Money, money, whole_month
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.batches import too_short
from scenarios.study.statistics.intervals import EQUAL, MOST_NEEDED, UNCLEAR, Difference
from sim.kpis import HEADLINE, definition

Span = Literal["month", "year"]
"""What money is told for; a year is twelve months."""

WORDS = ("unit", "verdict", "what it is", "one iteration", "takes", "value", "solver", "paired over instances")
"""Columns that hold words and are set to the left."""


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
    """Return every KPI with its mean, its interval and its unit; the headline first."""
    currency = result.scenario.config.currency
    kpis = result.kpis()
    rows: list[tuple[str, ...]] = []
    for key in _headline_first(kpis):
        kpi = kpis[key]
        spread = "" if kpi.low is None else f"{number(kpi.low, kpi.unit)} to {number(kpi.high, kpi.unit)}"
        rows.append((key, number(kpi.mean, kpi.unit), spread, unit_label(kpi.unit, currency)))
    per_cent = f"{100 * result.scenario.experiment.confidence:g} % interval"
    return text_table(("KPI", "mean", per_cent, "unit"), _with_gap(rows))


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
        if not everything and key not in HEADLINE and not found.shown and not _large(found):
            left_out[found.verdict] = left_out.get(found.verdict, 0) + 1
            continue
        gap = found.estimate
        spread = "" if gap.low is None else f"{signed(gap.low, unit)} to {signed(gap.high, unit)}"
        factor = _factor(found.variance_reduction)
        means = (number(found.a, unit), number(found.b, unit), signed(gap.mean, unit))
        rows.append((key, *means, spread, unit_label(unit, currency), _said(found), factor))
    per_cent = f"{100 * comparison.a.scenario.experiment.confidence:g} % interval"
    head = ("KPI", "A", "B", "B - A", per_cent, "unit", "verdict", "variance reduction")
    lines = [text_table(head, _with_gap(rows))]
    if left_out:
        many = " and ".join(f"{count} {verdict}" for verdict, count in sorted(left_out.items()))
        lines.append(f"Further KPIs: {many} (--all lists them)")
    lines.append(
        "Equal: within the margin that matters (experiment.margins, or docs/experiments.md). Unclear, n: about n"
    )
    lines.append("replications would tell.")
    sure = per_cent.removesuffix(" interval")
    lines.append(
        f"With {sure} no verdict on profit is false, none of the other headline, none below; intervals agree (Holm)."
    )
    lines.append("Variance reduction: how many times more replications independent customers would have needed.")
    return "\n".join(lines)


def _headline_first(keys: Iterable[str]) -> list[str]:
    known = list(keys)
    return [key for key in HEADLINE if key in known] + [key for key in known if key not in HEADLINE]


def _with_gap(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Set the headline apart by an empty row."""
    count = sum(row[0] in HEADLINE for row in rows)
    blank = [("",) * len(rows[0])] if 0 < count < len(rows) else []
    return [*rows[:count], *blank, *rows[count:]]


def _said(found: Difference) -> str:
    """Write a verdict; of an unclear one with how many replications would tell."""
    needed = found.replications_needed
    if found.verdict != UNCLEAR or needed is None:
        return found.verdict
    return f"{UNCLEAR}, {needed:,}" if needed < MOST_NEEDED else f"{UNCLEAR}, over {MOST_NEEDED:,}"


def _large(found: Difference) -> bool:
    """Whether an unclear gap is one that anybody would ask about: ten times what matters, or a fifth of A."""
    gap = abs(found.estimate.mean or 0.0)
    return found.verdict == UNCLEAR and gap > 0 and (gap >= 10 * found.margin > 0 or gap >= 0.2 * abs(found.a or 0.0))


def signed(value: float | None, unit: str) -> str:
    """Write a difference with its sign."""
    text = number(value, unit)
    return text if value is None or value < 0 else f"+{text}"


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


def in_words(comparison: Compared, per: Span = "month") -> list[str]:
    """Say what a comparison shows to someone who has to decide: profit a month or a year first, then service."""
    kpis = comparison.kpis()
    a, b = comparison.a.scenario.name, comparison.b.scenario.name
    lines = []
    if (worth := money(comparison)) is not None:
        lines += _money(comparison, worth, per)
    lines += _volume(comparison)
    for key in ("on_time_delivery", "customer_satisfaction"):
        if key in kpis:
            lines.append(_sentence(key, kpis[key], comparison))
    if not comparison.same_customers:
        lines.append(f"{a} and {b} did not meet the same customers, so their luck differs too.")
    return lines


def _money(comparison: Compared, worth: Money, per: Span) -> list[str]:
    currency, profit = comparison.a.simulated.currency, worth.profit
    times = MONTHS_A_YEAR if per == "year" else 1

    def amount(value: float | None) -> str:
        whole = f"{0.0 if value is None else times * value:+,.0f}"
        return f"{times * value:+,.2f}" if value and whole in ("+0", "-0") else whole

    spread = (
        "one replication has no interval" if profit.low is None else f"{amount(profit.low)} to {amount(profit.high)}"
    )
    chance = ", which may be chance" if comparison.kpis()["profit"].verdict == UNCLEAR else ""
    reason = next(filter(None, map(whole_month, (comparison.a, comparison.b))), "")
    said = f"B: profit {amount(profit.mean)} {currency} a {per} ({spread})"
    lines = [f"{said}{chance}{', ' if reason else ''}{reason}."]
    moved = sorted(((key, value) for key, value in worth.bridge.items() if value), key=lambda part: -abs(part[1]))
    if moved:
        lines.append("Of that: " + ", ".join(f"{_part(key)} {amount(value)}" for key, value in moved) + ".")
    if (payback := worth.payback) is not None and payback.mean is not None:
        soon = f"{payback.low:.1f}" if payback.low is not None else "?"
        late = f"to {payback.high:.1f}" if payback.high is not None else "and more"
        lines.append(
            f"It costs {worth.one_off:,.0f} {currency} once, back after {payback.mean:.1f} months ({soon} {late})."
        )
    elif worth.one_off > 0:
        lines.append(f"It costs {worth.one_off:,.0f} {currency} once besides, which does not come back.")
    return lines


def _part(key: str) -> str:
    """Name a part of the profit as a planner does."""
    return (
        key.removeprefix("cost.")
        .replace("turnover.goods", "goods sold")
        .replace("_", " ")
        .replace("turnover.shipping", "delivery charged")
    )


def _volume(comparison: Compared) -> list[str]:
    """Say that the two did not do the same work: then no order became cheaper or dearer, there are more or fewer."""
    for key, verb in (("order_volume", "placed"), ("orders_delivered", "delivered")):
        found = comparison.kpis().get(key)
        if found is not None and found.shown and found.a and found.b is not None:
            return [f"B has {found.b / found.a:.2f} times the orders {verb}: the two do not do the same work."]
    return []


def _sentence(key: str, found: Difference, comparison: Compared) -> str:
    about, config = definition(key), comparison.a.simulated
    title = about.title[:1].upper() + about.title[1:]
    if found.verdict == EQUAL:
        return f"{title} is equal{_range(found, about.unit)}."
    if found.verdict == UNCLEAR:
        return f"{title} is unclear{_range(found, about.unit)}."
    unit = {"share": "percentage points"}.get(about.unit, unit_label(about.unit, config.currency))
    # A total grows with the days that were simulated; a mean or a share does not.
    days = comparison.a.days_counted
    span = "" if about.denominator or about.unit != "money" else f" over {days} day{'s' * (days > 1)}"
    return f"{title} is {found.verdict} by {number(abs(found.estimate.mean or 0.0), about.unit)} {unit}{span}."


def _range(found: Difference, unit: str) -> str:
    gap = found.estimate
    if gap.low is None:
        return ", one replication has no interval"
    return f", interval {signed(gap.low, unit)} to {signed(gap.high, unit)}"


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
