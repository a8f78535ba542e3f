"""Where an order's time goes: the mean hours of each stage, one after another."""

from __future__ import annotations

from scenarios.report.pictures.drawing import Bar, Drawing, Panel, Words
from scenarios.report.pictures.hues import DELIVERED, LEFT, PLACED
from sim.kpis.cycle import stage_hours
from sim.kpis.view import View

WORDS = {
    "capture": ("captured", PLACED),
    "checks": ("checked and promised", PLACED),
    "release": ("released (waits for stock)", PLACED),
    "picking": ("picked", LEFT),
    "packing": ("packed", LEFT),
    "labelling": ("labelled", LEFT),
    "dispatch": ("waits to leave", LEFT),
    "delivery": ("on the way", DELIVERED),
}
"""Stage -> words, and the hue of whose hands the order is in: order system, warehouse, road."""


def draw(view: View) -> Drawing | None:
    """A bar a stage, each beginning where the one before it ends."""
    hours = {stage: value for stage, value in view.once(stage_hours).items() if value is not None}
    if not hours:
        return None
    total = sum(hours.values())
    panel = Panel((0.0, 1.02 * total if total else 1.0), (len(hours) - 0.5, -0.5), grid="x")
    panel.y_ticks = [(row, WORDS[stage][0]) for row, stage in enumerate(hours)]
    panel.x_label = "mean hours since the order was placed"
    begin = 0.0
    for row, (stage, value) in enumerate(hours.items()):
        share = f" ({100 * value / total:.0f} %)" if total and value / total >= 0.005 else ""
        text = f"{value:.1f} h{share}" if value >= 1 else f"{60 * value:.0f} min{share}"
        panel.add([Bar(begin, begin + value, row, WORDS[stage][1])])
        # Inside a long bar, else beside it on the side where there is room.
        if value > 0.3 * total:
            panel.add([Words(begin + value / 2, row, text, anchor="middle", up=-4)])
        elif begin + value < 0.72 * total:
            panel.add([Words(begin + value, row, text, right=6, up=-4)])
        else:
            panel.add([Words(begin, row, text, anchor="end", right=-6, up=-4)])
        begin += value
    return Drawing([[panel]], height=60 + 30 * len(hours))
