"""Edge weights as TSPLIB defines them (Reinelt, 1995): from coordinates, or written out in one of nine orders.

Lengths in the plane stay with their coordinates, so that large files need no matrix; the others become one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solvers.problem import FloatArray, IntArray

PLANE = {"EUC_2D": "nearest", "CEIL_2D": "ceiling", "FLOOR_2D": "truncated", "EXACT_2D": "nearest"}
"""Weights that a `RoutingProblem` computes from coordinates, and how it rounds."""
ORDERS = (
    "FULL_MATRIX",
    "UPPER_ROW",
    "LOWER_ROW",
    "UPPER_DIAG_ROW",
    "LOWER_DIAG_ROW",
    "UPPER_COL",
    "LOWER_COL",
    "UPPER_DIAG_COL",
    "LOWER_DIAG_COL",
)
"""How the numbers of an explicit matrix may be ordered."""
MOST_IN_A_MATRIX = 8_000
"""Nodes of a file whose weights need a matrix: half a gigabyte."""
EARTH = 6378.388
"""Kilometres, of GEO's idealised sphere."""
PI = 3.141592


class Weight(NamedTuple):
    """A rule for weights: numbers a node has, and the weights of one node to all."""

    width: int
    row: Callable[[FloatArray, int], FloatArray]


def _nint(values: FloatArray) -> FloatArray:
    """TSPLIB's nint, for values >= 0: halves go up."""
    return np.asarray(np.floor(values + 0.5))


def _euclid(place: FloatArray, node: int) -> FloatArray:
    return np.asarray(np.sqrt(((place - place[node]) ** 2).sum(axis=1)))


def _manhattan(place: FloatArray, node: int) -> FloatArray:
    return _nint(np.abs(place - place[node]).sum(axis=1))


def _maximum(place: FloatArray, node: int) -> FloatArray:
    return np.asarray(_nint(np.abs(place - place[node])).max(axis=1))


def _pseudo_euclid(place: FloatArray, node: int) -> FloatArray:
    exact = np.sqrt(((place - place[node]) ** 2).sum(axis=1) / 10.0)
    near = _nint(exact)
    return np.where(near < exact, near + 1, near)


def _geographical(place: FloatArray, node: int) -> FloatArray:
    """Great circles; a coordinate DDD.MM holds degrees and minutes, cut off towards zero as the known optima need."""
    degrees = np.trunc(place)
    radians = PI * (degrees + 5.0 * (place - degrees) / 3.0) / 180.0
    latitude, longitude = radians[:, 0], radians[:, 1]
    q1 = np.cos(longitude - longitude[node])
    q2, q3 = np.cos(latitude - latitude[node]), np.cos(latitude + latitude[node])
    angle = np.arccos(np.clip(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3), -1.0, 1.0))
    return np.asarray(np.floor(EARTH * angle + 1.0))


COMPUTED = {
    "MAN_2D": Weight(2, _manhattan),
    "MAX_2D": Weight(2, _maximum),
    "ATT": Weight(2, _pseudo_euclid),
    "GEO": Weight(2, _geographical),
    "EUC_3D": Weight(3, lambda place, node: _nint(_euclid(place, node))),
    "CEIL_3D": Weight(3, lambda place, node: np.ceil(_euclid(place, node))),
    "FLOOR_3D": Weight(3, lambda place, node: np.floor(_euclid(place, node) + 1e-9)),
    "MAN_3D": Weight(3, _manhattan),
    "MAX_3D": Weight(3, _maximum),
}
"""Weights that become a matrix."""
TYPES = (*PLANE, *COMPUTED, "EXPLICIT")
REFUSED = {
    "XRAY1": "crystallography",
    "XRAY2": "crystallography",
    "SPECIAL": "a distance function that is documented elsewhere",
    "FUNCTION": "a distance function that is documented elsewhere",
}


def matrix(kind: str, place: FloatArray) -> IntArray:
    """The whole matrix of a computed weight, zero on the diagonal; `place` has shape (nodes, width)."""
    size = len(place)
    table = np.empty((size, size), dtype=np.int64)
    for node in range(size):
        table[node] = COMPUTED[kind].row(place, node)
    np.fill_diagonal(table, 0)
    return table


def numbers_needed(order: str, size: int) -> int:
    """How many numbers an explicit matrix of `size` nodes has in this order."""
    if order == "FULL_MATRIX":
        return size * size
    return size * (size + 1) // 2 if "_DIAG_" in order else size * (size - 1) // 2


def unfold(order: str, values: IntArray, size: int) -> IntArray:
    """A symmetric or full matrix from its numbers; what stands on the diagonal means nothing and becomes zero."""
    if order == "FULL_MATRIX":
        table = values.reshape(size, size).copy()
    else:
        side, *diagonal, direction = order.split("_")
        # by columns, a lower triangle is an upper one by rows, for the matrix is symmetric
        lower = (side == "LOWER") == (direction == "ROW")
        offset = 0 if diagonal else 1
        table = np.zeros((size, size), dtype=np.int64)
        table[np.tril_indices(size, -offset) if lower else np.triu_indices(size, offset)] = values
        table = np.maximum(table, table.T)
    np.fill_diagonal(table, 0)
    return table
