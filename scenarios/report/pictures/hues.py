"""One hue a meaning, told apart by the colour-blind too (Okabe and Ito, 2008), and the time axis of all pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from scenarios.report.pictures.drawing import Tick, Words
from sim.units import DAY, HOUR

PLACED = "#0072B2"  # what customers ask for
LEFT = "#E69F00"  # what leaves the dock
DELIVERED = "#009E73"  # what arrived, and all is well
TROUBLE = "#D55E00"  # late, failed, overloaded
STOCK = "#56B4E9"  # goods on the shelf
RECORD = "#CC79A7"  # what the records say
OBSERVED = "#b0b0b0"  # the real world
QUIET = "#999999"  # context

SHORT, LONG = 14, 430
"""Days up to which a picture's bins are hours, and days; beyond, weeks."""


def bin_width(horizon: int) -> tuple[int, str]:
    """Return the width of a time bin, microseconds, and its name, for so many microseconds of demand."""
    if horizon <= SHORT * DAY:
        return HOUR, "hour"
    return (DAY, "day") if horizon <= LONG * DAY else (7 * DAY, "week")


def calendar(start: date, end: int) -> tuple[tuple[float, float], list[Tick]]:
    """Return the scale in days from the start to `end`, microseconds, and its dates: at most eleven, at midnights."""
    days = max(1, -(-end // DAY))
    step = max(1, -(-days // 10))
    ticks = []
    for day in range(0, days + 1, step):
        moment = start + timedelta(days=day)
        year = f" {moment:%y}" if days > 300 else ""
        ticks.append((float(day), f"{'' if step > 1 else f'{moment:%a} '}{moment.day} {moment:%b}{year}"))
    return (0.0, float(days)), ticks


def end_labels(
    x: float, labels: Sequence[tuple[float, str, str]], scale: tuple[float, float], gap: float = 0.07
) -> list[Words]:
    """Return (y, text, colour) as words at the right end of lines, pushed apart where they would overlap."""
    least = gap * (scale[1] - scale[0])
    placed: list[Words] = []
    for y, text, colour in sorted(labels):
        at = max(y, placed[-1].y + least) if placed else y
        placed.append(Words(x, at, text, colour, right=6, up=-4))
    return placed
