"""Orders over time: placed by customers, leaving the dock, delivered."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scenarios.report.pictures.style import DELIVERED, LEFT, PLACED, bin_width, calendar, panels
from sim.outcome import Outcome
from sim.units import DAY


def draw(outcome: Outcome) -> Figure | None:
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
    drawing = panels(len(series), height=4.6)
    for axes, (label, times, colour) in zip(drawing.axes, series, strict=True):
        counts, _ = np.histogram(times[times >= 0], bins)
        axes.stairs(counts, bins / DAY, color=colour, fill=True)
        axes.set_title(f"{label} {'an' if name == 'hour' else 'a'} {name}", loc="left", fontsize=10, color=colour)
        axes.set_ylim(bottom=0)
    calendar(drawing.axes[-1], facts.config.start, end)
    return drawing


def shown_until(outcome: Outcome) -> int:
    """Return the end of the time axis, microseconds: when nearly all parcels have come, in whole days."""
    delivered: NDArray[np.int64] = outcome.log.fulfilments.arrays()["delivered"]
    came = delivered[delivered >= 0]
    last = int(np.quantile(came, 0.995)) if came.size else 0
    return -(-max(outcome.facts.horizon, last) // DAY) * DAY
