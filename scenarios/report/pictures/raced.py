"""What a race found: performance profile, gap over CPU time, time to target; each on axes given, or on new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from scenarios.report.pictures.hues import DELIVERED, LEFT, PLACED, QUIET, RECORD, STOCK, TROUBLE
from scenarios.report.pictures.style import figure, plain
from solvers import profiles

HUES = (PLACED, TROUBLE, DELIVERED, LEFT, RECORD, STOCK, QUIET)
RATIOS = np.linspace(1.0, 1.1, 101)
MOMENTS = 60
"""Points of a curve over time."""
LARGEST_GAP = 100.0
"""Per cent; what has no plan yet counts as this."""

Row = Mapping[str, Any]


def performance_profile(rows: Sequence[Row], axes: Axes | None = None) -> Axes:
    """Share of solves within a ratio of the best of all solvers, by solver (Dolan and More, 2002)."""
    axes = _axes(axes)
    costs: dict[str, dict[str, float | None]] = {}
    for row in rows:
        name = f"{row['path']} {row['seconds']} {row['iterations']} {row['seed']}"
        costs.setdefault(row["solver"], {})[name] = row["cost"] if row["status"] == "done" else None
    shares = profiles.performance_profile(costs, RATIOS.tolist())
    for solver, hue in _hues(rows).items():
        axes.step(100 * (RATIOS - 1), 100 * np.array(shares[solver]), where="post", color=hue, label=solver)
    axes.set_ylim(-2, 102)
    _labelled(axes, "per cent above the best of all", "% of solves")
    return axes


def gap_over_time(rows: Sequence[Row], axes: Axes | None = None) -> Axes:
    """Median gap over CPU seconds by solver, with the middle half of the solves as a band; audited traces only."""
    axes = _axes(axes)
    timed = _traced(rows)
    for solver, hue in _hues(timed).items():
        own = [row for row in timed if row["solver"] == solver]
        moments = np.geomspace(1e-3, max(row["seconds"] for row in own), MOMENTS)
        gaps = np.array([gaps_at(row, moments) for row in own])
        low, middle, high = np.quantile(gaps, (0.25, 0.5, 0.75), axis=0)
        axes.plot(moments, middle, color=hue, label=solver)
        axes.fill_between(moments, low, high, color=hue, alpha=0.2, linewidth=0)
    axes.set_xscale("log")
    axes.set_yscale("symlog", linthresh=0.1)
    _labelled(axes, "CPU seconds", "% above best known")
    return axes


def time_to_target(rows: Sequence[Row], axes: Axes | None = None, *, within: float = 1.0) -> Axes:
    """Share of solves that were within so many per cent of the best known, over CPU seconds."""
    axes = _axes(axes)
    timed = _traced(rows)
    for solver, hue in _hues(timed).items():
        own = [row for row in timed if row["solver"] == solver]
        hits = [profiles.time_to_target(row["trace"], row["best_known"], within) for row in own]
        reached = sorted(seconds for seconds in hits if seconds is not None)
        share = 100 * np.arange(1, len(reached) + 1) / len(own)
        end = max(row["seconds"] for row in own)
        axes.step(
            [0.0, *reached, end], [0.0, *share, share[-1] if reached else 0.0], where="post", color=hue, label=solver
        )
    axes.set_ylim(-2, 102)
    _labelled(axes, "CPU seconds", f"% of solves within {within:g} %")
    return axes


def gaps_at(row: Row, moments: NDArray[np.float64]) -> list[float]:
    """Gap of a row's best plan at each moment."""
    found = []
    for moment in moments.tolist():
        costs = [cost for seconds, cost in row["trace"] if seconds <= moment]
        found.append(min(LARGEST_GAP, profiles.gap(costs[-1], row["best_known"])) if costs else LARGEST_GAP)
    return found


def _traced(rows: Sequence[Row]) -> list[Row]:
    return [
        row
        for row in rows
        if row["trace"] and row["trace_by"] == "audit" and row["best_known"] is not None and row["seconds"] is not None
    ]


def _hues(rows: Sequence[Row]) -> dict[str, str]:
    names = list(dict.fromkeys(row["solver"] for row in rows))
    return {name: HUES[at % len(HUES)] for at, name in enumerate(names)}


def _axes(axes: Axes | None) -> Axes:
    if axes is not None:
        plain(axes)
        return axes
    return figure(6.4, 3.8)[1]


def _labelled(axes: Axes, across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, fontsize=9)
