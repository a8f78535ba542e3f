"""Running a race: every task at equal CPU time of one thread, rows kept as they come.

Solves run in worker processes, each pinned to one core and one thread, with compilation done before the clock starts.
The order interleaves the solvers, so that a slow hour of the machine meets all of them. A race that is started again
does what is missing, which is also what other code solved or what has another instance. A solver that takes its process
down with it (memory, a crash in compiled code) costs its own row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from scenarios.apart.pool import side_by_side
from scenarios.study.racing.cores import pinned_workers
from scenarios.study.racing.entries import Task
from scenarios.study.racing.solving import Row, solve_apart, solve_one, unsolved
from scenarios.study.racing.store import kept, read_rows
from solvers import Solver
from solvers.own_files import is_foreign
from solvers.registry import GROUP


def run(
    todo: Sequence[Task],
    store: Path,
    *,
    jobs: int = 1,
    on_row: Callable[[Row], None] | None = None,
    in_process: bool = False,
    engines: Mapping[str, Solver] | None = None,
    wall_seconds: float | None = None,
    stored: Sequence[Row] | None = None,
) -> list[Row]:
    """Run what the store does not hold yet; returns the rows of all tasks, in their order and under their sets.

    Parameters
    ----------
    todo, store
        What to solve, and where rows are kept.
    jobs
        Worker processes, each on a core of its own.
    on_row
        Called with each row as it comes.
    in_process
        Solve in this process: at once, without workers; a crash ends it, and the measure is as quiet as the process.
    engines
        Solvers that are objects at hand, by the name of their tasks; only in this process.
    wall_seconds
        Seconds by the wall clock that a solve by code of others may take.
    stored
        What the store holds, where that has been read already.

    Raises
    ------
    StoreError
        When the store is no store, or cannot be written.
    """
    done = {_key(row): row for row in (read_rows(store) if stored is None else stored)}
    missing = {task.key: task for task in todo if task.key not in done}
    if missing:
        with kept(store) as keep:
            waiting = list(missing.values())
            for row in _here(waiting, engines or {}) if in_process else _rows(waiting, jobs, wall_seconds):
                keep(row)
                done[_key(row)] = row
                if on_row is not None:
                    on_row(row)
    return [done[task.key] | {"set": task.set} for task in todo]


def _key(row: Row) -> tuple[object, ...]:
    """As `Task.key`."""
    return row["problem_hash"], row["solver"], row["solver_version"], row["seconds"], row["iterations"], row["seed"]


def _here(missing: Sequence[Task], engines: Mapping[str, Solver]) -> Iterator[Row]:
    return (solve_one(task, engines.get(task.solver)) | {"in_process": True} for task in missing)


def _rows(missing: Sequence[Task], jobs: int, wall_seconds: float | None) -> Iterator[Row]:
    """The row of each task: of our own solvers in their order, of others' code as they come, each author apart."""
    foreign = [task for task in missing if is_foreign(GROUP, task.solver)]
    yield from _solved([task for task in missing if task not in foreign], jobs)
    for _, row in side_by_side([partial(solve_apart, task, wall_seconds) for task in foreign], jobs):
        yield row


def _solved(missing: Sequence[Task], jobs: int) -> Iterator[Row]:
    """The row of each task, in order."""
    waiting = list(missing)
    while waiting:
        try:
            with pinned_workers(jobs) as pool:
                for row in pool.map(solve_one, list(waiting)):
                    yield row
                    del waiting[0]
        except BrokenProcessPool:
            # the first without a row was being solved when a worker died, perhaps beside the one that killed it
            yield _solved_alone(waiting.pop(0))


def _solved_alone(task: Task) -> Row:
    try:
        with pinned_workers(1) as pool:
            return pool.submit(solve_one, task).result()
    except BrokenProcessPool:
        return unsolved(task, "failed", "the process of the solver died")
