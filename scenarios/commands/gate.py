"""`orderlab gate`: do a scenario's KPIs and a solver's gaps keep the limits of a file?"""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path


def gate(
    file: Path,
    *,
    junit: Path | None = None,
    markdown: Path | None = None,
    jobs: int | None = None,
    json: bool = False,
) -> int:
    """Judge the limits of a file; exit code 1 when one does not hold.

    The file is a list of limits: {scenario: city_day, kpi: on_time_delivery, min: 0.95} on the mean of a KPI, or
    {set: waves:50:3, solver: numba, iterations: 2000, max_gap: 3} on the mean gap of a solver, in per cent above the
    best-known costs. Files with a bks.csv beside them have such, and city-waves, of which waves:50:3 are three.

    Parameters
    ----------
    file
        The limits, in YAML, JSON or TOML.
    junit
        Write the verdicts here too, as JUnit XML.
    markdown
        Write the verdicts here too, as Markdown.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CHECK_FAILED, DONE
    from scenarios.study.gating.judged import judge
    from scenarios.study.gating.limits import read_limits
    from scenarios.study.gating.reports import junit as as_junit
    from scenarios.study.gating.reports import markdown as as_markdown
    from scenarios.study.gating.reports import shown
    from scenarios.study.keeping.files import write_file, writing
    from scenarios.text_tables import text_table

    _refuse_unwritable({"--junit": junit, "--markdown": markdown})
    rows = judge(read_limits(file), jobs=jobs, tell=lambda line: print(line, file=sys.stderr, flush=True))
    for target, text in ((junit, as_junit(rows)), (markdown, as_markdown(rows))):
        if target is not None:
            with writing(target):
                write_file(target, text.encode())
    if json:
        print(
            to_json.dumps(
                {
                    "rows": [
                        {
                            "what": row.what,
                            "limit": row.limit,
                            "value": row.value,
                            "passed": row.passed,
                            **({"reason": row.reason} if row.reason else {}),
                        }
                        for row in rows
                    ]
                }
            )
        )
    else:
        table = [(row.what, row.limit, shown(row.value), "holds" if row.passed else "does not hold") for row in rows]
        print(text_table(("what is limited", "limit", "value", "verdict"), table))
    failed = [row for row in rows if not row.passed]
    for row in failed:
        print(f"{row.what}: {row.reason or f'{shown(row.value)} is not {row.limit}'}", file=sys.stderr)
    return CHECK_FAILED if failed else DONE


def _refuse_unwritable(targets: dict[str, Path | None]) -> None:
    """Say before anything is run that a file has no folder to be written to."""
    from scenarios.errors import InputError

    for flag, target in targets.items():
        if target is not None and (target.is_dir() or not target.absolute().parent.is_dir()):
            raise InputError(f"{flag}: {target}: cannot be written, a file in a folder that exists is accepted")
