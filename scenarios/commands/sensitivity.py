"""`orderlab sensitivity`: which inputs matter for a KPI, and how?"""

from __future__ import annotations

import json as to_json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from scenarios.commands.work import Work


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
    cluster: str | None = None,
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
    cluster
        Run on dask workers: tcp://scheduler:port, or local. The numbers do not depend on it.
    out
        Folder for the tornado and all that is run; runs/sensitivity-NAME-KEY unless given. What it has is not run
        again.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import need_extra, read_trace
    from scenarios.commands.work import begin
    from scenarios.errors import InputError
    from scenarios.resolve import load, with_experiment
    from scenarios.study.keeping.request import Request
    from scenarios.study.searching.goals import known_kpi
    from scenarios.study.searching.levers import business_levers
    from scenarios.study.searching.sensitivity import inputs_of

    need_extra("SALib", "study")
    kpis = [known_kpi(key, "--kpi") for key in kpi or ("cost_per_order",)]
    if samples is not None and (samples < 2 or (method == "sobol" and samples & (samples - 1))):
        accepted = "a power of two" if method == "sobol" else "a whole number >= 2"
        raise InputError(f"--samples: {samples} is not accepted, use {accepted}")
    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    if len(inputs_of(business_levers(vary or (), chosen))) < 2:
        raise InputError("--vary: two inputs or more are accepted, each path=low:high")
    read_trace(chosen)
    options = {"vary": vary, "kpi": kpis, "method": method, "samples": samples}
    return begin(Request("sensitivity", (chosen,), options), out=out, cluster=cluster, json=json)


def answer(work: Work) -> int:
    """Run what is not in the store yet, draw the tornado, print."""
    from scenarios.commands.running import announce_compilation
    from scenarios.progress import Progress
    from scenarios.report.influences import sensitivity_page
    from scenarios.report.pictures import tornado
    from scenarios.report.pictures.style import png
    from scenarios.report.searched import Drawn
    from scenarios.study.running.trials import Trials
    from scenarios.study.searching import sensitivity as study
    from scenarios.study.searching.levers import business_levers, samples_of
    from scenarios.study.statistics.stopping import first_look
    from scenarios.study_tables import influences_in_words, most_moving
    from scenarios.without_effect import without_effect

    (scenario,), options, folder = work.request.scenarios, work.request.options, work.folder
    experiment, kpis, method, samples = scenario.experiment, options["kpi"], options["method"], options["samples"]
    levers = business_levers(options["vary"], scenario)
    inputs = study.inputs_of(levers)
    points = study.points_needed(method, len(inputs), samples)
    jobs = experiment.jobs if work.jobs is None else work.jobs
    with Progress(None, scenario.name, headline=kpis[0]) as progress:
        announce_compilation(scenario, progress.say)
        for note in without_effect(samples_of(scenario, levers)):
            progress.say(f"{scenario.name}: {note}")
        progress.say(f"{points} settings of {len(inputs)} inputs by {method.capitalize()}")
        runs = Trials(jobs, work.cluster, folder.store, progress.arrived)
        evaluate = study.simulated(scenario, levers, kpis, runs)
        (now,) = runs.run([scenario], range(first_look(experiment.replications)))
        found = study.analyse(
            inputs, evaluate, method, samples=samples, seed=experiment.seed, confidence=experiment.confidence
        )
    by_kpi = dict(zip(kpis, found, strict=True))
    document = {
        "scenario": scenario.name,
        "method": method,
        "points": points,
        "kpis": {key: [asdict(one) for one in rows] for key, rows in by_kpi.items()},
    }
    printed = folder.printed_before(document)
    if printed is None:
        currency = scenario.config.currency
        lead = [most_moving(key, rows, currency) for key, rows in by_kpi.items()]
        printed = "\n\n".join(
            ["\n".join(lead), *(influences_in_words(key, rows, currency) for key, rows in by_kpi.items())]
        )
        drawn = Drawn("What moves it", "How far each input moves the KPI.", png(tornado.draw(kpis, found, currency)))
        folder.write("tornado.png", drawn.png)
        page = sensitivity_page(scenario, now, by_kpi, options, lead, printed, [drawn])
        folder.write("report.html", page)
        folder.finish(document, printed)
    print(to_json.dumps(document, indent=1) if work.json else printed)
    if not work.json:
        print(f"\nTornado and results: {folder.path}", file=sys.stderr)
    return 0
