"""Where a run settles: each series of the pilot hour by hour, its MSER-5 statistic, and the days that count."""

from __future__ import annotations

import numpy as np

from scenarios.report.pictures.drawing import INK, Bar, Drawing, Line, Panel, Values, Words, values
from scenarios.report.pictures.hues import OBSERVED, PLACED, QUIET, TROUBLE
from scenarios.study.statistics.warm_up import BATCH, HOURS, CountedDays

WORDS = {"order_cycle_time": "order cycle time, hours", "stock_value": "stock at cost"}


def draw(counted: CountedDays) -> Drawing | None:
    """Two panels a series: its course, and the statistic whose minimum ends the warm-up; None if it was given."""
    if not counted.settled:
        return None
    panels: list[list[Panel]] = []
    for one in counted.settled:
        days = np.arange(one.hourly.size) / HOURS
        left_out = np.arange(one.statistic.size) * BATCH / HOURS
        course = _over(days, one.hourly, PLACED, f"{WORDS.get(one.name, one.name)}; shaded are the days that count")
        statistic = _over(left_out, one.statistic, QUIET, "MSER-5: squared standard error of the mean of what remains")
        middle, high = sum(course.y) / 2, course.y[1] - course.y[0]
        course.marks.insert(0, Bar(counted.first, counted.last, middle, OBSERVED, high, opacity=0.2))
        if one.hours is not None:
            at = one.hours / HOURS
            for panel in (course, statistic):
                panel.add([Line(values([at, at]), values(panel.y), TROUBLE)])
            statistic.add([Words(at, statistic.y[1], f"settled after {one.hours} hours", TROUBLE, right=5, up=-14)])
        panels += [[course], [statistic]]
    longest = max(panel.x[1] for (panel,) in panels)
    for (panel,) in panels:
        panel.x = (0.0, longest)
    panels[-1][0].x_label = "day of placement, or days left out"
    return Drawing(panels, height=200 * len(panels))


def _over(x: Values, y: Values, colour: str, title: str) -> Panel:
    """A panel with one line, and some room above and below it."""
    low, high = float(np.nanmin(y)), float(np.nanmax(y))
    spare = 0.05 * (high - low) or 0.5
    panel = Panel((0.0, float(x[-1])), (low - spare, high + spare), title=(title, INK))
    panel.add([Line(x, y, colour)])
    return panel
