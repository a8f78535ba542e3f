"""`orderlab runs`: the studies that are on this disk, what came of them, and how runs stand to a baseline."""

from __future__ import annotations

import json as to_json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.study.keeping.listing import Study
    from scenarios.study.statistics.comparison import Comparison

AGAINST = ("profit", "on_time_delivery", "order_cycle_time", "cost_per_order")
"""KPIs in which a run is held against the baseline."""


def runs(folder: Path = Path("runs"), *, baseline: Path | None = None, json: bool = False) -> int:
    """List run folders: what was asked, what came of it, how many replications are done.

    Parameters
    ----------
    folder
        Where to look, at any depth.
    baseline
        Folder of a finished run: every other finished run of the same seed and as many replications is held against
        it, better or worse. Nothing is computed anew.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import InputError
    from scenarios.study.keeping.finished import finished_run
    from scenarios.study.keeping.listing import studies
    from scenarios.text_tables import text_table

    if not folder.is_dir():
        raise InputError(f"FOLDER: {folder}: no such folder, one with run folders in it is accepted")
    if baseline is not None:
        finished_run(baseline)  # what is wrong with it is said before anything else
    found = studies(folder)
    against = {} if baseline is None else {one.path: _against(baseline, one) for one in found}
    if json:
        documents = [one.document() | _document(against.get(one.path)) for one in found]
        print(to_json.dumps({"runs": documents}, indent=1))
        return 0
    if not found:
        print(f"no run folder below {folder}")
        return 0
    rows = [
        (
            str(one.path),
            one.asked or one.scenario,
            one.answer or one.state,
            *([_in_words(against[one.path])] if against else []),
            f"{one.done} of {one.wanted}",
            one.when,
        )
        for one in found
    ]
    head = ("run folder", "asked", "answer", *(["against the baseline"] if against else []), "simulated", "when")
    print(text_table(head, rows))
    return 0


def _against(baseline: Path, study: Study) -> Comparison | str:
    """Hold a run against the baseline, or say why it cannot be."""
    from scenarios.errors import InputError, one_line
    from scenarios.study.keeping.finished import finished_run, paired
    from scenarios.study.statistics.comparison import compared

    if study.path.resolve() == baseline.resolve():
        return "the baseline"
    if not study.asked.startswith("run:"):
        return "-"
    if study.state != "complete":
        return study.state
    try:
        a, b = finished_run(baseline), finished_run(study.path)
        paired(a, b, (baseline, study.path))
    except InputError as error:
        return one_line(error).removeprefix(f"{study.path}: ").partition(";")[0]
    return compared(a, [b])[0]


def _in_words(found: Comparison | str) -> str:
    from scenarios.answer import amount
    from scenarios.study.explaining.money import money
    from scenarios.text_tables import signed
    from sim.kpis import definition

    if isinstance(found, str):
        return found
    told = []
    for key in AGAINST:
        gap = found.kpis().get(key)
        if gap is None:
            continue
        unit = definition(key).unit
        worth = money(found) if key == "profit" else None
        if key == "profit" and worth is not None:
            told.append(f"profit {amount(worth.profit.mean)} a month {gap.verdict}")
        elif gap.shown:
            points = {"share": " points", "hours": " h"}.get(unit, "")
            told.append(f"{key} {signed(gap.estimate.mean, unit)}{points} {gap.verdict}")
    return "; ".join(told) or "equal"


def _document(found: Comparison | str | None) -> dict[str, Any]:
    if found is None:
        return {}
    if isinstance(found, str):
        return {"against": None, "why": found}
    whole = found.document()
    return {"against": {"money": whole["money"], "kpis": {key: whole["kpis"].get(key) for key in AGAINST}}}
