"""`orderlab race`: which routing solver is better, on what, at equal CPU time, and how sure is that?"""

from __future__ import annotations

import json as to_json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.study.racing.solving import Row

SHOWN = (
    *(
        "instance",
        "set",
        "solver",
        "seconds",
        "iterations",
        "seed",
        "cost",
        "best_known",
        "gap",
        "feasible",
        "vehicles",
    ),
    *("cpu_seconds", "status", "reason", "trace_by"),
)


def race(
    *sets: str,
    solvers: str = "numba,ortools",
    seconds: str | None = None,
    iterations: str | None = None,
    seeds: str = "1,2,3",
    store: Path = Path("race.jsonl"),
    jobs: int = 1,
    json: bool = False,
) -> int:
    """Race routing solvers over sets of instances; started again, it does what the store lacks.

    Parameters
    ----------
    sets
        Instance files, folders of them, NAME=PATTERN for files under a name of their own, or waves:STOPS:COUNT for
        generated city waves.
    solvers
        Names, separated by commas.
    seconds
        CPU seconds per solve, separated by commas; 1,10,30 unless given.
    iterations
        Iterations per solve in each solver's own unit, separated by commas, in place of seconds: the same routes on
        any machine, and no measure of speed.
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
    from scenarios.study.racing.entries import ACCEPTED, tasks
    from scenarios.study.racing.judging import summary, verdicts, with_gaps
    from scenarios.study.racing.race import run
    from scenarios.study.racing.store import StoreError, read_rows
    from solvers.instances import InstanceError
    from solvers.registry import available, create

    if not sets:
        raise InputError(f"SET: missing, {ACCEPTED} is accepted")
    names = [name.strip() for name in solvers.split(",") if name.strip()]
    if seconds is not None and iterations is not None:
        raise InputError("--iterations: --seconds is given too, one of them is accepted")
    budgets = [] if iterations is not None else _numbers("--seconds", seconds or "1,10,30")
    counts = [] if iterations is None else [int(one) for one in _numbers("--iterations", iterations, whole=True)]
    numbers = [int(seed) for seed in _numbers("--seeds", seeds, whole=True)]
    if jobs < 1:
        raise InputError(f"--jobs: {jobs} is not accepted, use a whole number >= 1")
    if not names:
        raise InputError("--solvers: empty, names separated by commas are accepted")
    try:
        for name in names:
            if not available(name):
                create(name)
        todo = tasks(sets, names, budgets, numbers, counts)
    except InstanceError as error:
        raise InputError(str(error)) from None
    except ValueError as error:
        raise InputError(f"race: {error}") from None
    try:
        rows = run(todo, store, jobs=jobs, on_row=lambda row: print(_line(row), file=sys.stderr, flush=True))
    except StoreError as error:
        raise InputError(f"--store: {error}") from None
    except KeyboardInterrupt:
        raise Interrupted(f"the same command takes it up again from {store}") from None
    rows = with_gaps(rows, read_rows(store))
    if json:
        kept = [{key: row[key] for key in SHOWN} for row in rows]
        print(to_json.dumps({"rows": kept, "summary": summary(rows), "verdicts": verdicts(rows)}))
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
    why = f": {row['reason']}" if row["reason"] else ""
    return f"{row['instance']} {row['solver']} {_budget(row)} seed {row['seed']}: {cost} ({row['status']}{why})"


def _budget(row: Row) -> str:
    return f"{row['seconds']:g} s" if row["seconds"] is not None else f"{row['iterations']} iterations"


def _in_words(rows: list[Row]) -> str:
    from scenarios.study.racing.judging import RATIOS, TARGET, budget, conditions, profiles, summary, verdicts
    from scenarios.tables import text_table

    unit = "iterations" if any(row["iterations"] for row in rows) else "seconds"
    means = sorted(summary(rows), key=lambda row: (row["set"], budget(row)))
    shares = profiles(rows)
    parts = [
        ", ".join(f"{key} {value}" for key, value in conditions().items()),
        f"seeds {sorted({row['seed'] for row in rows})}; costs audited; gap to best known, or to the best in the store",
        text_table(
            ("set", unit, "solver", "gap %", "integral %", f"within {TARGET:g} %", "solved", "failures"),
            [
                (
                    row["set"],
                    f"{row[unit]:g}",
                    row["solver"],
                    _two_places(row["mean_gap"]),
                    _two_places(row["primal_integral"]),
                    f"{row['within_target']:.0%}",
                    str(row["n"]),
                    str(row["failures"]),
                )
                for row in means
            ],
        ),
        text_table(
            ("share of solves within", *(f"{ratio:g}" for ratio in RATIOS)),
            [(name, *(f"{share:.0%}" for share in shares[name])) for name in sorted(shares)],
        ),
    ]
    judged = [
        (row["set"], f"{row[unit]:g}", f"{row['a']}, {row['b']}", row["verdict"], str(row["n"]), f"{row['p']:.3f}")
        for row in verdicts(rows)
    ]
    if judged:
        parts.append(text_table(("set", unit, "paired over instances", "verdict", "instances", "p"), judged))
    others = sorted({f"{row['solver']}: {row['status']}: {row['reason']}" for row in rows if row["status"] != "done"})
    return "\n\n".join(parts + (["\n".join(others)] if others else []))


def _two_places(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
