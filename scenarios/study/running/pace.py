"""How long cells will take, in seconds: whether workers are worth starting, and how many one is handed at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice

from scenarios.study.running.plan import Cell

STARTING_SECONDS = 2.5
"""What a process takes to load all that a cell needs; workers that would save less are not worth starting."""

BATCH_SECONDS = 1.0
"""Work handed to a worker at once, where cells are shorter: handing it over takes milliseconds."""

TOGETHER_SECONDS = 10.0
"""How long a batch may get for the sake of alternatives that share plans; what is in it is told and kept at its end."""

SECONDS_A_CELL, SECONDS_AN_ORDER = 0.1, 200e-6
"""What a cell takes, roughly; used until a first one has been timed, and for nothing but pace."""


def saved_by(workers: int, waiting: Sequence[Cell], seconds: float) -> float:
    """Return the seconds that workers would save of what is left, each cell as long as `seconds`, 0 where unknown."""
    return expected_seconds(waiting, seconds) * (1.0 - 1.0 / workers)


def expected_seconds(waiting: Sequence[Cell], seconds: float) -> float:
    """Return the seconds that cells will take, each as long as the last one if one has been timed."""
    if seconds:
        return len(waiting) * seconds
    orders = (cell.config.days * cell.config.placement.demand.orders_per_day for cell in islice(waiting, 100))
    return len(waiting) * (SECONDS_A_CELL + SECONDS_AN_ORDER * sum(orders) / min(len(waiting), 100))


def next_batch(waiting: deque[Cell], workers: int, pace: float) -> list[Cell]:
    """Take the cells that a worker gets next, each of which will take `pace` seconds, from the left.

    Alternatives of one replication share plans where one process runs them, so they stay together if that is not long.
    """
    most = -(-len(waiting) // (2 * workers))  # ever smaller towards the end, so that all end together
    size = max(1, min(most, int(BATCH_SECONDS / max(pace, 1e-6))))
    batch = [waiting.popleft() for _ in range(size)]
    while waiting and len(batch) < min(most, TOGETHER_SECONDS / max(pace, 1e-6)):
        if waiting[0].replication != batch[-1].replication:
            break
        batch.append(waiting.popleft())
    return batch
