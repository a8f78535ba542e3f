"""What an order costs, part by part."""

from __future__ import annotations

from scenarios.report.pictures.drawing import Bar, Drawing, Panel, Words
from scenarios.report.pictures.hues import DELIVERED, LEFT, PLACED, QUIET, STOCK, TROUBLE
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


def draw(view: View) -> Drawing | None:
    """A bar a part that cost something, dearest first, in money for each delivered order."""
    if not view.delivered_count:
        return None
    parts = {name: cost / (100 * view.delivered_count) for name, cost in view.once(cost_parts).items()}
    parts = dict(sorted(((name, cost) for name, cost in parts.items() if cost), key=lambda part: -part[1]))
    total = sum(parts.values())
    panel = Panel((0.0, 1.18 * max([*parts.values(), 0.01])), (len(parts) - 0.5, -0.5), grid="x")
    panel.y_ticks = list(enumerate(parts))
    panel.x_label = f"{view.facts.config.currency} for each delivered order, {total:.2f} in all"
    for row, (name, cost) in enumerate(parts.items()):
        share = f" ({100 * cost / total:.0f} %)" if total else ""
        panel.add([Bar(0.0, cost, row, HUES.get(name, QUIET)), Words(cost, row, f"{cost:.2f}{share}", right=5, up=-4)])
    return Drawing([[panel]], height=60 + 28 * len(parts))
