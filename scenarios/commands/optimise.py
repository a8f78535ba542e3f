"""`orderlab optimise`: which settings are best, within limits, and how sure is that?"""

from __future__ import annotations

import json as to_json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


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
    out
        Folder that keeps what was run and found; runs/NAME-optimise-KEY unless given.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import announce_compilation, read_trace
    from scenarios.errors import InputError
    from scenarios.progress import Progress
    from scenarios.resolve import load, with_experiment
    from scenarios.study.goals import parse_constraint, parse_objective
    from scenarios.study.levers import parse_levers
    from scenarios.study.optimise import optimise as search
    from scenarios.study.trials import Trials
    from scenarios.study_tables import optimum_in_words

    objective = parse_objective(minimise, maximise)
    constraints = [parse_constraint(text) for text in subject_to or ()]
    for flag, value in (("--trials", trials), ("--finalists", finalists)):
        if value < 1:
            raise InputError(f"{flag}: {value} is not accepted, use a whole number >= 1")
    if indifference is not None and not 0 < indifference < float("inf"):
        raise InputError(f"--indifference: {indifference:g} is not accepted, use a number above 0")
    chosen = with_experiment(load(scenario, set or ()), replications=replications, seed=seed, jobs=jobs)
    levers = parse_levers(vary or (), chosen)
    if not levers:
        raise InputError("--vary: missing, path=low:high[:step] or path=a,b,c is accepted")
    read_trace(chosen)
    with Progress(None, chosen.name) as progress:
        announce_compilation(chosen, progress.say)
        found = search(
            chosen,
            objective,
            constraints,
            levers,
            Trials(chosen.experiment.jobs, on_done=lambda _name, one: progress.done(one)),
            most_trials=trials,
            finalists=finalists,
            indifference=indifference,
            say=progress.say,
        )
    print(to_json.dumps(found.document(), indent=1) if json else optimum_in_words(found))
    return 0
