"""Best-known costs, kept beside the instances: what a race beats goes into `bks.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from scenarios.study.keeping.files import write_file, writing
from scenarios.study.racing.entries import best_known_text
from scenarios.study.racing.solving import Row

FILE = "bks.csv"


def keep(rows: Iterable[Row]) -> list[Path]:
    """Write audited costs below the best known into the tables beside their instances; returns the tables written."""
    lower: dict[Path, dict[str, float]] = {}
    for row in rows:
        path = Path(row["path"])
        if row["status"] != "done" or not path.is_file():
            continue
        costs = lower.setdefault(path.parent, {})
        costs[path.stem] = min(row["cost"], costs.get(path.stem, float("inf")))
    return [file for folder, costs in lower.items() if (file := keep_in(folder, costs)) is not None]


def keep_in(folder: Path, costs: dict[str, float]) -> Path | None:
    """Put costs that are lower than what stands in a folder's table into it; None when there is none."""
    file = folder / FILE
    heads, table = ["instance", "bks_cost"], list[dict[str, str]]()
    if file.is_file():
        reader = csv.DictReader(best_known_text(file).splitlines())
        table = list(reader)
        heads = list(reader.fieldnames or heads)
    places = {row["instance"].lower(): row for row in table}
    changed = False
    for name, cost in sorted(costs.items()):
        row = places.get(name.lower())
        if row is None:
            table.append(dict.fromkeys(heads, "") | {"instance": name, "bks_cost": f"{cost:.15g}"})
        elif not row["bks_cost"] or cost < float(row["bks_cost"]):
            row["bks_cost"] = f"{cost:.15g}"
        else:
            continue
        changed = True
    if not changed:
        return None
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    with writing(file):
        write_file(file, written.getvalue().encode())
    return file
