"""Simulated beside observed: how long a trace's orders took in the model and in the real world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.report.pictures.drawing import INK, Drawing, Line, Panel, Words
from scenarios.report.pictures.hues import OBSERVED, PLACED
from sim.outcome import Outcome
from sim.units import DAY

PERCENTILES = (50, 90, 95)
STEPS = 400
"""Moments at which a share is drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class LeadTimes:
    """Days from placed to a stage, ascending, of the orders that have both stamps observed."""

    stage: str
    simulated: NDArray[np.float64]
    observed: NDArray[np.float64]

    def row(self, whose: str) -> list[float]:
        """Return the mean and the percentiles of `simulated` or `observed`, days."""
        days: NDArray[np.float64] = getattr(self, whose)
        return [float(days.mean()), *np.percentile(days, PERCENTILES).tolist()] if days.size else []


def lead_times(outcome: Outcome) -> list[LeadTimes]:
    """Compare the stages of a trace; empty for orders that were drawn."""
    tape = outcome.facts.tape
    if tape.observed is None:
        return []
    from scenarios.traces.stages import simulated_stages  # reads files: not for orders that were drawn

    found = []
    for stage, model in simulated_stages(outcome).items():
        real: NDArray[np.int64] = getattr(tape.observed, stage)
        both = (real >= tape.placed) & (model >= 0)
        placed = tape.placed[both]
        found.append(LeadTimes(stage, np.sort(model[both] - placed) / DAY, np.sort(real[both] - placed) / DAY))
    return found


def draw(outcome: Outcome) -> Drawing | None:
    """A panel a stage: the share of orders that had reached it after so many days."""
    found = [one for one in lead_times(outcome) if one.observed.size]
    if not found:
        return None
    panels = []
    for one in found:
        longest = max(float(np.percentile(days, 99)) for days in (one.simulated, one.observed))
        panel = Panel((0.0, max(longest, 0.01)), (0.0, 101.0), x_label="days since placed")
        panel.title = f"{one.stage} ({one.observed.size:,} orders)", INK
        for days, colour, width in ((one.observed, OBSERVED, 3.5), (one.simulated, PLACED, 1.4)):
            panel.add([reached(days, panel.x[1], colour, width)])
        panels.append(panel)
    panels[0].y_label = "orders, %"
    for height, words, colour in ((16.0, "observed (thick)", OBSERVED), (6.0, "simulated (thin)", PLACED)):
        panels[-1].add([Words(panels[-1].x[1], height, words, colour, "end", right=-6)])
    return Drawing([panels], height=320)


def reached(days: NDArray[np.float64], longest: float, colour: str, thickness: float) -> Line:
    """Draw the share of orders, %, that had got there by each moment: as many moments as can be told apart."""
    moments = np.linspace(0.0, longest, STEPS)
    return Line(moments, 100 * np.searchsorted(days, moments, side="right") / days.size, colour, thickness)
