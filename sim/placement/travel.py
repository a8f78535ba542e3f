"""A travel matrix of the user's: metres and seconds between places, from a routing engine or a table of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TravelMatrix:
    """Ways between numbered places, from each row to each column, which need not be the same there and back.

    Parameters
    ----------
    point : int64 (points,), where on the map a place is, as `points` says, ascending
    place : int64 (points,), the number of the place that is meant there
    metres, seconds : int64 (places, places)
    """

    point: IntArray
    place: IntArray
    metres: IntArray
    seconds: IntArray

    def at(self, x: NDArray[Any], y: NDArray[Any]) -> IntArray:
        """The numbers of the places at some points of the map.

        Raises
        ------
        ValueError
            If one of them is no place of the matrix.
        """
        wanted = points(x, y)
        where = np.minimum(np.searchsorted(self.point, wanted), self.point.size - 1)
        if (self.point[where] != wanted).any():
            raise ValueError("a place that the travel matrix does not hold")
        result: IntArray = self.place[where]
        return result


def points(x: NDArray[Any], y: NDArray[Any]) -> IntArray:
    """One number for each point, int64; x and y metres, within 2 000 000 kilometres."""
    result: IntArray = x.astype(np.int64) * 2**32 + y.astype(np.int64)
    return result
