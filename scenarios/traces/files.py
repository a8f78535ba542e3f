"""Which files a trace is read from: the orders file and, beside it, whatever companions are there.

The names of companions may hold ``*``, because the same data set goes by different names in different downloads.
"""

from __future__ import annotations

from pathlib import Path

from sim.placement.trace import TraceConfig


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files in `folder` that `pattern` fits, by name; an absolute path stands for itself."""
    if Path(pattern).is_absolute():  # glob takes relative patterns only
        return [Path(pattern)] if Path(pattern).is_file() else []
    return sorted(file for file in folder.glob(pattern) if file.is_file())


def orders_files(trace: TraceConfig, base: Path) -> list[Path]:
    """Return where the orders are meant to be, `base` being the folder a relative path starts from.

    Several files fit a path with ``*`` (months); one without is given back whether it is there or not.
    """
    path = Path(trace.path or "").expanduser()
    if "*" not in path.name:
        return [base / path]
    folder = base / path.parent
    return sorted(file for file in folder.glob(path.name) if file.is_file())


def trace_files(trace: TraceConfig, base: Path | None = None) -> tuple[Path, ...]:
    """Return every file the trace is read from, orders first; what is not there is left out."""
    orders = [file for file in orders_files(trace, base or Path()) if file.is_file()]
    if not orders:
        return ()
    patterns = (companion.path for _, companion in sorted(trace.companions.items()))
    beside = (file for pattern in patterns for file in matching(orders[0].parent, pattern))
    return (*orders, *beside, *travel_files(trace, base))


def travel_files(trace: TraceConfig, base: Path | None = None) -> list[Path]:
    """Return the files of the travel matrix that are there."""
    if trace.travel is None:
        return []
    path = (base or Path()) / Path(trace.travel.path).expanduser()
    return matching(path.parent, path.name)
