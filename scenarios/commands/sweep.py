"""`orderlab sweep`: a scenario over a grid of settings."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def sweep(
    scenario: str,
    *,
    vary: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    kpi: list[str] | None = None,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
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
    out
        Folder for the table, its picture and all results; runs/NAME-sweep-KEY unless given.
    yes
        Run more than 10 000 replications without asking.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import announce_compilation, read_trace
    from scenarios.progress import Progress
    from scenarios.resolve import load, with_experiment
    from scenarios.study import sweep as study
    from scenarios.study.api import run_all
    from scenarios.study.goals import known_kpi
    from scenarios.study_tables import sweep_table

    wanted = [known_kpi(key, "--kpi") for key in kpi or ()]
    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    grid = study.axes(chosen, vary or ())
    count = study.cell_count(chosen, grid)
    if count > study.ASK_FROM and not yes:
        _ask(count)
    points = study.points(chosen, grid)
    read_trace(chosen)
    with Progress(count, f"{chosen.name}: {len(points)} settings") as progress:
        announce_compilation(chosen, progress.say)
        results = run_all([point.scenario for point in points], on_done=lambda _name, one: progress.done(one))
    found = study.Sweep(chosen, tuple(points), tuple(results))
    shown = study.varying(found, wanted)
    if json:
        print(to_json.dumps(found.document(), indent=1))
    else:
        print(sweep_table(found, shown))
    return 0


def _ask(count: int) -> None:
    """Go on only if a person agrees; a script must have said so before."""
    from scenarios.errors import InputError

    if not sys.stdin.isatty():
        raise InputError(f"--vary: {count:,} replications, above 10 000 --yes is needed")
    print(f"{count:,} replications; go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InputError(f"--vary: {count:,} replications not begun, fewer values or --yes is accepted")
