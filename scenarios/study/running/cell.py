"""What one cell does, wherever it runs: meet the customers, simulate, evaluate; or fail with a reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from scenarios.errors import InputError, one_line
from scenarios.study.running.limits import MINUTE, OutOfTime, time_limit
from scenarios.study.running.plan import Cell
from scenarios.study.running.replication import Replication
from sim.config import SimConfig
from sim.delivery.planned import Watch
from sim.outcome import Outcome
from sim.plugins import PluginError
from sim.tape import Tape, draw
from solvers.protocol import failure

OnPart = Callable[[float], None]
"""Called with the share of a replication's days that have passed, for replications of this process."""


class RefusedError(InputError):
    """A room refuses a configuration: a station nobody staffs, an item no van can carry.

    Parameters
    ----------
    message
        What is wrong and what is accepted.
    world
        `Cell.world` of the configuration.
    """

    def __init__(self, message: str, world: str) -> None:
        super().__init__(message, world)
        self.world = world

    def __str__(self) -> str:
        return str(self.args[0])


def attempt(
    cell: Cell, logs: Path | None = None, on_part: OnPart | None = None, *, expendable: bool = False
) -> tuple[Replication, Outcome | None]:
    """Run one replication; whatever goes wrong becomes a row with its reason.

    Parameters
    ----------
    cell
        What to run.
    logs
        Folder to write its log below; nothing is written when None.
    on_part
        Called with how much of it is done.
    expendable
        Whether this process may be ended if nothing else stops the cell.

    Raises
    ------
    RefusedError
        If the configuration cannot be run at all, in this replication or any other.
    """
    began = time.perf_counter()
    try:
        with time_limit(cell.time_limit_minutes, expendable=expendable):
            return run_cell(cell, logs, on_part)
    except InputError:
        raise
    except OutOfTime as error:  # code of others may raise it at any time
        most = cell.time_limit_minutes
        early = most is None or time.perf_counter() - began < most * MINUTE
        reason = failure(error) if early else out_of_time(cell)
    except PluginError as error:
        reason = one_line(error)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # code of others may raise SystemExit or worse; its cell has failed
        reason = failure(error)
    return failed(cell, reason, time.perf_counter() - began), None


def failed(cell: Cell, reason: str, seconds: float = 0.0) -> Replication:
    """Return the row of a cell that has no result."""
    return Replication(cell.replication, "", {}, (), seconds, reason)


def out_of_time(cell: Cell) -> str:
    """Say that a cell took too long, and what would help."""
    return (
        f"no result after {cell.time_limit_minutes:g} minutes; "
        "a higher experiment.time_limit_minutes is accepted, or null for none"
    )


def run_cell(
    cell: Cell, logs: Path | None = None, on_part: OnPart | None = None, watch: Watch | None = None
) -> tuple[Replication, Outcome]:
    """Run one replication; write its log below `logs` if a folder is given, show its routing problems to `watch`.

    Raises
    ------
    RefusedError
        If a room refuses what its model cannot know.
    PluginError
        If a solver or a policy answered what cannot be used.
    SimulationError
        If a handler failed, which is a defect.
    """
    from sim.model import simulate
    from sim.stations import SimulationError

    began = time.perf_counter()
    try:
        config, tape = meet(cell)
        outcome = simulate(config, tape, progress=on_part, watch=watch)
    except ValueError as error:
        raise RefusedError(one_line(error), cell.world) from error
    except SimulationError as error:
        if error.__cause__ is not None or isinstance(error, PluginError):
            raise
        advice = "more staff, less demand or a higher queue_limit is accepted"
        raise RefusedError(f"{error}; {advice}", cell.world) from error
    values, parts = cell.observation.of(outcome)
    if logs is not None and logs.parent.is_dir():  # a worker elsewhere may not see the folder
        from scenarios.study.keeping.files import write_log

        write_log(outcome, logs / f"replication_{cell.replication}")
    seconds = time.perf_counter() - began
    warnings = (*tape.notes, *outcome.warnings)
    return Replication(cell.replication, tape.digest(), values, warnings, seconds, parts=parts), outcome


def meet(cell: Cell) -> tuple[SimConfig, Tape]:
    """Draw the tape of a cell, or read it from the order file the scenario names, which also settles start and days."""
    if cell.config.placement.trace is None:
        return cell.config, draw(cell.config, cell.seed, cell.replication)
    from scenarios.traces import tape_source
    from scenarios.traces.uncertain import redrawn

    config, tapes = tape_source(cell.config)
    return redrawn(config, cell.seed, cell.replication), tapes(cell.seed, cell.replication)
