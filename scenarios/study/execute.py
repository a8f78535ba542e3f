"""Run cells, on one core or on all, with the same numbers either way.

What the store has is not run again. Results are stored and told as they arrive, in whatever order that is, and handed
back in the order of the cells. A worker has one thread, because a sum split over threads may round differently.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scenarios.environment import cores
from scenarios.study.cell import OnPart, run_cell
from scenarios.study.plan import Cell
from scenarios.study.results import Replication
from scenarios.study.store import Store
from sim.outcome import Outcome

WORTH_WORKERS = 4.0
"""Seconds of remaining work below which starting workers (two to three seconds) does not pay."""

SECONDS_AN_ORDER = 100e-6
"""What an order takes, roughly: decides only whether workers are started before a first cell has been timed."""

ONE_THREAD = {
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
}

OnDone = Callable[[int, Replication], None]
"""Called with the position of a cell and its result, as results arrive."""


def execute(
    cells: Sequence[Cell],
    *,
    jobs: int = 0,
    store: Store | None = None,
    logs: Path | None = None,
    on_done: OnDone | None = None,
    on_part: OnPart | None = None,
    keep_first: bool = False,
) -> tuple[list[Replication], Outcome | None]:
    """Run the cells that the store does not have.

    Parameters
    ----------
    cells
        In any order; a cell that is there twice is run once.
    jobs
        Worker processes; 0 is one for each core, used when the work is long enough.
    store
        Where results are looked for, and kept as they arrive.
    logs
        Where to write the log of each replication; nothing is written when None.
    on_done
        Called with the position of a cell and its result, as results arrive.
    on_part
        Called with how much of a replication is done, while this process runs one.
    keep_first
        Run the first cell in this process and hand back its outcome, if it is to be run at all.

    Returns
    -------
    tuple
        The results in the order of the cells, and the outcome of the first if it was kept.
    """
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        places.setdefault(cell.key, []).append(place)
    done: dict[str, Replication] = {}

    def keep(key: str, replication: Replication) -> None:
        done[key] = replication
        if on_done is not None:
            for place in places[key]:
                on_done(place, replication)

    for key, replication in (store.results(places) if store is not None else {}).items():
        keep(key, replication)
    missing = [cells[where[0]] for key, where in places.items() if key not in done]
    first: Outcome | None = None
    for cell, replication, outcome in _performed(missing, jobs, logs, on_part, keep_first):
        if store is not None:
            store.add(cell, replication)
        if cell is cells[0]:
            first = outcome
        keep(cell.key, replication)
    return [done[cell.key] for cell in cells], first


def _performed(
    cells: Sequence[Cell], jobs: int, logs: Path | None, on_part: OnPart | None, here_first: bool
) -> Iterator[tuple[Cell, Replication, Outcome | None]]:
    """Run cells here until workers are worth starting; give each result as it arrives."""
    waiting, workers, seconds = deque(cells), jobs or cores(), 0.0
    while waiting:
        if not here_first and min(workers, len(waiting)) > 1 and (jobs or _expected(waiting, seconds) > WORTH_WORKERS):
            for cell, replication in _by_workers(waiting, min(workers, len(waiting)), logs):
                yield cell, replication, None
            return
        cell, here_first = waiting.popleft(), False
        replication, outcome = run_cell(cell, logs, on_part)
        seconds = replication.seconds
        yield cell, replication, outcome


def _expected(waiting: Sequence[Cell], seconds: float) -> float:
    """Return the seconds that cells will take, each as long as the last one if one has been timed."""
    if seconds:
        return len(waiting) * seconds
    return sum(SECONDS_AN_ORDER * cell.config.days * cell.config.placement.demand.orders_per_day for cell in waiting)


def _by_workers(cells: Sequence[Cell], workers: int, logs: Path | None) -> Iterator[tuple[Cell, Replication]]:
    from joblib import Parallel, delayed

    with _environment(ONE_THREAD):
        pool = Parallel(n_jobs=workers, backend="loky", return_as="generator_unordered", batch_size=1)
        for place, replication in pool(delayed(_worker)(place, cell, logs) for place, cell in enumerate(cells)):
            yield cells[place], replication


def _worker(place: int, cell: Cell, logs: Path | None) -> tuple[int, Replication]:
    return place, run_cell(cell, logs)[0]


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """Set variables while workers are started; they read them once, at their start."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
