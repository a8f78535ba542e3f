"""Where a run settles: each series of the pilot hour by hour, its MSER-5 statistic, and the days that count."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from scenarios.report.pictures.style import OBSERVED, PLACED, QUIET, TROUBLE, panels
from scenarios.study.statistics.warm_up import BATCH, HOURS, CountedDays

WORDS = {"order_cycle_time": "order cycle time, hours", "stock_value": "stock at cost"}


def draw(counted: CountedDays) -> Figure | None:
    """Two panels a series: its course, and the statistic whose minimum ends the warm-up; None if it was given."""
    if not counted.settled:
        return None
    drawing = panels(2 * len(counted.settled), height=2.1 * 2 * len(counted.settled))
    for place, one in enumerate(counted.settled):
        course, statistic = drawing.axes[2 * place : 2 * place + 2]
        days = np.arange(one.hourly.size) / HOURS
        course.axvspan(counted.first, counted.last, color=OBSERVED, alpha=0.2, linewidth=0)
        course.plot(days, one.hourly, color=PLACED, linewidth=1.0)
        course.set_title(f"{WORDS.get(one.name, one.name)}; shaded are the days that count", fontsize=10, loc="left")
        left_out = np.arange(one.statistic.size) * BATCH / HOURS
        statistic.plot(left_out, one.statistic, color=QUIET, linewidth=1.4)
        statistic.set_title("MSER-5: squared standard error of the mean of what remains", fontsize=10, loc="left")
        if one.hours is not None:
            for panel in (course, statistic):
                panel.axvline(one.hours / HOURS, color=TROUBLE, linewidth=1.4)
            statistic.annotate(
                f"settled after {one.hours} hours",
                (one.hours / HOURS, float(one.statistic.max())),
                xytext=(5, -10),
                textcoords="offset points",
                color=TROUBLE,
                fontsize=9,
            )
    drawing.axes[-1].set_xlabel("day of placement, or days left out")
    return drawing
