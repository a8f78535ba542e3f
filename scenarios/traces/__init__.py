"""Real order files as tapes: read by a column mapping, cleaned by stated rules, replayed with drawn fates.

`tape_source` is all a runner needs, with a trace or without; `read` is for looking at a trace. Which rules are applied
and why stands in ``docs/traces.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from scenarios.errors import InputError
from scenarios.traces.calibration import Calibration, calibrate
from scenarios.traces.files import trace_files
from scenarios.traces.replay import read
from scenarios.traces.trace import Trace
from sim.config import SimConfig
from sim.tape import Tape, draw

__all__ = ["Calibration", "TapeSource", "Trace", "calibrate", "read", "tape_source", "trace_files"]

TapeSource = Callable[[int, int], Tape]
"""(seed, replication) -> the tape of that replication."""


def tape_source(config: SimConfig, base: Path | None = None) -> tuple[SimConfig, TapeSource]:
    """Return the configuration to simulate, and where its tapes come from; for drawn and for replayed orders alike.

    With a trace the configuration that comes back differs from the one given (start, days, volume, channels and
    catalogue are the trace's), so that it is the one to pass to ``sim.model.simulate``. A file is read once a process
    for as long as it does not change on disk.

    Parameters
    ----------
    config
        As the scenario resolves.
    base
        Folder from which a relative ``placement.trace.path`` is meant; the working directory when None.

    Returns
    -------
    tuple
        Configuration, and a function ``(seed, replication) -> Tape``.

    Raises
    ------
    InputError
        If the trace cannot be used, or vans are to drive to orders that nobody located.

    Examples
    --------
    >>> config, tapes = tape_source(SimConfig(days=1))
    >>> tapes(1, 0).replication
    0
    """
    trace = config.placement.trace
    if trace is None:
        return config, lambda seed, replication: draw(config, seed, replication)
    folder = (base or Path()).resolve()
    files = tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in trace_files(trace, folder))
    found = _read_once(config.model_dump_json(), folder, files)
    found.refuse_nowhere()
    if trace.orders == "generate":
        from scenarios.traces.generating.orders import generated

        new = generated(found, config)
        return new.config, new.tape
    if config.placement.demand.by_day is not None:
        raise InputError(
            "--set: placement.demand.by_day: the orders of the file are replayed as they are; "
            "placement.trace.orders=generate makes new ones by the forecast"
        )
    return found.config, found.tape


@lru_cache(maxsize=4)
def _read_once(settings: str, base: Path, _files: tuple[tuple[Path, int, int], ...]) -> Trace:
    return read(SimConfig.model_validate_json(settings), base)
