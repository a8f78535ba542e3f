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


def orders_file(trace: TraceConfig, base: Path) -> Path:
    """Return where the orders file is meant to be, `base` being the folder a relative path starts from."""
    return base / Path(trace.path or "").expanduser()


def trace_files(trace: TraceConfig, base: Path | None = None) -> tuple[Path, ...]:
    """Return every file the trace is read from, orders first; what is not there is left out."""
    orders = orders_file(trace, base or Path())
    if not orders.is_file():
        return ()
    patterns = (companion.path for _, companion in sorted(trace.companions.items()))
    return (orders, *(file for pattern in patterns for file in matching(orders.parent, pattern)))
