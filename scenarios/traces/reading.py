"""The files of a trace, read once for all that is made of them: the alternatives of a study share one reading."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from scenarios.errors import InputError
from scenarios.traces.companions import Companions, open_alike, read_companions
from scenarios.traces.files import orders_files, trace_files
from scenarios.traces.notes import Notes
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.sales import Sales, read_sales
from scenarios.traces.table import Table, read_table
from sim.placement.trace import TraceConfig

UNREAD = (
    "generate", "half", "methods", "observations", "orders", "origin", "promise_knows", "promises", "uncertain_inputs",
)  # fmt: skip
"""Settings that decide what is made of a file, not what is read in it."""


def files_of(trace: TraceConfig, base: Path) -> tuple[Sales, Companions, Notes]:
    """What the files say; the alternatives of a study share one reading."""
    there = tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in trace_files(trace, base))
    sales, companions = _files_once(trace.model_dump_json(exclude=set(UNREAD)), base, there)
    notes = deepcopy(sales.notes)
    return replace(sales, notes=notes), companions, notes


@lru_cache(maxsize=2)
def _files_once(settings: str, base: Path, _there: tuple[tuple[Path, int, int], ...]) -> tuple[Sales, Companions]:
    return read_files(TraceConfig.model_validate_json(settings), base, Notes())


def read_files(trace: TraceConfig, base: Path, notes: Notes) -> tuple[Sales, Companions]:
    """Read the orders file (or files) of a trace and what stands beside it.

    Raises
    ------
    InputError
        One line: file, line, field, what is wrong and what is accepted.
    """
    paths = orders_files(trace, base)
    if not paths:
        raise InputError(f"--set: {FIELD}.path: {trace.path}: no such file, a CSV, TSV or Excel file is accepted")
    labels = [trace.path or ""] if len(paths) == 1 else [path.name for path in paths]
    sheets = open_alike(paths, labels, FIELD, trace.delimiter)
    columns = {str(name): column for name, column in trace.columns.items()}
    table = read_table(sheets, labels[0], FIELD, columns, notes)
    companions = read_companions(trace, paths[0].parent, notes)
    tables: dict[str, Table] = {"orders": table, **{str(name): one for name, one in companions.items()}}
    del table
    # Of the lines nothing is asked later but whether there are any.
    companions = {
        name: replace(one, frame=one.frame.clear()) if name == "items" else one for name, one in companions.items()
    }
    return read_sales(trace, tables, notes), companions
