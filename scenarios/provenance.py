"""Whose number is it? Where every value of a scenario comes from, as the planner who answers for it would say.

A result is worth what its inputs are worth, so each value is one of three: found in *your data* (an order file that is
replayed), given as *your answer* (written in a file of yours, behind ``+`` or by ``--set``), or *our default* (the
model's, or a shipped scenario's). What `orderlab import` wrote keeps its mark until somebody changes the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from scenarios.finding import shipped_labels
from scenarios.importing.values import whose
from scenarios.reading import KeyPath
from scenarios.scenario import Scenario, standing
from sim.placement.trace import TraceConfig

Source = Literal["your data", "your answer", "our default"]

TOLD_BY_A_TRACE: tuple[KeyPath, ...] = (
    ("start",),
    ("days",),
    ("placement", "demand"),
    ("placement", "catalogue", "items"),
    ("placement", "catalogue", "popularity_exponent"),
)
"""What an order file settles whatever the scenario says, and what is below."""

TOLD_WITH_COLUMNS: Mapping[KeyPath, frozenset[str]] = {
    ("placement", "baskets", "lines"): frozenset({"units", "items"}),
    ("placement", "baskets", "quantity"): frozenset({"units", "items"}),
    ("placement", "catalogue", "price"): frozenset({"subtotal", "total", "items", "payments"}),
}
"""What it settles where one of these columns, or of these files beside it, tells."""


def source(scenario: Scenario, path: KeyPath) -> Source:
    """Say whose number stands at a path."""
    trace = scenario.config.placement.trace
    if trace is not None and trace.path is not None and _settles(trace, path):
        return "your data"
    written = scenario.origins.get(path)
    if written is None:
        return "our default"
    file, _, line = written.rpartition(":")
    if not line.isdigit():
        return "your answer"
    if file in shipped_labels():
        return "our default"
    return whose(Path(file), path, standing(scenario, path)) or "your answer"


def written_by_us(scenario: Scenario, path: KeyPath) -> bool:
    """Whether an import wrote what stands at a path, whoever's number it is."""
    file, _, line = scenario.origins.get(path, "").rpartition(":")
    return line.isdigit() and whose(Path(file), path, standing(scenario, path)) is not None


def _settles(trace: TraceConfig, path: KeyPath) -> bool:
    """Whether the order file says what stands at a path."""
    for told, columns in TOLD_WITH_COLUMNS.items():
        if path[: len(told)] == told:
            return not columns.isdisjoint((*trace.columns, *trace.companions))
    return any(path[: len(told)] == told for told in TOLD_BY_A_TRACE)
