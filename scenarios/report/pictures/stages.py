"""Where an order's time goes: the mean hours of each stage, one after another."""

from __future__ import annotations

from matplotlib.figure import Figure

from scenarios.report.pictures.style import DELIVERED, LEFT, PLACED, figure
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


def draw(view: View) -> Figure | None:
    """A bar a stage, each beginning where the one before it ends."""
    hours = {stage: value for stage, value in view.once(stage_hours).items() if value is not None}
    if not hours:
        return None
    total = sum(hours.values())
    drawing, axes = figure(height=3.2)
    begin = 0.0
    for row, (stage, value) in enumerate(hours.items()):
        _, colour = WORDS[stage]
        axes.barh(row, value, left=begin, color=colour, height=0.7)
        share = f" ({100 * value / total:.0f} %)" if total and value / total >= 0.005 else ""
        text = f"{value:.1f} h{share}" if value >= 1 else f"{60 * value:.0f} min{share}"
        # Inside a long bar, else beside it on the side where there is room.
        if value > 0.3 * total:
            at, side = begin + value / 2, "center"
        elif begin + value < 0.72 * total:
            at, side = begin + value + 0.008 * total, "left"
        else:
            at, side = begin - 0.008 * total, "right"
        axes.text(at, row, text, va="center", ha=side, fontsize=9, color="#222222")
        begin += value
    axes.set_yticks(range(len(hours)), [WORDS[stage][0] for stage in hours])
    axes.invert_yaxis()
    axes.set_xlabel("mean hours since the order was placed")
    axes.set_xlim(0, 1.02 * total if total else 1)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    return drawing
