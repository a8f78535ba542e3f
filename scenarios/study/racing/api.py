"""`race` for a notebook and for the command line alike: what is asked for, run, and what came of it."""

from __future__ import annotations

import hashlib
import inspect
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.apart.looking import complaints
from scenarios.errors import InputError
from scenarios.study.racing import judging
from scenarios.study.racing.entries import ACCEPTED, Task, tasks
from scenarios.study.racing.race import run
from scenarios.study.racing.result import RaceResult
from scenarios.study.racing.solving import Row
from scenarios.study.racing.store import StoreError, audited_store
from solvers import Solver
from solvers.instances import InstanceError
from solvers.names import split_names
from solvers.own_files import is_foreign
from solvers.registry import GROUP, available, create

OnRow = Callable[[Row, int, int], None]
"""Called with a row as it comes, how many are done, and how many there will be."""


def race(
    sets: str | Sequence[str],
    solvers: str | Sequence[str | Solver] = ("numba", "ortools"),
    *,
    seconds: float | Sequence[float] | None = None,
    iterations: int | Sequence[int] | None = None,
    seeds: int | Sequence[int] = (1, 2, 3),
    store: Path | str | None = None,
    jobs: int = 1,
    in_process: bool = False,
    on_row: OnRow | None = None,
    wall_seconds: float | None = None,
) -> RaceResult:
    """Race routing solvers over sets of instances, at equal CPU time of one thread or at counted iterations.

    Parameters
    ----------
    sets
        Folders, files, ``NAME=PATTERN``, ``waves:STOPS:COUNT`` or ``city-waves``; one or several.
    solvers
        Names, parameters in brackets (``numba[ruin_neighbours=50]``), ``file.py::Class``, or the command of a program
        (``./mine {problem} {routes} {seconds}``); as one text with commas, or a list, which may hold solvers that are
        objects: those are raced in this process.
    seconds, iterations
        Budgets of a solve; 1 second when neither is given.
    seeds
        Seeds, the same for all solvers.
    store
        A file where rows are kept as they come, so that the next call does what it lacks; nothing is kept when None.
    jobs
        Worker processes; more than the free cores spoils the measure.
    in_process
        Solve in this process, so that what a solver prints is shown and `breakpoint()` works; marked in the rows.
    on_row
        Called with each row as it comes, how many are done, and how many there will be.
    wall_seconds
        Seconds by the wall clock after which a solve by code of others is ended; 60 and five times its budget when
        None, 600 where the budget is in iterations.

    Raises
    ------
    InputError
        For a set, a solver, a budget or a store that is not accepted.

    Examples
    --------
    >>> race("waves:5", "manual,savings", iterations=1, seeds=1, in_process=True).summary()[1]["solver"]
    'savings'
    """
    wanted = [sets] if isinstance(sets, str) else list(sets)
    given = _once(split_names(solvers) if isinstance(solvers, str) else list(solvers))
    if seconds is None and iterations is None:
        seconds = 1.0
    settings = {
        "sets": wanted,
        "solvers": [one if isinstance(one, str) else _object_name(one) for one in given],
        "seconds": _several(seconds),
        "iterations": _several(iterations),
        "seeds": _several(seeds),
    }
    _refuse_empty(settings, jobs)
    if wall_seconds is not None and not 0 < wall_seconds < float("inf"):
        raise InputError(f"--wall-seconds: {wall_seconds:g} is not accepted, use a number above 0")
    engines = {_object_name(one): one for one in given if not isinstance(one, str)}
    todo = _tasks(settings, engines, in_process)
    total, done = len({task.key for task in todo}), 0

    def tell(row: Row) -> None:
        nonlocal done
        done += 1
        if on_row is not None:
            on_row(row, done, waiting)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "race.jsonl" if store is None else Path(store)
        try:
            stored = audited_store(file, {task.problem_hash: task.instance for task in todo})
            known = {task.key for task in todo} & {key_of(row) for row in stored}
            waiting = total - len(known)
            rows = run(
                todo,
                file,
                jobs=jobs,
                on_row=tell,
                in_process=in_process or bool(engines),
                engines=engines,
                wall_seconds=wall_seconds,
                stored=stored,
            )
            return RaceResult(tuple(judging.with_gaps(rows, stored)), settings)
        except StoreError as error:
            raise InputError(f"--store: {error}") from None


def key_of(row: Row) -> tuple[object, ...]:
    """What tells a row of a store from others, as `Task.key`."""
    return row["problem_hash"], row["solver"], row["solver_version"], row["seconds"], row["iterations"], row["seed"]


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return _once(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _once(values: Iterable[Any]) -> list[Any]:
    """What is named twice is raced, and counted, once; objects that cannot be hashed may well differ."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _refuse_empty(settings: Mapping[str, Any], jobs: int) -> None:
    if not settings["sets"]:
        raise InputError(f"SET: missing, {ACCEPTED} is accepted")
    if not settings["solvers"]:
        raise InputError("--solvers: empty, names separated by commas are accepted")
    if not settings["seeds"]:
        raise InputError("--seeds: empty, whole numbers are accepted")
    for seed in settings["seeds"]:
        if not isinstance(seed, (int, np.integer)) or seed < 0:
            raise InputError(f"--seeds: {seed!r} is not accepted, use whole numbers >= 0")
    if jobs < 1:
        raise InputError(f"--jobs: {jobs} is not accepted, use a whole number >= 1")
    for name in ("seconds", "iterations"):
        for value in settings[name]:
            number = isinstance(value, (int, float, np.number)) and 0 < value < float("inf")
            if not number or (name == "iterations" and value != int(value)):
                kind = "whole numbers" if name == "iterations" else "numbers"
                raise InputError(f"--{name}: {value!r} is not accepted, use {kind} above 0")


def _tasks(settings: Mapping[str, Any], engines: Mapping[str, Solver], in_process: bool) -> list[Task]:
    """All solves; those of objects under the version of their source."""
    try:
        for name in settings["solvers"]:
            if name in engines or available(name):
                continue
            if not is_foreign(GROUP, name) or in_process:
                create(name)
            elif complaint := complaints([("--solvers", GROUP, name, {})]):
                raise ValueError(complaint[0][1])
        names = [name for name in settings["solvers"] if name not in engines]
        budgets = (settings["seconds"], settings["seeds"], settings["iterations"])
        stand_ins = tasks(settings["sets"], ["manual"], *budgets) if engines else []
        todo = tasks(settings["sets"], names, *budgets) if names else []
    except InstanceError as error:
        raise InputError(str(error)) from None
    except ValueError as error:
        raise InputError(f"race: {error}") from None
    for name, engine in engines.items():
        version = _object_version(engine)
        todo += [replace(task, solver=name, solver_version=version) for task in stand_ins]
    return todo


def _object_name(engine: Solver) -> str:
    return str(getattr(engine, "name", type(engine).__name__))


def _object_version(engine: Solver) -> str:
    """A hash of what an object is made by, as far as that can be read."""
    try:
        text = inspect.getsource(type(engine))
    except (OSError, TypeError):
        text = type(engine).__qualname__
    return f"object {hashlib.blake2b(f'{engine!r} {text}'.encode(), digest_size=8).hexdigest()}"
