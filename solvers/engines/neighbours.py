"""Good neighbours of each stop: near ones for ruin, and for insertion the stops worth following or preceding.

With time windows a good predecessor is one that can be left in time and does not make the vehicle wait: the score is
distance plus a fifth of the unavoidable waiting (the weights of HGS-VRPTW), and pairs that no schedule can
visit in this order are left out. Rows are padded with NONE; ties go to the lower number. Written in numpy, not
compiled: its partition is as fast, and compiling one cost five seconds (ADR 027).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solvers.engines.legs import among_all, distances, travels
from solvers.kernels.state import IN, NONE, OUT, TIME_IN, TIME_OUT, Array, Data, Records

WAIT_PARTS = 5
"""Waiting counts for a fifth of distance."""
NEVER = 1 << 42
"""Score of a pair that no schedule allows."""
BLOCK = 1 << 16
"""Scores computed at a time: so few that they stay in the cache, and their memory is not handed back each time."""


def nearest(data: Data, width: int) -> Array:
    """The nearest stops of every stop by distance there and back, shape (n+1, width)."""
    result = _empty(data, width)
    for rows in _blocks(data.stops, data.stops):
        score = among_all(data, OUT, rows)
        score += score if data.layer[OUT] == data.layer[IN] else among_all(data, IN, rows)
        score[np.arange(len(rows)), rows - 1] = -1
        _write(result, rows, _lowest(score, width, 1))
    return result


def insertable(data: Data, node: Records, width: int, both: bool = True) -> tuple[Array, Array]:
    """The best predecessors (`both`) and the best successors of every stop, each of shape (n+1, width)."""
    before, after = _empty(data, width if both else 0), _empty(data, width)
    every = np.arange(1, data.stops + 1)
    whole = data.stops**2 <= BLOCK
    for rows in _blocks(data.stops, data.stops):
        first, second = rows[:, None], every[None, :]
        score = _affinity(data, node, first, second, among_all(data, OUT, rows), among_all(data, TIME_OUT, rows))
        score[np.arange(len(rows)), rows - 1] = NEVER
        backward = np.ascontiguousarray(score.T) if both and whole else None
        _write(after, rows, _lowest(score, width, 0))
        if not both:
            continue
        if backward is None:
            backward = _affinity(data, node, second, first, among_all(data, IN, rows), among_all(data, TIME_IN, rows))
            backward[np.arange(len(rows)), rows - 1] = NEVER
        _write(before, rows, _lowest(backward, width, 0))
    return before, after


def insertable_among(data: Data, node: Records, candidates: Array, width: int, forward: bool) -> Array:
    """As `insertable`, choosing from some candidates of each stop only; NONE is no candidate."""
    result = _empty(data, width)
    for rows in _blocks(data.stops, candidates.shape[1]):
        others = candidates[rows].astype(np.int64)
        real = np.maximum(others, 0)
        pairs = (np.broadcast_to(rows[:, None], others.shape), real)
        pairs = pairs if forward else pairs[::-1]
        far = distances(data, *pairs)
        score = _affinity(data, node, *pairs, far, far if data.same else travels(data, *pairs))
        score[others == NONE] = NEVER
        places = _lowest(score, width, 0)
        chosen = np.take_along_axis(others, np.maximum(places, 0), axis=1)
        result[rows, : places.shape[1]] = np.where(places == NONE, NONE, chosen)
    return result


def legs(data: Data, neighbours: Array, forward: bool) -> Array:
    """Distances from every stop to its neighbours (`forward`) or back; 0 where there is none."""
    result = np.zeros(neighbours.shape, dtype=np.int64)
    for rows in _blocks(data.stops, neighbours.shape[1]):
        others = neighbours[rows].astype(np.int64)
        pairs = (np.broadcast_to(rows[:, None], others.shape), np.maximum(others, 0))
        result[rows] = np.where(others == NONE, 0, distances(data, *(pairs if forward else pairs[::-1])))
    return result


def _empty(data: Data, width: int) -> Array:
    return np.full((data.stops + 1, width), NONE, dtype=np.int32)


def _blocks(stops: int, columns: int) -> Iterator[Array]:
    """The stops, so many at a time that a block of scores stays small."""
    size = max(1, BLOCK // max(1, columns))
    for first in range(1, stops + 1, size):
        yield np.arange(first, min(first + size, stops + 1))


def _write(result: Array, rows: Array, places: Array) -> None:
    """Write the stops of columns, which are counted from 0."""
    result[rows, : places.shape[1]] = np.where(places == NONE, NONE, places + 1)


def _affinity(data: Data, node: Records, first: Array, second: Array, far: Array, time: Array) -> Array:
    """Score of visiting `second` right after `first`, `far` and `time` away; NEVER when no schedule allows it."""
    if not data.timed:
        return far
    opens, closes, service = (np.ascontiguousarray(node[name]) for name in ("opens", "closes", "service"))
    waiting = opens[second] - (service + closes)[first] - time
    score = far + np.maximum(0, waiting) // WAIT_PARTS if waiting.max() >= WAIT_PARTS else far
    return np.where(time > closes[second] - (opens + service)[first], NEVER, score)


def _lowest(score: Array, width: int, skip: int) -> Array:
    """Columns of the lowest scores of each row but the first `skip`, lowest first; NONE where none is possible.

    The scores are overwritten.
    """
    count = score.shape[1]
    wanted = min(width, count - skip)
    # the column is made part of the key: no two are equal, and how numpy breaks ties depends on the processor
    keys = np.minimum(score, NEVER, out=score)
    keys *= count
    keys += np.arange(count)
    if 2 * (wanted + skip) < count:
        keys.partition(wanted + skip, axis=1)
        keys = keys[:, : wanted + skip]
    keys = np.sort(keys, axis=1)[:, skip : skip + wanted]
    return np.where(keys >= NEVER * count, NONE, keys % count)
