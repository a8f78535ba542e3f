"""The page of a sweep: the setting that earns most, what that is made of, and every setting against what stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scenarios.alternatives import most_profit, settings_in_words
from scenarios.answer import amount, standings
from scenarios.reading import plain
from scenarios.report.compared import part_of
from scenarios.report.searched import Drawn, page
from scenarios.report.study_page import Part, Rows
from scenarios.spans import spans
from scenarios.study.explaining.money import money
from scenarios.study.searching.goals import Standing
from scenarios.study.searching.sweep import Sweep
from scenarios.study.statistics.comparison import Comparison
from scenarios.study.warned import warnings_of
from scenarios.tables import said
from scenarios.text_tables import counted, number

MOST_SETTINGS = 60
"""Settings told on the page; the table file and JSON have all."""


def sweep_page(found: Sweep, options: Mapping[str, Any], printed: str, pictures: Sequence[Drawn]) -> bytes:
    """Return the page of a sweep; `printed` is what the command wrote."""
    comparisons = found.against_now()
    best = most_profit(comparisons) or (comparisons[0] if comparisons else None)
    part = Part("sweep", printed=printed) if best is None else part_of(best, printed)
    lead = settings_in_words(comparisons, now_in_words(found)) or [printed.splitlines()[0]]
    count = min(len(one.replications) for one in found.results)
    each = spans(count, found.results[0].days_counted)
    return page(
        "sweep",
        found.scenario,
        options,
        f"{counted(len(found.points), 'setting')}, {each} each, the same customers in all",
        replace(part, lead=lead, settings=_settings(found, comparisons)),
        pictures,
        warnings_of({one.scenario.name: one.replications for one in found.results}),
    )


def now_in_words(found: Sweep) -> str:
    """Write the settings that stand now."""
    return ", ".join(f"{path} {plain(value)}" for path, value in found.points[found.now].settings.items())


def _settings(found: Sweep, comparisons: Sequence[Comparison]) -> Rows:
    """Return every setting: its change of profit a month against what stands now, on time, targets."""
    currency = found.scenario.config.currency
    by_name = {one.b.scenario.name: one for one in comparisons}
    targets = bool(comparisons and standings(comparisons[0]))
    rows = []
    for place, (point, result) in enumerate(zip(found.points, found.results, strict=True)):
        one = by_name.get(point.scenario.name)
        worth = None if one is None else money(one)
        on_time = result.kpis().get("on_time_delivery")
        profit, verdict = "", "stands now" if place == found.now else "no result"
        if one is not None and worth is not None:
            low, high = worth.profit.low, worth.profit.high
            within = "" if low is None else f" ({amount(low)} to {amount(high)})"
            profit, verdict = f"{amount(worth.profit.mean)}{within}", said(one.kpis()["profit"])
        if place == found.now:
            states = [state for _, state, _ in standings(comparisons[0])] if targets else []
        else:
            states = [] if one is None else [state for _, _, state in standings(one)]
        kept = [_kept(states)] if targets else []
        share = number(on_time.mean, "share") if on_time is not None else "-"
        rows.append([*map(plain, point.settings.values()), profit, share, *kept, verdict])
    head = [*found.paths, f"profit, {currency} a month", "on time, %", *(["targets"] if targets else []), "verdict"]
    more = f", {len(rows) - MOST_SETTINGS} more in sweep.parquet" if len(rows) > MOST_SETTINGS else ""
    count = len(found.paths)
    return Rows(
        head, rows[:MOST_SETTINGS], frozenset({count, count + 1}), f"Every setting against what stands now{more}"
    )


def _kept(states: Sequence[Standing]) -> str:
    """Whether a setting keeps the targets, from how it stands to each; a dash where it has no result."""
    if not states:
        return "-"
    return "broken" if "fails" in states else "not shown" if "open" in states else "kept"
