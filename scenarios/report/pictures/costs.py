"""What an order costs, part by part."""

from __future__ import annotations

from matplotlib.figure import Figure

from scenarios.report.pictures.style import DELIVERED, LEFT, PLACED, QUIET, STOCK, TROUBLE, figure
from sim.kpis.cost_parts import cost_parts
from sim.kpis.view import View

HUES = {
    "labour": LEFT,
    "incentives": LEFT,
    "packaging": LEFT,
    "shipping": DELIVERED,
    "returns": TROUBLE,
    "payment": PLACED,
    "holding": STOCK,
    "replenishment": STOCK,
}
"""Part -> the hue of what causes it: the warehouse, the road, what comes back, the customer, the stock."""


def draw(view: View) -> Figure | None:
    """A bar a part, dearest first, in money for each delivered order."""
    if not view.delivered_count:
        return None
    parts = {name: cost / (100 * view.delivered_count) for name, cost in view.once(cost_parts).items()}
    parts = dict(sorted(parts.items(), key=lambda part: -part[1]))
    total = sum(parts.values())
    drawing, axes = figure(height=2.9)
    for row, (name, cost) in enumerate(parts.items()):
        axes.barh(row, cost, color=HUES.get(name, QUIET), height=0.7)
        share = f" ({100 * cost / total:.0f} %)" if total else ""
        axes.text(cost, row, f" {cost:.2f}{share}", va="center", fontsize=9, color="#222222")
    axes.set_yticks(range(len(parts)), list(parts))
    axes.invert_yaxis()
    axes.set_xlim(0, 1.18 * max(*parts.values(), 0.01))
    axes.set_xlabel(f"{view.facts.config.currency} for each delivered order, {total:.2f} in all")
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    return drawing
