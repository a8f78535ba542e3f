"""`orderlab race`: which routing solver is better, on what, at equal CPU time, and how sure is that?"""

from __future__ import annotations

import json as to_json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenarios.errors import one_line, printable


def race(
    *sets: str,
    solvers: str = "numba,ortools",
    seconds: str | None = None,
    iterations: str | None = None,
    seeds: str = "1,2,3",
    store: Path = Path("race.jsonl"),
    jobs: int = 1,
    wall_seconds: float | None = None,
    plans: Path | None = None,
    bundle: Path | None = None,
    without_problems: bool = False,
    keep_best: bool = False,
    business: str | None = None,
    seconds_a_wave: str = "0.02,0.1",
    replications: int | None = None,
    picture: Path | None = None,
    calibration: Path | None = None,
    calibrate: Path | None = None,
    json: bool = False,
) -> int:
    """Race routing solvers over sets of instances; started again, it does what the store lacks.

    Exit code 1 when a solve failed.

    With --business solvers plan the waves of a simulated business at equal CPU a wave, and the table says what their
    plans are worth to the customer and in the books.

    Parameters
    ----------
    sets
        Instance files, folders of them, NAME=PATTERN for files under a name of their own, waves:STOPS:COUNT for
        generated city waves, or city-waves for the published set of them.
    solvers
        Names, separated by commas: numba, numba[ruin_neighbours=50], file.py::Class, or the command of a program with
        {problem} and {routes} in it.
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
    wall_seconds
        Seconds by the wall clock after which a solve by code of others is ended; 60 and five times its budget unless
        given, 600 where the budget is in iterations.
    plans
        Write every plan into this folder, as CVRPLIB's .sol.
    bundle
        Pack problems, plans, settings and versions into this zip file, for `orderlab verify`.
    without_problems
        Pack the problems' hashes alone.
    keep_best
        Write costs below the best known into bks.csv beside the instances.
    business
        A scenario to race in, in place of sets.
    seconds_a_wave
        With --business: CPU seconds a wave, separated by commas, turned into each solver's iterations by a calibration.
    replications
        With --business: in place of the scenario's own.
    picture
        With --business: draw plan gap against on-time delivery, cost and profit into this PNG file.
    calibration
        With --business: what an iteration costs, as --calibrate wrote it; the shipped figures unless given.
    calibrate
        With --business: measure what an iteration of each solver costs on this machine first, and write it here.
    json
        Print one JSON document and nothing else.
    """
    from scenarios.errors import InputError, Interrupted
    from scenarios.study.keeping.files import writing
    from scenarios.study.racing.api import race as run
    from scenarios.study.racing.entries import ACCEPTED
    from scenarios.study.racing.words import line_of

    if business is not None:
        if sets:
            raise InputError("--business: sets are given too, one of them is accepted")
        budgets = _numbers("--seconds-a-wave", seconds_a_wave)
        return _in_business(business, solvers, budgets, replications, jobs, picture, calibration, calibrate, json)
    if not sets:
        raise InputError(f"SET: missing, {ACCEPTED} or --business SCENARIO is accepted")
    if seconds is not None and iterations is not None:
        raise InputError("--iterations: --seconds is given too, one of them is accepted")
    if bundle is not None and not bundle.absolute().parent.is_dir():
        raise InputError(f"--bundle: the folder of {bundle} does not exist, a path in an existing folder is accepted")
    if plans is not None and plans.exists() and not plans.is_dir():
        raise InputError(f"--plans: {plans}: is no folder, a folder or a new name is accepted")
    try:
        result = run(
            sets,
            solvers,
            seconds=_numbers("--seconds", seconds or "1,10,30") if iterations is None else None,
            iterations=None if iterations is None else _whole("--iterations", iterations),
            seeds=_whole("--seeds", seeds),
            store=store,
            jobs=jobs,
            wall_seconds=wall_seconds,
            on_row=lambda row, done, of: print(f"{done} of {of}: {line_of(row)}", file=sys.stderr, flush=True),
        )
    except KeyboardInterrupt:
        raise Interrupted(f"the same command takes it up again from {store}") from None
    if plans is not None:
        with writing(plans):
            result.write_plans(plans)
    if bundle is not None:
        with writing(bundle):
            result.write_bundle(bundle, problems=not without_problems)
    if keep_best:
        from scenarios.study.racing.best_known import keep

        for file in keep(result.rows):
            print(f"best known costs kept in {file}", file=sys.stderr)
    print(to_json.dumps(result.document()) if json else result.table())
    return _failures([row for row in result.rows if row["status"] == "failed"])


def _failures(failed: Sequence[Mapping[str, Any]]) -> int:
    """Say how many solves failed; return the exit code that follows from it."""
    from scenarios.errors import CHECK_FAILED, DONE

    if not failed:
        return DONE
    first = failed[0]
    said = f"the first: {first['solver']} on {first['instance']}: {first['reason']}"
    print(printable(one_line(f"{len(failed)} solve{'s' * (len(failed) > 1)} failed, {said}")), file=sys.stderr)
    return CHECK_FAILED


def _in_business(
    business: str,
    solvers: str,
    seconds: list[float],
    replications: int | None,
    jobs: int,
    picture: Path | None,
    calibration: Path | None,
    calibrate: Path | None,
    json: bool,
) -> int:
    """Race inside a business."""
    from scenarios.apart.worker import EndedError
    from scenarios.errors import CheckFailed, InputError
    from scenarios.study.keeping.files import write_file, writing
    from scenarios.study.racing.business import race_business
    from scenarios.study.racing.business_words import in_words
    from scenarios.study.racing.calibrating import document, measured_apart, stored
    from solvers.names import split_names
    from solvers.registry import available

    for flag, target in (("--picture", picture), ("--calibrate", calibrate)):
        if target is not None and not target.absolute().parent.is_dir():
            raise InputError(f"{flag}: the folder of {target} does not exist, a path in an existing folder is accepted")
    if jobs < 1:
        raise InputError(f"--jobs: {jobs} is not accepted, use a whole number >= 1")
    names = split_names(solvers)
    known = stored(calibration)
    if calibrate is not None:
        try:
            known |= {name: measured_apart(name) for name in names if not available(name)}
        except ValueError as error:
            raise InputError(f"race: {error}") from None
        except EndedError as error:
            raise CheckFailed(f"--calibrate: {error}") from None
        with writing(calibrate):
            write_file(calibrate, (to_json.dumps(document(known), indent=1) + "\n").encode())
    raced = race_business(
        business,
        names,
        seconds=seconds,
        replications=replications,
        jobs=jobs,
        calibration=known,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    if picture is not None:
        from scenarios.report.pictures.business_race import draw
        from scenarios.report.pictures.style import png

        with writing(picture):
            write_file(picture, png(draw(raced)))
    answer = raced.document()
    print(to_json.dumps(answer) if json else in_words(raced))
    return _failures([row for row in answer["rows"] if row["status"] == "failed"])


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


def _whole(flag: str, text: str) -> list[int]:
    return [int(one) for one in _numbers(flag, text, whole=True)]
