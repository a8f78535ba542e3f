"""Good neighbours of each stop of a rich problem: near ones for ruin, good predecessors and successors for insertion.

As `neighbours`, from matrices alone. Ties go to the lower number; rows are padded with NONE.
"""

from __future__ import annotations

import numpy as np

from solvers.kernels.rich.state import METRES, NONE, PREDECESSORS, RUIN, SECONDS, SUCCESSORS
from solvers.kernels.state import Array
from solvers.problem import RoutingProblem

WAIT_PARTS = 5
"""Waiting counts for a fifth of distance."""
NEVER = 1 << 42
"""Score of a pair that no schedule allows."""
ROWS = 1 << 20
"""Scores computed at a time."""


def neighbours(problem: RoutingProblem, leg: Array, no_road: int, near_width: int, insert_width: int) -> Array:
    """The nearest stops of every stop by distance there and back, its best predecessors and its best successors.

    Shape (3, n+1, width), the wider of both; `leg` are distances and the shortest times from place to place.
    """
    stops = problem.stops
    widths = [min(width, max(1, stops - 1)) for width in (near_width, insert_width)]
    result = np.full((3, stops + 1, max(widths)), NONE, dtype=np.int64)
    every = np.arange(1, stops + 1)
    for rows in _blocks(stops):
        mine, others = rows[:, None], every[None, :]
        both = leg[mine, others, METRES].astype(np.int64) + leg[others, mine, METRES]
        for kind, width, score in (
            (RUIN, widths[0], both),
            (SUCCESSORS, widths[1], _affinity(problem, leg, no_road, mine, others)),
            (PREDECESSORS, widths[1], _affinity(problem, leg, no_road, others, mine)),
        ):
            _write(result[kind, :, :width], rows, score)
    return result


def _affinity(problem: RoutingProblem, leg: Array, no_road: int, first: Array, second: Array) -> Array:
    """Score of visiting `second` right after `first`; NEVER when no schedule allows it."""
    far, time = leg[first, second, METRES].astype(np.int64), leg[first, second, SECONDS].astype(np.int64)
    hull, service = problem.hull, problem.service_time
    gone = service[first] + time
    waiting = np.maximum(0, hull[second, 0] - gone - hull[first, 1])
    score = far + waiting // WAIT_PARTS
    never = (hull[first, 0] + gone > hull[second, 1]) | (np.maximum(far, time) >= no_road)
    return np.where(never, NEVER, score)


def _blocks(stops: int) -> list[Array]:
    size = max(1, ROWS // max(1, stops))
    return [np.arange(first, min(first + size, stops + 1)) for first in range(1, stops + 1, size)]


def _write(result: Array, rows: Array, score: Array) -> None:
    """Write the stops of the lowest scores of each row, its own left aside."""
    score[np.arange(len(rows)), rows - 1] = NEVER
    count = score.shape[1]
    # the column is made part of the key: no two are equal, and how numpy breaks ties depends on the processor
    keys = np.minimum(score, NEVER) * count + np.arange(count)
    width = min(result.shape[1], count)
    if 2 * width < count:
        keys = np.partition(keys, width, axis=1)[:, :width]
    keys = np.sort(keys, axis=1)[:, :width]
    result[rows, :width] = np.where(keys >= NEVER * count, NONE, keys % count + 1)
