"""A tornado: which inputs move a KPI, the strongest on top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.report.pictures.hues import LEFT, PLACED, STOCK
from scenarios.report.pictures.style import DOTS_PER_INCH, plain
from scenarios.study.searching.sensitivity import Effect, Influences, Share
from scenarios.text_tables import unit_label
from sim.kpis import definition

MOST = 15
"""Inputs shown; the others move less."""


def draw(kpis: Sequence[str], influences: Sequence[Influences], currency: str) -> Figure:
    """Draw a panel a KPI: effects with their sign and interval, or shares of variance alone and in all."""
    longest = max(len(found[:MOST]) for found in influences)
    drawing = Figure(figsize=(9.0, len(kpis) * (1.1 + 0.34 * longest)), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(drawing)
    panels = drawing.subplots(len(kpis), 1, squeeze=False).ravel()
    for axes, kpi, found in zip(panels, kpis, influences, strict=True):
        plain(axes)
        about = definition(kpi)
        effects = [one for one in found[:MOST] if isinstance(one, Effect)]
        if effects:
            unit = "percentage points" if about.unit == "share" else unit_label(about.unit, currency)
            _effects(axes, effects, 100.0 if about.unit == "share" else 1.0)
            axes.set_title(f"{about.title}: change from low to high, {unit}", loc="left", fontsize=10)
        else:
            _shares(axes, [one for one in found[:MOST] if isinstance(one, Share)])
            axes.set_title(f"{about.title}: share of its variance, %", loc="left", fontsize=10)
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    return drawing


def _effects(axes: Axes, effects: Sequence[Effect], scale: float) -> None:
    """A bar to the side the KPI moves to; where it moves both ways, to both."""
    rows = np.arange(len(effects))
    # The mean of the rises and that of the falls: their sum is the mean effect, their distance its size.
    up = scale * np.array([(one.size + one.mean) / 2 for one in effects])
    down = scale * np.array([(one.mean - one.size) / 2 for one in effects])
    axes.barh(rows, up, color=LEFT, height=0.7)
    axes.barh(rows, down, color=PLACED, height=0.7)
    ends = np.where(up >= -down, up, down)
    axes.errorbar(ends, rows, xerr=scale * np.array([one.half_width for one in effects]), fmt="none", color="#444444")
    axes.axvline(0, color="#444444", linewidth=0.8)
    axes.set_yticks(rows, [f"{one.input.name}\n{one.input.low:g} to {one.input.high:g}" for one in effects], fontsize=8)


def _shares(axes: Axes, shares: Sequence[Share]) -> None:
    """A light bar with all an input does, a dark one within it with what it does alone."""
    rows = np.arange(len(shares))
    total = 100 * np.array([one.total for one in shares])
    alone = 100 * np.array([one.first for one in shares])
    axes.barh(rows, total, color=STOCK, height=0.7, label="with others")
    axes.barh(rows, alone, color=PLACED, height=0.36, label="alone")
    axes.errorbar(total, rows, xerr=[100 * one.total_half_width for one in shares], fmt="none", color="#444444")
    axes.set_yticks(rows, [f"{one.input.name}\n{one.input.low:g} to {one.input.high:g}" for one in shares], fontsize=8)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
