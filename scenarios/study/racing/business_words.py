"""A business race in words: a line a solver and budget, and what the columns say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from scenarios.scenario import Scenario
from scenarios.study.statistics.intervals import Estimate
from scenarios.text_tables import text_table

NOTES = """\
plan gap: above the best plan known of sampled waves; +/- first: from the first solver, the same customers for all;
planning time: the part of the on-time delivery lost against the best of the budget that planning as fast as the
fastest would win back
(docs/business_race.md)."""


class Raced(Protocol):
    """A business race, run: see `scenarios.study.racing.business_result.BusinessRace`."""

    @property
    def scenario(self) -> Scenario:
        """The business."""

    @property
    def reference(self) -> str:
        """The first solver."""

    @property
    def stops(self) -> float:
        """Stops of a wave, on average."""

    @property
    def rows(self) -> Sequence[Any]:
        """A `BusinessRow` for each solver and budget."""


def in_words(raced: Raced) -> str:
    """The table, what it says, and what could not be raced."""
    currency = raced.scenario.config.currency
    heads = (
        *("CPU s a wave", "solver", "iterations", "CPU s measured", "plan gap %", "km a drop", "on time %"),
        *(f"cost an order {currency}", f"profit a month {currency}", "+/- first", "planning time"),
    )
    lines = [
        f"{raced.scenario.name}: {raced.scenario.experiment.replications} replications, waves of {raced.stops:.1f} "
        f"stops on average, first solver {raced.reference or 'none'}",
        text_table(heads, [_line(row) for row in raced.rows]),
        NOTES,
    ]
    missing = {f"{row.entry.solver}: {row.entry.reason}" for row in raced.rows if row.entry.reason}
    marked = {row.entry.solver for row in raced.rows if not row.entry.reproducible}
    lines += sorted(missing)
    lines += [f"{name}: equal iterations gave other plans, so its figures vary" for name in sorted(marked)]
    return "\n\n".join(lines)


def _line(row: Any) -> tuple[str, ...]:
    entry = row.entry
    if entry.scenario is None:
        return (f"{entry.seconds:g}", entry.solver, entry.status, *["-"] * 8)
    share = "-" if row.planning_share is None else f"{row.planning_share:.0%}"
    return (
        f"{entry.seconds:g}",
        entry.solver,
        str(entry.iterations),
        _ends(row.cpu_a_wave, lambda value: f"{value:.3f}", spread=False),
        _ends(row.plan_gap, lambda value: f"{value:.2f}"),
        _ends(row.kpis["kilometres_per_drop"], lambda value: f"{value:.3f}", spread=False),
        _ends(row.kpis["on_time_delivery"], lambda value: f"{100 * value:.2f}"),
        _ends(row.kpis["cost_per_order"], lambda value: f"{value:.3f}"),
        _ends(row.kpis["profit_a_month"], lambda value: f"{value:,.0f}", spread=False),
        _ends(row.differences["profit_a_month"], lambda value: f"{value:+,.0f}"),
        share,
    )


def _ends(found: Estimate, shown: Callable[[float], str], *, spread: bool = True) -> str:
    if found.mean is None:
        return "-"
    if found.low is None or found.high is None or not spread:
        return shown(found.mean)
    return f"{shown(found.mean)} ({shown(found.low)} to {shown(found.high)})"
