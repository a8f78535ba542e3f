"""Run cells, on one core or on all, with the same numbers either way.

The first cell runs in this process: it compiles the kernels once, so that workers find them cached, it keeps its log
for the report, and it shows whether the rest is long enough to be worth starting workers for. Results come back in the
order of the cells whatever finished first. A worker has one thread, because a sum split over threads may round
differently.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scenarios.environment import cores, kernels_compiled
from scenarios.errors import InputError
from scenarios.study.plan import Cell
from scenarios.study.results import Replication
from sim.config import SimConfig
from sim.outcome import Outcome
from sim.tape import Tape, draw

WORTH_WORKERS = 4.0
"""Seconds of remaining work below which starting workers (two to three seconds) does not pay."""

ONE_THREAD = {
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
}

OnDone = Callable[[Replication], None]
OnPart = Callable[[float], None]
"""Called with the share of a replication's days that have passed, for replications of this process."""


def run_cell(cell: Cell, folder: Path | None = None, on_part: OnPart | None = None) -> tuple[Replication, Outcome]:
    """Run one replication; write its log below `folder` if one is given."""
    from sim.kpis import evaluate
    from sim.model import simulate
    from sim.stations import SimulationError

    began = time.perf_counter()
    try:
        config, tape = meet(cell)
        outcome = simulate(config, tape, progress=on_part)
    except ValueError as error:
        # A room refuses what its model cannot know: a station nobody staffs, an item no van can carry.
        raise InputError(str(error)) from error
    except SimulationError as error:
        if error.__cause__ is not None:
            raise
        raise InputError(f"{error}; more staff, less demand or a higher queue_limit is accepted") from error
    values = evaluate(outcome)
    if folder is not None:
        from scenarios.study.folder import write_log

        write_log(outcome, folder / f"replication_{cell.replication}")
    seconds = time.perf_counter() - began
    warnings = (*tape.notes, *outcome.warnings)
    return Replication(cell.replication, tape.digest(), values, warnings, seconds), outcome


def meet(cell: Cell) -> tuple[SimConfig, Tape]:
    """Draw the tape of a cell, or read it from the order file the scenario names, which also settles start and days."""
    if cell.config.placement.trace is None:
        return cell.config, draw(cell.config, cell.seed, cell.replication)
    from scenarios.traces import tape_source

    config, tapes = tape_source(cell.config)
    return config, tapes(cell.seed, cell.replication)


def execute(
    cells: Sequence[Cell],
    jobs: int = 0,
    on_done: OnDone | None = None,
    folder: Path | None = None,
    on_part: OnPart | None = None,
) -> tuple[list[Replication], Outcome]:
    """Run cells in order.

    Parameters
    ----------
    cells
        At least one.
    jobs
        Worker processes; 0 is one for each core, used when the work is long enough.
    on_done
        Called with each replication, in the order of the cells.
    folder
        Where to write the log of each replication.
    on_part
        Called with how much of a replication is done, while this process runs one.

    Returns
    -------
    tuple
        The replications in order, and the outcome of the first.
    """
    done: list[Replication] = []

    def keep(replication: Replication) -> None:
        done.append(replication)
        if on_done is not None:
            on_done(replication)

    cold = not kernels_compiled()
    first, outcome = run_cell(cells[0], folder, on_part)
    keep(first)
    if cold and jobs == 0 and len(cells) > 1:
        # The first one compiled; only the second shows how long a cell takes.
        keep(run_cell(cells[1], folder, on_part)[0])
    rest = cells[len(done) :]
    workers = min(jobs or cores(), len(rest))
    if jobs == 0 and len(rest) * done[-1].seconds < WORTH_WORKERS:
        workers = 1
    for replication in _each(rest, workers, folder, on_part):
        keep(replication)
    return done, outcome


def _each(cells: Sequence[Cell], workers: int, folder: Path | None, on_part: OnPart | None) -> Iterator[Replication]:
    if workers <= 1:
        for cell in cells:
            yield run_cell(cell, folder, on_part)[0]
        return
    from joblib import Parallel, delayed

    with _environment(ONE_THREAD):
        pool = Parallel(n_jobs=workers, backend="loky", return_as="generator", batch_size=1)
        yield from pool(delayed(_worker)(cell, folder) for cell in cells)


def _worker(cell: Cell, folder: Path | None) -> Replication:
    return run_cell(cell, folder)[0]


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
