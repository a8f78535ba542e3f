"""The exact table: what HEAD computes against what it says it computes, and whether a change has its reason.

The table is committed. Who means to change a plan, a KPI or the number of compilations commits the new table with a
reason; a table that changed without one does not pass.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gating.environments import Environment

TABLE = "benchmarks/gating/exact_table.json"
MEMORY = 1.03
Table = dict[str, Any]


def committed(where: Environment) -> Table | None:
    """The table that a commit holds; None when it is from before there was one."""
    file = where.sources / TABLE
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def differences(computed: Table, promised: Table) -> list[tuple[str, str, str]]:
    """Name, promised and computed of every row that differs; fewer compilations than promised are no fault."""
    found = []
    for name in dict.fromkeys([*promised["rows"], *computed["rows"]]):
        before, after = promised["rows"].get(name), computed["rows"].get(name)
        if before != after:
            found.append((name, _text(before), _text(after)))
    if computed["compilations"] > promised["compilations"]:
        found.append(("compilations", str(promised["compilations"]), str(computed["compilations"])))
    return found


def _text(value: object) -> str:
    return "-" if value is None else json.dumps(value)


def unexplained(before: Table | None, after: Table | None) -> bool:
    """Whether the committed table changed and no reason was added."""
    if before is None or after is None:
        return False
    same = all(before[key] == after[key] for key in ("rows", "compilations"))
    return not same and len(after["reasons"]) <= len(before["reasons"])


def accept(repository: Path, computed: Table, reason: str) -> Path:
    """Write what was computed as the new table, the reason at its end.

    Raises
    ------
    ValueError
        When nothing was compiled: a count from a filled kernel cache would promise what no empty one keeps.
    """
    if not computed["compilations"]:
        raise ValueError("compilations: 0 were counted: compute the table with an empty NUMBA_CACHE_DIR")
    file = repository / TABLE
    reasons = json.loads(file.read_text(encoding="utf-8"))["reasons"] if file.is_file() else []
    table = {"reasons": [*reasons, reason], "compilations": computed["compilations"], "rows": computed["rows"]}
    lines = json.dumps(table, indent=1)
    file.write_text(lines + "\n", encoding="utf-8")
    return file
