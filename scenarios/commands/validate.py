"""`orderlab validate`: the simulation against published values, each row a scenario a user can read and run."""

from __future__ import annotations

import json as to_json


def validate(
    group: str | None = None, *, replications: int | None = None, jobs: int | None = None, json: bool = False
) -> int:
    """Hold the simulation against theory: one row a published value, met within three standard errors.

    Parameters
    ----------
    group
        Group of values, for example inventory; all of them unless given.
    replications
        Independent repetitions of each scenario, in place of what stands in it.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import CHECK_FAILED, DONE, InputError
    from scenarios.progress import Progress
    from scenarios.resolve import with_experiment
    from scenarios.study.api import run_all
    from scenarios.text_tables import text_table
    from scenarios.validation.rows import checks, groups

    if replications is not None and replications < 2:
        raise InputError(f"--replications: {replications}: 2 or more are accepted, one has no standard error")
    chosen = [check for name in ([group] if group is not None else groups()) for check in checks(name)]
    scenarios = [with_experiment(check.scenario, replications=replications, jobs=jobs) for check in chosen]
    counts = sum(int(str(one.experiment.replications)) for one in scenarios)
    with Progress(counts, f"{len(chosen)} values") as progress:
        results = run_all(scenarios, on_done=progress.arrived)
    verdicts = [check.judge(result.replications) for check, result in zip(chosen, results, strict=True)]
    if json:
        print(to_json.dumps({"rows": [one.document() for one in verdicts]}, allow_nan=False))
    else:
        head = ("group", "name", "expected", "simulated", "standard error", "verdict")
        print(text_table(head, [one.cells() for one in verdicts]))
        missed = sum(not one.passed for one in verdicts)
        print(f"{len(verdicts) - missed} of {len(verdicts)} within three standard errors")
    return DONE if all(one.passed for one in verdicts) else CHECK_FAILED
