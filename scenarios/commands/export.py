"""`orderlab export`: the results of a study for other programs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from scenarios.errors import InputError, nearest

if TYPE_CHECKING:
    from scenarios.scenario import Scenario


def export(
    run_folder: Path,
    *,
    format_: Annotated[Literal["parquet", "csv", "ocel", "problems"], Parameter(name="--format")],
    replication: int = 0,
    scenario: str | None = None,
    with_places: bool = False,
    out: Path | None = None,
) -> int:
    """Write the results of a study for other programs.

    parquet and csv are two tables, kpis (one row a replication and KPI) and replications; ocel is the event log of one
    replication as OCEL 2.0 JSON for process mining, simulated again, which gives the same log; problems are the routing
    problems that one replication met, wave by wave, in the problem format, for solve, race and audit, with the cost of
    the plan that was driven in bks.csv: times after the departure, no dates, and no places or names unless asked for.

    Parameters
    ----------
    run_folder
        The folder of the study; `orderlab runs` lists them.
    format_
        parquet, csv, ocel or problems.
    replication
        Of which replication to write the event log or the problems, counted from 0 as in the tables: what a screen
        or a report calls replication 1 is 0.
    scenario
        Of which scenario to write them, where the study has several; the baseline unless given.
    with_places
        Keep coordinates, and the names of waves and vans, in the problems.
    out
        Folder to write to; RUN_FOLDER/export unless given.
    """
    from scenarios.permission import refuse_any_code
    from scenarios.study.keeping.files import write_file, writing
    from scenarios.study.keeping.folder import reopened

    target = (out or run_folder / "export").absolute()
    with reopened(run_folder) as (request, folder):
        if format_ in ("ocel", "problems"):
            chosen = _chosen(request.scenarios, scenario)
            _refuse_unknown(folder, chosen, replication)
            refuse_any_code([chosen.config], f"RUN_FOLDER: {run_folder}")
            files = _simulated(chosen, format_, replication, with_places)
        else:
            files = _tables(folder, format_)
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_file(target / name, content)
            print(target / name)
    return 0


def _refuse_unknown(folder: Path, chosen: Scenario, replication: int) -> None:
    """Another replication than those of the study would be told as if it were of its answer."""
    from scenarios.study.keeping.store import FILE, Store

    with closing(Store(folder / FILE, read_only=True)) as store:
        there = sorted(one.number for name, _, one in store.wanted() if name == chosen.name)
    if there and replication not in there:
        accepted = f"0 to {there[-1]}" if there[-1] else "0"
        raise InputError(f"--replication: {replication}: not in this study, {accepted} is accepted")


def _tables(folder: Path, format_: str) -> dict[str, bytes]:
    from scenarios.exports.tables import kpi_table, replication_table
    from scenarios.study.keeping.files import parquet
    from scenarios.study.keeping.store import FILE, Store

    with closing(Store(folder / FILE, read_only=True)) as store:
        rows = list(store.wanted())
    tables = {"kpis": kpi_table(rows), "replications": replication_table(rows)}
    return {
        f"{name}.{format_}": parquet(table) if format_ == "parquet" else table.write_csv().encode()
        for name, table in tables.items()
    }


def _simulated(scenario: Scenario, format_: str, replication: int, places: bool) -> dict[str, bytes]:
    """What a replication tells when it is simulated again: here, or in a worker where code of others is run."""
    from scenarios.apart.again import told_apart
    from scenarios.apart.cells import exported
    from scenarios.apart.looking import whose

    asked: dict[str, Any] = {"scenario": scenario, "format_": format_, "replication": replication, "places": places}
    if not whose(scenario.config):
        return exported(**asked)
    return {Path(name).name: content for name, content in told_apart("export", scenario, asked).items()}


def _chosen(scenarios: tuple[Scenario, ...], name: str | None) -> Scenario:
    if name is None:
        return scenarios[0]
    found = {one.name: one for one in scenarios}
    if name not in found:
        raise InputError(f"--scenario: {name}: not in this study, {nearest(name, found)}")
    return found[name]
