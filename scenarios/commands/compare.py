"""`orderlab compare`: is B better than A, by how much, and how sure is that?"""

from __future__ import annotations

import json as to_json
from typing import Annotated

from cyclopts import Parameter


def compare(
    a: str,
    *b: str,
    set: Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)] = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    all: bool = False,
    json: bool = False,
) -> int:
    """Compare scenarios over the same customers: B minus A with its interval, a verdict, and money a month.

    Parameters
    ----------
    a
        The baseline: a shipped name or a file; +path=value behind it changes a value.
    b
        What it is compared with. Without it, what the baseline's experiment.compare_to names.
    set
        Change one value in all of them: path.to.key=value. May be given several times.
    replications
        Independent repetitions, each with other customers; the same in A and B.
    seed
        Seed of every random stream.
    jobs
        Worker processes; 0 is one for each core. The numbers do not depend on it.
    all
        Show every KPI, those without a difference too.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.commands.running import announce_compilation, read_trace
    from scenarios.document import Sequential
    from scenarios.errors import InputError
    from scenarios.progress import Progress
    from scenarios.resolve import load, with_experiment
    from scenarios.study.api import compare_all
    from scenarios.tables import comparison_table, in_words

    baseline = load(a, set or ())
    others = list(b) or [name for name in [baseline.experiment.compare_to] if name is not None]
    if not others:
        raise InputError("compare: B: missing, a second scenario is accepted (or experiment.compare_to in the first)")
    if not b:
        # compare_to names what this scenario is held against: the baseline of the difference.
        others, baseline = [a], load(others[0], set or ())
    chosen = [baseline, *(load(other, set or ()) for other in others)]
    chosen = [with_experiment(one, replications=replications, seed=seed, jobs=jobs) for one in chosen]
    for one in chosen:
        read_trace(one)
    wanted = chosen[0].experiment.replications
    total = None if isinstance(wanted, Sequential) else wanted * len(chosen)
    with Progress(total, f"{chosen[0].name} against {', '.join(one.name for one in chosen[1:])}") as progress:
        for one in chosen:
            announce_compilation(one, progress.say)
        comparisons = compare_all(chosen, on_done=lambda _name, one: progress.done(one))
    if json:
        document = {
            "baseline": chosen[0].name,
            "replications": len(comparisons[0].a.replications),
            "comparisons": [one.document() for one in comparisons],
        }
        print(to_json.dumps(document, indent=1))
        return 0
    for comparison in comparisons:
        n = len(comparison.a.replications)
        print(f"A = {comparison.a.scenario.name}   B = {comparison.b.scenario.name}   {n} replications each")
        print(comparison_table(comparison, everything=all))
        print()
        print("\n".join(in_words(comparison)))
        print()
    return 0
