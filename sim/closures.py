"""On which days nobody works at the nodes and no van leaves, whatever the rosters say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.calendar import day_numbers

if TYPE_CHECKING:
    from sim.config import SimConfig


def closed_days(config: SimConfig) -> frozenset[int]:
    """Numbers of the days on which the warehouse is closed; the first of the scenario is 0."""
    return day_numbers(config.start, config.calendar.warehouse.closed)
