"""The page of a search: the best settings, how sure they are, what they change, and the final they won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenarios.reading import plain
from scenarios.report.compared import part_of, tile
from scenarios.report.searched import page
from scenarios.report.study_page import Part, Rows
from scenarios.spans import spans
from scenarios.study.searching.finals import FIRST_STAGE
from scenarios.study.searching.optimise import Optimum
from scenarios.study.statistics.intervals import Estimate
from scenarios.study.warned import warnings_of
from scenarios.study_tables import claim, limits_in_words
from scenarios.text_tables import counted, number
from sim.kpis import definition


def optimum_page(found: Optimum, options: Mapping[str, Any], printed: str) -> bytes:
    """Return the page of a search; `printed` is what the command wrote."""
    part = Part("optimise", printed=printed) if found.comparison is None else part_of(found.comparison, printed)
    lead = claim(found)
    if found.comparison is not None:
        lead += part.lead
    kpis = list(found.trials[0].found)
    head = [
        *found.trials[0].settings,
        *(definition(kpi).title for kpi in kpis),
        *(["targets"] if found.constraints else []),
    ]
    rows = [
        [
            *map(plain, trial.settings.values()),
            *(_with_interval(entry.found[kpi], kpi) for kpi in kpis),
            *([limits_in_words(entry)] if found.constraints else []),
        ]
        for trial, entry in zip(found.finalists, found.final.entries, strict=True)
    ]
    numbers = frozenset(range(len(found.trials[0].settings), len(head) - bool(found.constraints)))
    looked = (
        f"{counted(len(found.trials), 'setting')} looked at, {len(found.finalists)} compared anew over other customers"
    )
    tiles = part.tiles
    if found.best is not None and found.final.best is not None:
        entry, currency = found.final.entries[found.final.best], found.scenario.config.currency
        tiles = [
            tile(one, entry.found[one.kpi], one.judge(entry.found[one.kpi]), currency) for one in found.constraints
        ]
        tiles += [one for one in part.tiles if one not in tiles]
    return page(
        "optimise",
        found.scenario,
        options,
        f"{looked}; against what stands now: {spans(FIRST_STAGE, found.scenario.config.days)} of each",
        replace(part, lead=lead, tiles=tiles, settings=Rows(head, rows, numbers, "The final")),
        (),
        []
        if (one := found.comparison) is None
        else warnings_of({run.scenario.name: run.replications for run in (one.a, one.b)}),
    )


def _with_interval(found: Estimate, kpi: str) -> str:
    unit = definition(kpi).unit
    middle = number(found.mean, unit)
    return middle if found.low is None else f"{middle} ({number(found.low, unit)} to {number(found.high, unit)})"
