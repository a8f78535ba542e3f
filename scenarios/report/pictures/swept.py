"""What a sweep found: a KPI against the path that was varied, with its intervals, or a map over two paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.reading import plain as written
from scenarios.report.pictures.hues import PLACED
from scenarios.report.pictures.style import DOTS_PER_INCH, plain
from scenarios.study.running.estimates import KpiEstimate
from scenarios.study.searching.sweep import Sweep
from scenarios.text_tables import number, unit_label
from sim.kpis import definition

MOST_PANELS = 8
"""KPIs in one picture; a row of small panels is read, a wall of them is not."""

MOST_WRITTEN = 150
"""Fields of a map up to which the value is written into each."""


def draw(sweep: Sweep, kpis: Sequence[str]) -> Figure | None:
    """Draw the first few of these KPIs, a panel each.

    One path gives a line with intervals (or points, where it holds words), two give a map; of three or more the
    others are averaged over, which the title says.
    """
    shown = [key for key in kpis if any(found.get(key) is not None for found in sweep.kpis())][:MOST_PANELS]
    if not shown:
        return None
    columns = min(2, len(shown))
    rows = -(-len(shown) // columns)
    drawing = Figure(figsize=(5.4 * columns, 3.1 * rows), dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.subplots(rows, columns, squeeze=False).ravel()
    two = len(sweep.paths) > 1 and not _one_axis(sweep)
    for panel, key in zip(axes, shown, strict=False):
        plain(panel)
        about = definition(key)
        unit = unit_label(about.unit, sweep.scenario.config.currency)
        panel.set_title(f"{about.title}, {unit}" if unit else about.title, loc="left", fontsize=10)
        (_map if two else _line)(panel, sweep, key)
    for panel in axes[len(shown) :]:
        panel.axis("off")
    if two:
        others = f", means over {', '.join(sweep.paths[2:])}" if len(sweep.paths) > 2 else ""
        drawing.suptitle(f"light is better{others}", fontsize=9, color="#666666")
    return drawing


def _one_axis(sweep: Sweep) -> bool:
    """Tell whether all paths move together, so that the first one stands for them."""
    firsts = [written(point.settings[sweep.paths[0]]) for point in sweep.points]
    return len(set(firsts)) == len(sweep.points)


def _line(axes: Axes, sweep: Sweep, key: str) -> None:
    path = sweep.paths[0]
    values = [point.settings[path] for point in sweep.points]
    found = [kpis.get(key) for kpis in sweep.kpis()]
    scale = 100.0 if definition(key).unit == "share" else 1.0
    numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    x = np.asarray(values, float) if numeric else np.arange(len(values), dtype=float)
    order = np.argsort(x, kind="stable")
    y = np.array([np.nan if kpi is None or kpi.mean is None else scale * kpi.mean for kpi in found])
    reach = scale * np.array([_reach(kpi) for kpi in found]).T
    axes.errorbar(x[order], y[order], yerr=reach[:, order], fmt="o-" if numeric else "o", color=PLACED, capsize=3)
    if not numeric:
        axes.set_xticks(x, [written(value) for value in values], rotation=20 if len(values) > 4 else 0)
        axes.set_xlim(-0.5, len(values) - 0.5)
    axes.set_xlabel(path, fontsize=9)


def _reach(kpi: KpiEstimate | None) -> tuple[float, float]:
    """How far the interval reaches below and above the mean."""
    if kpi is None or kpi.mean is None or kpi.low is None or kpi.high is None:
        return 0.0, 0.0
    return kpi.mean - kpi.low, kpi.high - kpi.mean


def _map(axes: Axes, sweep: Sweep, key: str) -> None:
    """Colour a field for each pair of values; the value stands in it where there is room."""
    across, up = sweep.paths[:2]
    columns, rows = _distinct(sweep, across), _distinct(sweep, up)
    sums = np.zeros((len(rows), len(columns)))
    counts = np.zeros_like(sums)
    for point, kpis in zip(sweep.points, sweep.kpis(), strict=True):
        kpi = kpis.get(key)
        if kpi is not None and kpi.mean is not None:
            field = rows.index(written(point.settings[up])), columns.index(written(point.settings[across]))
            sums[field] += kpi.mean
            counts[field] += 1
    with np.errstate(invalid="ignore"):
        means = sums / counts
    axes.grid(visible=False)
    # Light is better: dark fields draw the eye to where it hurts.
    reverse = "" if definition(key).direction == "up" else "_r"
    image = axes.imshow(means, cmap=f"cividis{reverse}", aspect="auto", origin="lower")
    if means.size <= MOST_WRITTEN:
        middle = np.nanmean([np.nanmin(means), np.nanmax(means)])
        for (row, column), value in np.ndenumerate(means):
            light = (value > middle) == (definition(key).direction == "up")
            text = number(None if np.isnan(value) else float(value), definition(key).unit)
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color="#111111" if light else "#ffffff")
    else:
        axes.figure.colorbar(image, ax=axes)
    axes.set_xticks(range(len(columns)), columns, rotation=20 if len(columns) > 6 else 0)
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel(across, fontsize=9)
    axes.set_ylabel(up, fontsize=9)


def _distinct(sweep: Sweep, path: str) -> list[str]:
    values: list[Any] = []
    for point in sweep.points:
        if point.settings[path] not in values:
            values.append(point.settings[path])
    if all(isinstance(value, int | float) for value in values):
        values.sort()
    return [written(value) for value in values]
