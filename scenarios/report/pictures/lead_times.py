"""Simulated beside observed: how long a trace's orders took in the model and in the real world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scenarios.report.pictures.style import OBSERVED, PLACED, figure, plain
from scenarios.traces.stages import simulated_stages
from sim.outcome import Outcome
from sim.units import DAY

PERCENTILES = (50, 90, 95)


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
    found = []
    for stage, model in simulated_stages(outcome).items():
        real: NDArray[np.int64] = getattr(tape.observed, stage)
        both = (real >= tape.placed) & (model >= 0)
        placed = tape.placed[both]
        found.append(LeadTimes(stage, np.sort(model[both] - placed) / DAY, np.sort(real[both] - placed) / DAY))
    return found


def draw(outcome: Outcome) -> Figure | None:
    """A panel a stage: the share of orders that had reached it after so many days."""
    found = [one for one in lead_times(outcome) if one.observed.size]
    if not found:
        return None
    drawing, axes = figure(9.0, 3.2)
    axes.remove()
    for one, panel in zip(found, np.atleast_1d(drawing.subplots(1, len(found), sharey=True)), strict=True):
        plain(panel)
        longest = max(float(np.percentile(days, 99)) for days in (one.simulated, one.observed))
        for days, colour, width in ((one.observed, OBSERVED, 3.5), (one.simulated, PLACED, 1.4)):
            share = 100 * np.arange(1, days.size + 1) / days.size
            panel.step(days, share, where="post", color=colour, linewidth=width)
        panel.set_xlim(0, max(longest, 0.01))
        panel.set_ylim(0, 101)
        panel.set_xlabel("days since placed")
        panel.set_title(f"{one.stage} ({one.observed.size:,} orders)", fontsize=10, loc="left")
    first = drawing.axes[0]
    first.set_ylabel("orders, %")
    last = drawing.axes[-1]
    for height, words, colour in ((0.16, "observed (thick)", OBSERVED), (0.06, "simulated (thin)", PLACED)):
        last.text(0.97, height, words, color=colour, ha="right", transform=last.transAxes)
    return drawing
