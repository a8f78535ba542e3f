"""Orders over time: placed by customers, leaving the dock, delivered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.report.pictures.drawing import Drawing, Panel, Stairs, round_ticks, values
from scenarios.report.pictures.hues import DELIVERED, LEFT, PLACED, bin_width, calendar
from sim.outcome import Outcome
from sim.units import DAY


def draw(outcome: Outcome) -> Drawing | None:
    """Count orders placed, and parcels that left and arrived, in every hour (day, week of a long run)."""
    facts = outcome.facts
    if not facts.tape.orders:
        return None
    width, name = bin_width(facts.horizon)
    parcels, placed = outcome.log.fulfilments.arrays(), outcome.log.orders.arrays()["placed"]
    series = (
        ("orders placed by customers", placed, PLACED),
        ("parcels leaving the dock", parcels["handed_over"], LEFT),
        ("parcels delivered", parcels["delivered"], DELIVERED),
    )
    end = shown_until(outcome)
    bins = np.arange(0, end + width, width)
    scale, dates = calendar(facts.config.start, end)
    panels = []
    for label, times, colour in series:
        counts, _ = np.histogram(times[times >= 0], bins)
        panel = Panel(scale, (0.0, 1.05 * max(1, int(counts.max(initial=0)))), x_ticks=dates)
        panel.title = f"{label} {'an' if name == 'hour' else 'a'} {name}", colour
        panel.y_ticks = round_ticks(*panel.y, most=4, whole=True)
        panel.add([Stairs(values(counts), bins / DAY, colour)])
        panels.append([panel])
    for (panel,) in panels[:-1]:
        panel.x_ticks = [(day, "") for day, _ in dates]
    return Drawing(panels, height=460)


def shown_until(outcome: Outcome) -> int:
    """Return the end of the time axis, microseconds: when nearly all parcels have come, in whole days."""
    delivered: NDArray[np.int64] = outcome.log.fulfilments.arrays()["delivered"]
    came = delivered[delivered >= 0]
    last = int(np.quantile(came, 0.995)) if came.size else 0
    return -(-max(outcome.facts.horizon, last) // DAY) * DAY
