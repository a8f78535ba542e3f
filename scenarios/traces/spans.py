"""The days a file covers: a slip of the year must not stretch a month to two years.

A few orders that lie far from all others are either a slip or another time of the shop; nobody but the user knows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.notes import Moved, Notes
from sim.placement.trace import TraceConfig
from sim.units import DAY

FEW = 0.02
"""Share of the orders that may be strays (at least one)."""

SHRINKS = 0.5
"""A file whose days become fewer than this share without the strays is not believed."""


def within_days(orders: pl.DataFrame, trace: TraceConfig, label: str, notes: Notes) -> pl.DataFrame:
    """Keep the orders between the scenario's first and last day, and ask where strays stretch the file.

    Raises
    ------
    InputError
        If a few orders lie so far from the others that more than half of the days are empty because of them.
    """
    day = pl.col("placed") // DAY
    for setting, outside, words in (
        (trace.first_day, day < _number(trace.first_day), "before"),
        (trace.last_day, day > _number(trace.last_day), "after"),
    ):
        if setting is None:
            continue
        gone = orders.filter(outside)
        orders = orders.filter(~outside)
        if gone.height:
            notes.leave_out(
                f"placed {words} {setting}",
                f"{gone.height} orders placed {words} {setting} are left out.",
                Moved(gone.height, float(gone["units"].sum()), int(gone["gross"].fill_null(0).sum())),
            )
    if orders.is_empty():
        raise InputError(
            "--set: placement.trace.first_day: no order is left between the days, an earlier day is accepted"
        )
    if trace.first_day is None or trace.last_day is None:
        _ask_about_strays(orders, trace, label)
    return orders


def _number(day: date | None) -> int:
    return 0 if day is None else (day - date(1970, 1, 1)).days


def _ask_about_strays(orders: pl.DataFrame, trace: TraceConfig, label: str) -> None:
    placed = orders["placed"].sort()
    number = placed.len()
    few = max(1, int(FEW * number))
    if number < 10:
        return
    span = int(placed[-1]) - int(placed[0])
    for side, setting, given in (("first", "first_day", trace.first_day), ("last", "last_day", trace.last_day)):
        if given is not None:
            continue
        for count in range(1, few + 1):
            edge = placed[count] if side == "first" else placed[number - 1 - count]
            rest = int(placed[-1]) - int(edge) if side == "first" else int(edge) - int(placed[0])
            if span - rest > 28 * DAY and rest < SHRINKS * span:
                stray, near = (placed[0], edge) if side == "first" else (placed[-1], edge)
                lies, them = ("lies", "it") if count == 1 else ("lie", "them")
                raise InputError(
                    f"{label}:1: placement.trace.{setting}: {count} of {number} orders {lies} far from the others, "
                    f"{_date(stray)} beside {_date(near)}; placement.trace.{setting}={_date(near)} leaves {them} out, "
                    f"placement.trace.{setting}={_date(stray)} keeps {them}"
                )


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1_000_000, tz=UTC).date().isoformat()
