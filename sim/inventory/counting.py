"""Cycle counts: each day some items of a node are counted, so that every item is counted once in so many days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.inventory.by_node import counts
from sim.units import DAY, HOUR, MINUTE, minor, time_of_day


def counted_items(items: int, day: int, every_days: int) -> NDArray[np.int64]:
    """Items that are counted on a day, int64."""
    return np.arange((-day) % every_days, items, every_days, dtype=np.int64)


def count_times(config: SimConfig) -> Iterator[tuple[int, int]]:
    """(microseconds since midnight, node) of every node that counts."""
    for node, settings in enumerate(counts(config)):
        if settings.every_days is not None:
            yield time_of_day(settings.time), node


def cost_of_counts(config: SimConfig, items: int, begin: int, horizon: int) -> int:
    """Minor units for the staff that counts in some days, between two moments."""
    total = 0
    for settings, node in zip(counts(config), config.fulfilment.nodes.values(), strict=True):
        if settings.every_days is None:
            continue
        days = range(begin // DAY, -(-horizon // DAY))
        counted = sum(counted_items(items, day, settings.every_days).size for day in days)
        total += round(counted * settings.minutes_per_item * MINUTE * minor(node.wage_per_hour) / HOUR)
    return total
