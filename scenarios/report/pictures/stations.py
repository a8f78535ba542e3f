"""Stations side by side: how busy their people are and how long work waits for them."""

from __future__ import annotations

from scenarios.report.insights import OVERLOADED, place
from scenarios.report.pictures.drawing import Bar, Drawing, Panel, Words, round_ticks
from scenarios.report.pictures.hues import DELIVERED, LEFT, TROUBLE
from sim.kpis.stations import station_use
from sim.kpis.view import View

MOST = 24
"""Stations shown; of more, those where most hours were waited."""


def draw(view: View) -> Drawing | None:
    """Two panels that share their rows: utilisation, and mean minutes of waiting."""
    use = [one for one in view.once(station_use) if one.passes]
    if not use:
        return None
    if len(use) > MOST:
        kept = {one.facts.name for one in sorted(use, key=lambda one: -one.waited)[:MOST]}
        use = [one for one in use if one.facts.name in kept]
    busy = [100 * (one.utilisation or 0.0) for one in use]
    waits = [one.wait_minutes or 0.0 for one in use]
    overloaded = [TROUBLE if value >= 100 * OVERLOADED else DELIVERED for value in busy]
    panels = []
    for values, colours, label in (
        (busy, overloaded, "busy, % of staffed time"),
        (waits, [LEFT] * len(use), "mean wait, minutes"),
    ):
        panel = Panel((0.0, 1.2 * max(*values, 1.0)), (len(use) - 0.5, -0.5), x_label=label, grid="x", y_ticks=[])
        panel.x_ticks = round_ticks(*panel.x, most=6)
        for row, (value, colour) in enumerate(zip(values, colours, strict=True)):
            text = f"{value:.0f}" if value >= 10 else f"{value:.1f}"
            panel.add([Bar(0.0, value, row, colour, 0.65), Words(value, row, text, right=5, up=-4)])
        panels.append(panel)
    panels[0].y_ticks = [(row, place(one.facts.name)) for row, one in enumerate(use)]
    return Drawing([panels], height=70 + 28 * len(use))
