"""`orderlab run`: one scenario, its KPIs, where it chokes, and whom it serves worst."""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def run(
    scenario: str,
    *,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: Path | None = None,
    json: bool = False,
) -> int:
    """Run a scenario: a table of KPIs, the worst bottlenecks, the worst-served orders, and a run folder.

    Parameters
    ----------
    scenario
        A shipped name (`orderlab scenarios`) or a YAML or TOML file; +path=value behind it changes a value.
    set
        Change one value: path.to.key=value. May be given several times.
    replications
        Independent repetitions, each with other customers.
    seed
        Seed of every random stream.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    out
        Folder for log, KPIs and report; runs/NAME-KEY unless given.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import announce_compilation, read_trace
    from scenarios.document import Sequential
    from scenarios.progress import Progress
    from scenarios.resolve import load, with_experiment
    from scenarios.study.api import run as run_scenario
    from scenarios.study.folder import folder_name, whole_folder, write_results

    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    read_trace(chosen)
    wanted = chosen.experiment.replications
    target = out or Path("runs") / folder_name(chosen)
    with whole_folder(target) as folder:
        total = None if isinstance(wanted, Sequential) else wanted
        with Progress(total, chosen.name) as progress:
            announce_compilation(chosen, progress.say)
            result = run_scenario(chosen, on_done=progress.done, logs=folder / "log", on_part=progress.part)
        write_results(result, folder)
    if json:
        print(to_json.dumps(result.document(), indent=1))
        return 0
    from scenarios.commands.running import story

    print(story(result))
    print(f"\nLog, KPIs and report: {target}", file=sys.stderr)
    return 0
