"""`orderlab sweep`: a scenario over a grid of settings."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from scenarios.commands.work import Work


def sweep(
    scenario: str,
    *,
    vary: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    kpi: list[str] | None = None,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    out: Path | None = None,
    yes: bool = False,
    json: bool = False,
) -> int:
    """Run a scenario over every combination of some settings, all with the same customers.

    Parameters
    ----------
    scenario
        A shipped name or a file; its sweep block says what is varied, and --vary adds to that.
    vary
        A path and its values: path=a,b,c or path=low:high:step. May be given several times.
    kpi
        Show this KPI; without it, those that differ between the settings. May be given several times.
    set
        Change one value in all of them: path.to.key=value.
    replications
        Independent repetitions of each setting; the same customers for all.
    seed
        Seed of every random stream.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    cluster
        Run on dask workers: tcp://scheduler:port, or local. The numbers do not depend on it.
    out
        Folder for the table, its picture and all results; runs/sweep-NAME-KEY unless given. What it has is not run
        again.
    yes
        Run more than 10 000 replications without asking.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import read_trace
    from scenarios.commands.work import begin
    from scenarios.resolve import load, with_experiment
    from scenarios.study.keeping.request import Request
    from scenarios.study.searching import sweep as study
    from scenarios.study.searching.goals import known_kpi

    options = {"vary": vary or [], "kpi": [known_kpi(key, "--kpi") for key in kpi or ()]}
    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    grid = study.axes(chosen, options["vary"])
    count = study.cell_count(chosen, grid)
    if count > study.ASK_FROM and not yes:
        _ask(count)
    study.points(chosen, grid)  # what is not accepted is said before there is a folder
    read_trace(chosen)
    return begin(Request("sweep", (chosen,), options), out=out, cluster=cluster, json=json)


def answer(work: Work) -> int:
    """Run what is not in the store yet, write table and picture, print."""
    from scenarios.alternatives import settings_in_words
    from scenarios.commands.running import announce_compilation
    from scenarios.errors import CHECK_FAILED, DONE
    from scenarios.progress import Progress
    from scenarios.report.pictures import swept
    from scenarios.report.pictures.style import png
    from scenarios.report.searched import Drawn
    from scenarios.report.swept import now_in_words, sweep_page
    from scenarios.study.keeping.files import parquet
    from scenarios.study.running.together import run_all
    from scenarios.study.searching import sweep as study
    from scenarios.study_tables import sweep_table
    from scenarios.text_tables import counted
    from scenarios.without_effect import without_effect

    (scenario,), options, folder = work.request.scenarios, work.request.options, work.folder
    grid = study.axes(scenario, options["vary"])
    points = study.points(scenario, grid)
    with Progress(study.cell_count(scenario, grid), f"{scenario.name}: {counted(len(points), 'setting')}") as progress:
        announce_compilation(scenario, progress.say)
        for note in without_effect([point.scenario for point in points]):
            progress.say(f"{scenario.name}: {note}")
        results = run_all(
            [point.scenario for point in points],
            jobs=work.jobs,
            cluster=work.cluster,
            store=folder.store,
            on_done=progress.arrived,
        )
    found = study.Sweep(scenario, tuple(points), tuple(results))
    document = found.document()
    printed = folder.printed_before(document)
    if printed is None:
        import polars

        shown = study.varying(found, options["kpi"])
        lead = settings_in_words(found.against_now(), now_in_words(found))
        printed = "\n".join([*lead, *([""] if lead else []), sweep_table(found, shown)])
        folder.write("sweep.parquet", parquet(polars.DataFrame(found.rows(), infer_schema_length=None)))
        pictures = []
        if (drawing := swept.draw(found, shown)) is not None:
            caption = "Mean KPIs over the settings." if len(found.paths) > 1 else "KPIs with their intervals."
            pictures.append(Drawn("What the settings do", caption, png(drawing)))
            folder.write("sweep.png", pictures[0].png)
        folder.write("report.html", sweep_page(found, options, printed, pictures))
        folder.finish(document, printed)
    print(to_json.dumps(document, indent=1) if work.json else printed)
    if not work.json:
        print(f"\nTable, picture and results: {folder.path}", file=sys.stderr)
    return CHECK_FAILED if any(result.failures for result in results) else DONE


def _ask(count: int) -> None:
    """Go on only if a person agrees; a script must have said so before."""
    from scenarios.errors import InputError

    if not sys.stdin.isatty():
        raise InputError(f"--vary: {count:,} replications, above 10 000 --yes is needed")
    print(f"{count:,} replications; go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InputError(f"--vary: {count:,} replications not begun, fewer values or --yes is accepted")
