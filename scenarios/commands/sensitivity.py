"""`orderlab sensitivity`: which inputs matter for a KPI, and how?"""

from __future__ import annotations

import json as to_json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter


def sensitivity(
    scenario: str,
    *,
    vary: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    kpi: list[str] | None = None,
    method: Literal["morris", "sobol"] = "morris",
    samples: int | None = None,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: Path | None = None,
    json: bool = False,
) -> int:
    """Say which inputs move a KPI, how far, and whether alone or together; all with the same customers.

    Parameters
    ----------
    scenario
        A shipped name or a file.
    vary
        An input and its range: path=low:high. May be given several times.
    kpi
        KPI to look at, cost_per_order unless given. May be given several times.
    method
        morris finds what matters with few runs; sobol shares the variance out, with many. Begin with morris.
    samples
        Trajectories of morris (10), base samples of sobol (64, a power of two).
    set
        Change one value first: path.to.key=value.
    replications
        Repetitions of each setting.
    seed
        Seed of every random stream and of the design.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    out
        Folder that keeps what was run and found; runs/NAME-sensitivity-KEY unless given.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import announce_compilation, read_trace
    from scenarios.errors import InputError
    from scenarios.progress import Progress
    from scenarios.resolve import load, with_experiment
    from scenarios.study import sensitivity as study
    from scenarios.study.goals import known_kpi
    from scenarios.study.levers import parse_levers
    from scenarios.study.trials import Trials
    from scenarios.study_tables import influences_in_words

    kpis = [known_kpi(key, "--kpi") for key in kpi or ("cost_per_order",)]
    if samples is not None and (samples < 2 or (method == "sobol" and samples & (samples - 1))):
        accepted = "a power of two" if method == "sobol" else "a whole number >= 2"
        raise InputError(f"--samples: {samples} is not accepted, use {accepted}")
    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    levers = parse_levers(vary or (), chosen)
    inputs = study.inputs_of(levers)
    if len(inputs) < 2:
        raise InputError("--vary: two inputs or more are accepted, each path=low:high")
    read_trace(chosen)
    points = study.points_needed(method, len(inputs), samples)
    with Progress(None, chosen.name) as progress:
        announce_compilation(chosen, progress.say)
        progress.say(f"{points} settings of {len(inputs)} inputs, {method}")
        runs = Trials(chosen.experiment.jobs, on_done=lambda _name, one: progress.done(one))
        experiment = chosen.experiment
        found = study.analyse(
            inputs,
            study.simulated(chosen, levers, kpis, runs),
            method,
            samples=samples,
            seed=experiment.seed,
            confidence=experiment.confidence,
        )
    if json:
        influences = {key: [asdict(one) for one in rows] for key, rows in zip(kpis, found, strict=True)}
        print(
            to_json.dumps({"scenario": chosen.name, "method": method, "points": points, "kpis": influences}, indent=1)
        )
    else:
        currency = chosen.config.currency
        print("\n\n".join(influences_in_words(key, rows, currency) for key, rows in zip(kpis, found, strict=True)))
    return 0
