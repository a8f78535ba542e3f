"""The kernels' distances and travel times for whole arrays of node pairs: the set-up's view of `kernels.arcs`."""

from __future__ import annotations

from typing import Any

import numpy as np

from solvers.kernels.state import OUT, TIME_OUT, Array, Data


def distances(data: Data, origin: Any, destination: Any) -> Array:
    """Distances of node pairs (broadcast together), the same integers as `arcs.distance`."""
    return _look_up(data, OUT, origin, destination)


def travels(data: Data, origin: Any, destination: Any) -> Array:
    """Travel times of node pairs (broadcast together), the same integers as `arcs.travel`."""
    return _look_up(data, TIME_OUT, origin, destination)


def among_all(data: Data, layer: int, rows: Array) -> Array:
    """One layer of the matrix between some consecutive stops and all stops."""
    if not data.flat:
        block: Array = data.matrix[rows[0] : rows[-1] + 1, 1:, data.layer[layer]].astype(np.int64)
        return block
    return _look_up(data, OUT, rows[:, None], np.arange(1, data.stops + 1))


def _look_up(data: Data, layer: int, origin: Any, destination: Any) -> Array:
    if not data.flat:
        read: Array = data.matrix[origin, destination, data.layer[layer]].astype(np.int64)
        return read
    step = data.place[origin] - data.place[destination]
    length = np.sqrt(step[..., 0] * step[..., 0] + step[..., 1] * step[..., 1])
    # a scale below zero rounds up, as in `arcs.straight`
    computed: Array = np.abs(np.floor(length * data.scale + data.rounding)).astype(np.int64)
    return computed
