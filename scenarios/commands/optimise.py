"""`orderlab optimise`: which settings are best, within limits, and how sure is that?"""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from scenarios.commands.work import Work


def optimise(
    scenario: str,
    *,
    minimise: str | None = None,
    maximise: str | None = None,
    subject_to: list[str] | None = None,
    vary: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    trials: int = 60,
    finalists: int = 5,
    indifference: float | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    out: Path | None = None,
    json: bool = False,
) -> int:
    """Search for the settings with the smallest or largest KPI; the best is confirmed over customers not seen before.

    Parameters
    ----------
    scenario
        A shipped name or a file.
    minimise
        KPI to make as small as possible.
    maximise
        KPI to make as large as possible.
    subject_to
        A limit to keep: "KPI >= number" or "KPI <= number". May be given several times.
    vary
        What may be set: path=low:high, path=low:high:step or path=a,b,c. May be given several times.
    set
        Change one value first: path.to.key=value.
    trials
        Settings the search may look at; when there are no more, it looks at all.
    finalists
        How many of them are compared over new customers.
    indifference
        A difference in the KPI not worth telling apart; one per cent unless given.
    replications
        Repetitions of each setting in the search.
    seed
        Seed of every random stream.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    cluster
        Run on dask workers: tcp://scheduler:port, or local. The numbers do not depend on it.
    out
        Folder for all that is run and found; runs/optimise-NAME-KEY unless given. What it has is not run again.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import need_extra, read_trace
    from scenarios.commands.work import begin
    from scenarios.errors import InputError
    from scenarios.resolve import load, with_experiment
    from scenarios.study.keeping.request import Request
    from scenarios.study.searching.goals import parse_constraint, parse_objective
    from scenarios.study.searching.levers import business_levers

    need_extra("optuna", "study")
    parse_objective(minimise, maximise)
    for text in subject_to or ():
        parse_constraint(text)
    for flag, value in (("--trials", trials), ("--finalists", finalists)):
        if value < 1:
            raise InputError(f"{flag}: {value} is not accepted, use a whole number >= 1")
    if indifference is not None and not 0 < indifference < float("inf"):
        raise InputError(f"--indifference: {indifference:g} is not accepted, use a number above 0")
    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    if not business_levers(vary or (), chosen):
        raise InputError("--vary: missing, path=low:high[:step] or path=a,b,c is accepted")
    read_trace(chosen)
    options = {
        "minimise": minimise,
        "maximise": maximise,
        "subject_to": subject_to or [],
        "vary": vary or [],
        "trials": trials,
        "finalists": finalists,
        "indifference": indifference,
    }
    return begin(Request("optimise", (chosen,), options), out=out, cluster=cluster, json=json)


def answer(work: Work) -> int:
    """Search and confirm, running what is not in the store yet; print."""
    from scenarios.commands.running import announce_compilation
    from scenarios.progress import Progress
    from scenarios.report.optimum import optimum_page
    from scenarios.study.running.trials import Trials
    from scenarios.study.searching.goals import parse_constraint, parse_objective
    from scenarios.study.searching.levers import business_levers, samples_of
    from scenarios.study.searching.optimise import optimise as search
    from scenarios.study_tables import optimum_in_words
    from scenarios.without_effect import without_effect

    (scenario,), options, folder = work.request.scenarios, work.request.options, work.folder
    objective = parse_objective(options["minimise"], options["maximise"])
    jobs = scenario.experiment.jobs if work.jobs is None else work.jobs
    levers = business_levers(options["vary"], scenario)
    with Progress(None, scenario.name, headline=objective.kpi) as progress:
        announce_compilation(scenario, progress.say)
        for note in without_effect(samples_of(scenario, levers)):
            progress.say(f"{scenario.name}: {note}")
        found = search(
            scenario,
            objective,
            [parse_constraint(text) for text in options["subject_to"]],
            levers,
            Trials(jobs, work.cluster, folder.store, progress.arrived),
            most_trials=options["trials"],
            finalists=options["finalists"],
            indifference=options["indifference"],
            say=progress.say,
        )
    document = found.document()
    printed = folder.printed_before(document) or optimum_in_words(found)
    folder.write("report.html", optimum_page(found, options, printed))
    folder.finish(document, printed)
    print(to_json.dumps(document, indent=1) if work.json else printed)
    if not work.json:
        print(f"\nAll trials: {folder.path}", file=sys.stderr)
    return 0
