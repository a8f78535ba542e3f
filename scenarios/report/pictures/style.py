"""How every picture looks: one hue a meaning, told apart by the colour-blind too, labels on the things themselves.

Hues are those of Okabe and Ito (2008). Figures are made without pyplot, so that nothing global is
touched and a notebook's own settings stay as they are.
"""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.units import DAY, HOUR

PLACED = "#0072B2"  # what customers ask for
LEFT = "#E69F00"  # what leaves the dock
DELIVERED = "#009E73"  # what arrived, and all is well
TROUBLE = "#D55E00"  # late, failed, overloaded
STOCK = "#56B4E9"  # goods on the shelf
RECORD = "#CC79A7"  # what the records say
OBSERVED = "#b0b0b0"  # the real world
QUIET = "#999999"  # context

DOTS_PER_INCH = 120
SHORT, LONG = 14, 430
"""Days up to which a picture's bins are hours, and days; beyond, weeks."""


def figure(width: float = 9.0, height: float = 3.6) -> tuple[Figure, Axes]:
    """Return an empty figure (inches) with one pair of axes."""
    drawing = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.add_subplot()
    plain(axes)
    return drawing, axes


def panels(rows: int, width: float = 9.0, height: float = 4.0, heights: tuple[float, ...] | None = None) -> Figure:
    """Return a figure of panels one below the other that share their x axis."""
    drawing = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(drawing)
    for axes in drawing.subplots(rows, 1, sharex=True, height_ratios=heights):
        plain(axes)
    return drawing


def plain(axes: Axes) -> None:
    """Take away the frame's top and right; a light grid for reading values off."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9)


def png(drawing: Figure) -> bytes:
    """Return a figure as a PNG file's bytes, the same for the same figure."""
    if (engine := drawing.get_layout_engine()) is not None:
        engine.execute(drawing)
        drawing.set_layout_engine("none")  # it is laid out, and drawing would do it again
    buffer = BytesIO()
    # not savefig, which draws everything once more, unseen, even where there is nothing left to lay out
    FigureCanvasAgg(drawing).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def bin_width(horizon: int) -> tuple[int, str]:
    """Return the width of a time bin, microseconds, and its name, for so many microseconds of demand."""
    if horizon <= SHORT * DAY:
        return HOUR, "hour"
    return (DAY, "day") if horizon <= LONG * DAY else (7 * DAY, "week")


def calendar(axes: Axes, start: date, end: int) -> None:
    """Label the x axis, in days since the start, with dates: at most ten of them, at midnights."""
    days = max(1, -(-end // DAY))
    step = max(1, -(-days // 10))
    ticks = np.arange(0, days + 1, step)
    moments = [start + timedelta(days=int(tick)) for tick in ticks]
    year = days > 300
    axes.set_xticks(
        ticks,
        [f"{m.day} {m:%b}{f' {m:%y}' if year else ''}" if step > 1 else f"{m:%a} {m.day} {m:%b}" for m in moments],
    )
    axes.set_xlim(0, days)


def end_labels(axes: Axes, x: float, labels: list[tuple[float, str, str]], gap: float = 0.07) -> None:
    """Write (y, text, colour) at the right end of lines, pushed apart where they would overlap."""
    low, high = axes.get_ylim()
    least = gap * (high - low)
    placed: list[float] = []
    for y, text, colour in sorted(labels):
        at = max(y, placed[-1] + least) if placed else y
        placed.append(at)
        axes.annotate(
            text,
            (x, at),
            xytext=(5, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
