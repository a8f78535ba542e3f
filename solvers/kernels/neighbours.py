# mypy: disable-error-code="no-any-return"
"""Good neighbours of each stop: near ones for ruin, and for insertion the stops worth following or preceding.

With time windows a good predecessor is one that can be left in time and does not make the vehicle wait: the score is
distance plus a fifth of the unavoidable waiting (the weights of HGS-VRPTW), and pairs that no schedule can
visit in this order are left out. Rows are padded with -1.
"""

import numpy as np

from solvers.kernels.arcs import distance, travel
from solvers.kernels.compiling import allocating, kernel
from solvers.kernels.state import NONE, Array, Data, Records

WAIT_PARTS = 5  # waiting counts for a fifth of distance


@allocating
def nearest(data: Data, width: int) -> Array:
    """The nearest stops of every stop by distance there and back, shape (n+1, width)."""
    result = np.full((data.stops + 1, width), NONE, dtype=np.int32)
    score = np.empty(data.stops, dtype=np.int64)
    for stop in range(1, data.stops + 1):
        for other in range(1, data.stops + 1):
            score[other - 1] = distance(data, stop, other) + distance(data, other, stop)
        score[stop - 1] = -1
        _fill(result, stop, score, width, 1)
    return result


@allocating
def insertable_among(data: Data, node: Records, candidates: Array, width: int, forward: bool) -> Array:
    """As `insertable`, choosing from some candidates of each stop only."""
    result = np.full((data.stops + 1, width), NONE, dtype=np.int32)
    score = np.empty(candidates.shape[1], dtype=np.int64)
    for stop in range(1, data.stops + 1):
        for at in range(candidates.shape[1]):
            other = candidates[stop, at]
            if other == NONE:
                score[at] = NEVER
                continue
            first, second = (stop, other) if forward else (other, stop)
            score[at] = _affinity(data, node, first, second)
        _fill(result, stop, score, width, 0)
        for at in range(width):
            if result[stop, at] != NONE:
                result[stop, at] = candidates[stop, result[stop, at] - 1]
    return result


@allocating
def insertable(data: Data, node: Records, width: int, forward: bool) -> Array:
    """The best successors (`forward`) or predecessors of every stop, shape (n+1, width)."""
    result = np.full((data.stops + 1, width), NONE, dtype=np.int32)
    score = np.empty(data.stops, dtype=np.int64)
    for stop in range(1, data.stops + 1):
        for other in range(1, data.stops + 1):
            first, second = (stop, other) if forward else (other, stop)
            score[other - 1] = _affinity(data, node, first, second)
        score[stop - 1] = NEVER
        _fill(result, stop, score, width, 0)
    return result


@allocating
def legs(data: Data, neighbours: Array, forward: bool) -> Array:
    """Distances from every stop to its neighbours (`forward`) or back."""
    result = np.zeros(neighbours.shape, dtype=np.int64)
    for stop in range(1, data.stops + 1):
        for at in range(neighbours.shape[1]):
            other = neighbours[stop, at]
            if other == NONE:
                break
            result[stop, at] = distance(data, stop, other) if forward else distance(data, other, stop)
    return result


NEVER = 1 << 42


@kernel
def _affinity(data: Data, node: Records, first: int, second: int) -> int:
    """Score of visiting `second` right after `first`; NEVER when no schedule allows it."""
    far = distance(data, first, second)
    if not data.timed:
        return far
    leg = node[first].service + travel(data, first, second)
    if node[first].opens + leg > node[second].closes:
        return NEVER
    waiting = node[second].opens - leg - node[first].closes
    return far + max(0, waiting) // WAIT_PARTS


@allocating
def _fill(result: Array, stop: int, score: Array, width: int, skip: int) -> None:
    """Write the stops of the lowest scores into a row; ties go to the lower number."""
    count = len(score)
    for other in range(count):
        score[other] = min(score[other], NEVER) * count + other
    wanted = min(width, count - skip)
    if 2 * (wanted + skip) < count:
        lowest = np.partition(score, wanted + skip)[: wanted + skip]
        lowest.sort()
    else:
        score.sort()
        lowest = score
    for at in range(wanted):
        key = lowest[at + skip]
        if key >= NEVER * count:
            return
        result[stop, at] = key % count + 1
