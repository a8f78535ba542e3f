"""Run cells, on one core or on all, with the same numbers either way.

What the store has is not run again. Results are stored and told as they arrive, in whatever order that is, and handed
back in the order of the cells. A worker that dies costs what it was running: those cells are run again, each alone, and
one that costs a second worker its life is a failure.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import cache, partial
from pathlib import Path

from scenarios.environment import cores
from scenarios.study.keeping.store import Store
from scenarios.study.running.cell import OnPart, attempt, failed, out_of_time
from scenarios.study.running.limits import MINUTE
from scenarios.study.running.pace import SECONDS_A_CELL, STARTING_SECONDS, expected_seconds, next_batch, saved_by
from scenarios.study.running.plan import Cell
from scenarios.study.running.replication import Replication
from scenarios.study.running.workers import Crew, crew
from sim.delivery.shared_plans import sharing
from sim.outcome import Outcome

OnDone = Callable[[int, Replication], None]
"""Called with the position of a cell and its result, as results arrive."""

Arrival = tuple[Cell, Replication]


def execute(
    cells: Sequence[Cell],
    *,
    jobs: int = 0,
    cluster: str | None = None,
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
    cluster
        ``local`` or the address of a dask scheduler; processes of this machine when None.
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
        The results in the order of the cells, those that failed among them, and the outcome of the first if it was
        kept.

    Raises
    ------
    RefusedError
        If a configuration cannot be run at all.
    InputError
        If the cluster or the store cannot be used.
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

    for key, replication in (store.results(cells) if store is not None else {}).items():
        keep(key, replication)
    missing = deque(cells[where[0]] for key, where in places.items() if key not in done)
    first: Outcome | None = None
    first_here = keep_first and bool(missing) and missing[0] is cells[0]
    with sharing():
        for cell, replication, outcome in _performed(missing, jobs, cluster, logs, on_part, first_here):
            if store is not None:
                store.add(cell, replication)
            if cell is cells[0]:
                first = outcome
            keep(cell.key, replication)
    return [done[cell.key] for cell in cells], first


def _performed(
    waiting: deque[Cell],
    jobs: int,
    cluster: str | None,
    logs: Path | None,
    on_part: OnPart | None,
    first_here: bool,
) -> Iterator[tuple[Cell, Replication, Outcome | None]]:
    """Run cells in this process until workers are worth starting; give each result as it arrives.

    Code of others runs in workers of its own, whatever the number of jobs.
    """
    from scenarios.apart.cells import run_apart
    from scenarios.apart.looking import whose
    from scenarios.apart.pool import side_by_side

    if cluster is None and (foreign := [cell for cell in waiting if whose(cell.config)]):
        ours = [cell for cell in waiting if not whose(cell.config)]
        waiting.clear()
        waiting.extend(ours)
        first_here = first_here and bool(ours) and ours[0] is not foreign[0]
        work = [partial(run_apart, cell, logs) for cell in foreign]
        for place, replication in side_by_side(work, min(jobs or cores(), len(foreign))):
            yield foreign[place], replication, None
    seconds = 0.0
    while waiting:
        workers = min(jobs or cores(), len(waiting))
        pays = jobs > 1 or saved_by(workers, waiting, seconds) > STARTING_SECONDS
        if not first_here and (cluster is not None or (workers > 1 and pays)):
            with crew(workers, cluster) as found:
                for cell, replication in by_workers(waiting, found, logs):
                    yield cell, replication, None
            return
        cell, first_here = waiting.popleft(), False
        began = time.process_time()  # the clock would count what else the machine does
        replication, outcome = attempt(cell, logs, on_part)
        # the first one here may have loaded what the others find loaded
        loading = 0.0 if seconds else STARTING_SECONDS
        seconds = max(time.process_time() - began - loading, SECONDS_A_CELL)
        yield cell, replication, outcome


def by_workers(waiting: deque[Cell], crew: Crew, logs: Path | None = None) -> Iterator[Arrival]:
    """Run cells by workers; give each result as it arrives.

    A dead worker takes more cells with it than the one that may have killed it, so each of them is tried again, alone.
    """
    while waiting:
        for cell in (yield from _until_a_death(waiting, crew, crew.at_once, logs)):
            began = time.perf_counter()
            if (yield from _until_a_death(deque([cell]), crew, 1, logs)):
                seconds = time.perf_counter() - began
                yield cell, failed(cell, _cause_of_death(cell, seconds), seconds)


def _until_a_death(
    waiting: deque[Cell], crew: Crew, at_once: int, logs: Path | None
) -> Generator[Arrival, None, list[Cell]]:
    """Hand out batches from the left until all are done or a worker has died; return what was lost with it."""
    running: dict[Future[list[Replication]], list[Cell]] = {}
    lost: list[Cell] = []
    pace = expected_seconds(waiting, 0.0) / len(waiting)
    while running or (waiting and not lost):
        while waiting and not lost and len(running) < at_once:
            batch = next_batch(waiting, crew.workers, pace)
            running[crew.submit(run_batch, batch, logs, Path.cwd())] = batch
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            batch = running.pop(future)
            try:
                found = future.result()
            except crew.deaths:
                lost += batch
                continue
            pace = sum(one.seconds for one in found) / len(found)
            yield from zip(batch, found, strict=True)
    return lost


def run_batch(batch: Sequence[Cell], logs: Path | None, here: Path | None = None) -> list[Replication]:
    """Run cells one after the other; what a worker does.

    A worker outlives the study that started it, so that it is told from which folder relative paths are meant.
    """
    if here is not None and here.is_dir() and here != Path.cwd():
        os.chdir(here)
    if any(needs_kernels(cell) for cell in batch):
        _load_kernels()
    with sharing():
        return [attempt(cell, logs, expendable=True)[0] for cell in batch]


def needs_kernels(cell: Cell) -> bool:
    """Tell whether a cell plans its tours with our own compiled search."""
    delivery = cell.config.delivery
    return delivery.mode != "carrier" and delivery.solver.name == "numba"


@cache
def _load_kernels() -> None:
    """Once a worker, and outside any time limit."""
    from solvers.engines.warming import load_kernels

    load_kernels()


def _cause_of_death(cell: Cell, seconds: float) -> str:
    """Say why a cell's worker died, alone with it, for the second time."""
    if cell.time_limit_minutes is not None and seconds >= cell.time_limit_minutes * MINUTE:
        return out_of_time(cell)
    return "its worker process died twice, killed from outside or for want of memory"
