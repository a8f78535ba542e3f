"""What one cell does, wherever it runs: meet the customers, simulate, evaluate."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from scenarios.errors import InputError
from scenarios.study.plan import Cell
from scenarios.study.results import Replication
from sim.config import SimConfig
from sim.outcome import Outcome
from sim.tape import Tape, draw

OnPart = Callable[[float], None]
"""Called with the share of a replication's days that have passed, for replications of this process."""


def run_cell(cell: Cell, logs: Path | None = None, on_part: OnPart | None = None) -> tuple[Replication, Outcome]:
    """Run one replication; write its log below `logs` if a folder is given.

    Raises
    ------
    InputError
        If a room refuses what its model cannot know: a station nobody staffs, an item no van can carry.
    SimulationError
        If a handler failed, which is a defect.
    """
    from sim.kpis import evaluate
    from sim.model import simulate
    from sim.stations import SimulationError

    began = time.perf_counter()
    try:
        config, tape = meet(cell)
        outcome = simulate(config, tape, progress=on_part)
    except ValueError as error:
        raise InputError(str(error)) from error
    except SimulationError as error:
        if error.__cause__ is not None:
            raise
        raise InputError(f"{error}; more staff, less demand or a higher queue_limit is accepted") from error
    values = evaluate(outcome)
    if logs is not None:
        from scenarios.study.folder import write_log

        write_log(outcome, logs / f"replication_{cell.replication}")
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
