"""The run folder: what a run leaves on disk, all of it or nothing.

========================================  ==========================================================
``run.json``                              what ``orderlab run --json`` prints
``scenario.yaml``                         the scenario, every value resolved: run it to get this folder again
``kpis.parquet``                          one row a replication and KPI
``log/replication_N/<table>.parquet``     milestones (orders, fulfilments, returns, tickets) and events
``report.html``                           one page with pictures, readable offline
========================================  ==========================================================

Everything is written into a folder with another name beside it and renamed at the end, so that a folder with the right
name is a complete one.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.resolve import Scenario
from scenarios.study.plan import run_key
from scenarios.study.results import RunResult, kpi_keys
from sim.kpis import definition
from sim.outcome import Outcome


def folder_name(scenario: Scenario) -> str:
    """Name the run folder of a scenario: its plain name and a hash of all that its numbers depend on."""
    wanted = scenario.experiment.replications
    count = wanted.max if isinstance(wanted, Sequential) else wanted
    return f"{scenario.header.name}-{run_key(scenario, count)}"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder to write in, which becomes `target` when the block ends well and vanishes when it does not.

    Raises
    ------
    InputError
        If it cannot be made, or something that is no run folder has the name.
    """
    if target.exists() and not (target.is_dir() and ((target / "run.json").is_file() or not any(target.iterdir()))):
        raise InputError(f"--out: {target}: exists and is no run folder, a new name is accepted")
    partial = target.parent / f".{target.name}.{uuid.uuid4().hex[:8]}.partial"
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise InputError(f"--out: {target}: {error.strerror}, a folder that can be written is accepted") from None
    try:
        yield partial
        if target.exists():
            old = partial.with_suffix(".old")
            target.replace(old)
            partial.replace(target)
            shutil.rmtree(old)
        else:
            partial.replace(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_log(outcome: Outcome, folder: Path) -> None:
    """Write every table of a log as Parquet."""
    import polars

    folder.mkdir(parents=True)
    for table, columns in outcome.log.columns().items():
        polars.DataFrame(dict(columns)).write_parquet(folder / f"{table}.parquet", compression="zstd")


def write_results(result: RunResult, folder: Path) -> None:
    """Write numbers, the resolved scenario and the report."""
    import polars

    from scenarios import report
    from scenarios.writing import to_yaml

    rows = [
        {
            "replication": one.number,
            "kpi": key,
            "value": one.kpis.get(key),
            "unit": definition(key).unit,
            "tape": one.tape,
        }
        for one in result.replications
        for key in kpi_keys(result)
    ]
    polars.DataFrame(rows, schema_overrides={"value": polars.Float64}).write_parquet(folder / "kpis.parquet")
    (folder / "run.json").write_text(json.dumps(result.document(), indent=1) + "\n", encoding="utf-8")
    (folder / "scenario.yaml").write_text(to_yaml(result.scenario), encoding="utf-8")
    report.write(result, folder)
