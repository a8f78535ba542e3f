"""`orderlab race`: which routing solver is better, on what, at equal CPU time, and how sure is that?"""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.study.race import Row

SHOWN = ("instance", "set", "solver", "seconds", "seed", "cost", "best_known", "gap", "feasible", "vehicles")


def race(
    *sets: str,
    solvers: str = "numba,ortools",
    seconds: str = "1,10,30",
    seeds: str = "1,2,3",
    store: Path = Path("race.jsonl"),
    jobs: int = 1,
    json: bool = False,
) -> int:
    """Race routing solvers over sets of instances; started again, it does what the store lacks.

    Parameters
    ----------
    sets
        Instance files, folders of them, or waves:STOPS:COUNT for generated city waves.
    solvers
        Names, separated by commas.
    seconds
        CPU seconds per solve, separated by commas.
    seeds
        Seeds, the same for all solvers.
    store
        Where rows are kept as they come, one JSON line each.
    jobs
        Solves at a time; more than the free cores spoils the measure.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import InputError, Interrupted
    from scenarios.study import race as study
    from solvers.registry import create

    if not sets:
        raise InputError("SET: missing, an instance file, a folder or waves:STOPS:COUNT is accepted")
    names = [name.strip() for name in solvers.split(",") if name.strip()]
    budgets, numbers = _numbers("--seconds", seconds), [int(seed) for seed in _numbers("--seeds", seeds, whole=True)]
    if jobs < 1:
        raise InputError(f"--jobs: {jobs} is not accepted, use a whole number >= 1")
    if not names:
        raise InputError("--solvers: empty, names separated by commas are accepted")
    try:
        for name in names:
            create(name)
        todo = study.tasks(sets, names, budgets, numbers)
    except ValueError as error:
        raise InputError(f"race: {error}") from None
    try:
        rows = study.run(todo, store, jobs=jobs, on_row=lambda row: print(_line(row), file=sys.stderr, flush=True))
    except KeyboardInterrupt:
        raise Interrupted(f"the same command takes it up again from {store}") from None
    rows = study.with_gaps(rows)
    if json:
        kept = [{key: row[key] for key in (*SHOWN, "cpu_seconds", "status")} for row in rows]
        print(to_json.dumps({"rows": kept, "summary": study.summary(rows), "verdicts": study.verdicts(rows)}))
    else:
        print(_in_words(rows))
    return 0


def _numbers(flag: str, text: str, *, whole: bool = False) -> list[float]:
    """The numbers of a comma list, above zero."""
    from scenarios.errors import InputError

    values = []
    for word in text.split(","):
        try:
            value = float(word)
        except ValueError:
            value = 0.0
        if not 0 < value < float("inf") or (whole and value != int(value)):
            kind = "whole numbers" if whole else "numbers"
            raise InputError(f"{flag}: {word!r} is not accepted, use {kind} above 0 separated by commas")
        values.append(value)
    return values


def _line(row: Row) -> str:
    cost = "-" if row["cost"] is None else f"{row['cost']:g}"
    return f"{row['instance']} {row['solver']} {row['seconds']:g} s seed {row['seed']}: {cost} ({row['status']})"


def _in_words(rows: list[Row]) -> str:
    from scenarios.study.race import RATIOS, TARGET, conditions, profiles, summary, verdicts

    lines = [", ".join(f"{key} {value}" for key, value in conditions().items())]
    lines.append(
        f"seeds {sorted({row['seed'] for row in rows})}; costs audited; gap to best known, or to the best here"
    )
    lines.append(
        f"{'set':<16}{'solver':<14}{'seconds':>8}{'gap %':>9}{'integral %':>12}{f'within {TARGET:g} %':>13}{'n':>5}"
    )
    for row in summary(rows):
        mean, area = row["mean_gap"], row["primal_integral"]
        lines.append(
            f"{row['set']:<16}{row['solver']:<14}{row['seconds']:>8g}"
            + (f"{mean:>9.2f}{area:>12.2f}" if mean is not None and area is not None else f"{'-':>9}{'-':>12}")
            + f"{row['within_target']:>13.0%}{row['n']:>5}"
            + (f"  {row['failures']} without a feasible plan" if row["failures"] else "")
        )
    lines.append("share of solves within a ratio of the best: " + ", ".join(f"{ratio:g}" for ratio in RATIOS))
    lines += [
        f"  {name:<14}" + "".join(f"{share:>7.0%}" for share in shares) for name, shares in profiles(rows).items()
    ]
    for row in verdicts(rows):
        lines.append(
            f"{row['set']}, {row['seconds']:g} s, {row['a']} against {row['b']}: {row['verdict']} "
            f"(paired over {row['n']} instances, p = {row['p']:.3f})"
        )
    for status in sorted({f"{row['solver']}: {row['status']}" for row in rows if row["status"] != "done"}):
        lines.append(f"  {status}")
    return "\n".join(lines)
