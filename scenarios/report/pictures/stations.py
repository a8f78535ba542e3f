"""Stations side by side: how busy their people are and how long work waits for them."""

from __future__ import annotations

from matplotlib.figure import Figure

from scenarios.report.insights import OVERLOADED, place
from scenarios.report.pictures.style import DELIVERED, LEFT, TROUBLE, figure, plain
from sim.kpis.stations import station_use
from sim.kpis.view import View

MOST = 24
"""Stations shown; of more, those where most hours were waited."""


def draw(view: View) -> Figure | None:
    """Two panels that share their rows: utilisation, and mean minutes of waiting."""
    use = [one for one in view.once(station_use) if one.passes]
    if not use:
        return None
    if len(use) > MOST:
        kept = {one.facts.name for one in sorted(use, key=lambda one: -one.waited)[:MOST]}
        use = [one for one in use if one.facts.name in kept]
    drawing, busy_axes = figure(height=1.0 + 0.3 * len(use))
    busy_axes.remove()
    busy_axes, wait_axes = drawing.subplots(1, 2, sharey=True)
    rows = range(len(use))
    busy = [100 * (one.utilisation or 0.0) for one in use]
    waits = [one.wait_minutes or 0.0 for one in use]
    overloaded = [TROUBLE if value >= 100 * OVERLOADED else DELIVERED for value in busy]
    for axes, values, colour, label in (
        (busy_axes, busy, overloaded, "busy, % of staffed time"),
        (wait_axes, waits, [LEFT] * len(use), "mean wait, minutes"),
    ):
        plain(axes)
        axes.barh(rows, values, color=colour, height=0.65)
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(label)
        axes.set_xlim(0, 1.2 * max(*values, 1.0))
        for row, value in zip(rows, values, strict=True):
            axes.text(value, row, f" {value:.0f}" if value >= 10 else f" {value:.1f}", va="center", fontsize=9)
    busy_axes.set_yticks(rows, [place(one.facts.name) for one in use])
    busy_axes.invert_yaxis()
    return drawing
