"""A bundle: everything a stranger needs to believe a race without running it, in one zip file.

============================  ===================================================================
``bundle.json``               what was raced: settings, machine, versions, rows, a hash a file
``problems/HASH.json``        every problem, in the problem format; left out where its owner keeps it
``plans/*.sol``               the routes of every solve that has a plan
``CITATION.cff``              how to cite it
============================  ===================================================================

Rows name a problem by the hash of its numbers, so that a bundle without problems can be verified by whoever has them.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.study.racing.entries import problem_of
from scenarios.study.racing.judging import conditions
from scenarios.study.racing.plans import plan_name, write_plan
from scenarios.study.racing.solving import Row
from solvers import RoutingProblem
from solvers.instances import problem_sha256, write_problem

FORMAT = "orderlab bundle"
VERSION = 1
MANIFEST = "bundle.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: the same race makes the same bundle, on any day."""

CITATION = """\
cff-version: 1.2.0
message: If you use these results, please cite the software they were made with.
title: A race of routing solvers, made with orderlab
type: dataset
authors:
  - name: the racer of this bundle
references:
  - type: software
    title: orderlab
    version: {version}
    authors:
      - name: orderlab maintainers
"""


def write_bundle(target: Path, rows: Sequence[Row], settings: Mapping[str, Any], *, problems: bool = True) -> None:
    """Pack a race.

    Parameters
    ----------
    target
        The zip file to write.
    rows
        Rows of the race, with gaps.
    settings
        Sets, solvers, budgets and seeds, as they were asked for.
    problems
        Whether to pack the problems, or their hashes alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        hashes: dict[str, str] = {}
        packed = []
        for row in rows:
            problem = problem_of(row["path"])
            if row["path"] not in hashes:
                hashes[row["path"]] = problem_sha256(problem)
                if problems:
                    _write_problem(place, hashes[row["path"]], problem)
            packed.append(_packed(place, row, problem, hashes[row["path"]]))
        (place / "CITATION.cff").write_text(CITATION.format(version=version("orderlab")), encoding="utf-8")
        files = sorted(file.relative_to(place).as_posix() for file in place.rglob("*") if file.is_file())
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "settings": dict(settings),
            "conditions": conditions(),
            "rows": packed,
            "files": {name: hashlib.sha256((place / name).read_bytes()).hexdigest() for name in files},
        }
        (place / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        _zip(target, place, [MANIFEST, *files])


def _write_problem(place: Path, name: str, problem: RoutingProblem) -> None:
    (place / "problems").mkdir(exist_ok=True)
    write_problem(place / "problems" / f"{name}.json", problem, names=True, coordinates=True)


def _packed(place: Path, row: Row, problem: RoutingProblem, sha256: str) -> Row:
    """A row as the manifest has it: the problem by its hash, the plan by its file."""
    kept = {key: value for key, value in row.items() if key not in ("path", "routes", "trace", "problem_hash")}
    plan = None
    if row.get("routes"):
        plan = f"plans/{sha256[:8]}.{plan_name(row)}"
        (place / "plans").mkdir(exist_ok=True)
        write_plan(place / plan, row, problem)
    return kept | {"problem": sha256, "plan": plan}


def _zip(target: Path, place: Path, names: Sequence[str]) -> None:
    partial = target.with_name(f".{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(
                    zipfile.ZipInfo(name, EPOCH), (place / name).read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=6
                )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
