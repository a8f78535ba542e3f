"""What the rules have in common: nodes at their places, looked at in compiled code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.fulfilment.sourcing import Request
from sim.kernels.sourcing import best
from sim.records import Records, RecordsView


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes at these places, metres."""

    places: tuple[tuple[int, int], ...]
    _x: NDArray[np.int64] = field(init=False, repr=False, compare=False)
    _y: NDArray[np.int64] = field(init=False, repr=False, compare=False)
    _alike: NDArray[np.float64] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        x, y = np.array(self.places, dtype=np.int64).reshape(-1, 2).T
        for name, column in (("_x", x.copy()), ("_y", y.copy()), ("_alike", np.zeros(x.size))):
            object.__setattr__(self, name, column)

    def best(
        self,
        request: Request,
        records: Records | RecordsView,
        first: Sequence[float] | NDArray[np.float64] | None = None,
        per_metre: float = 0.0,
        keep: int = 0,
    ) -> int:
        """The open node with most lines; of these the lowest `first` plus `per_metre` times the way; the nearest.

        With `keep`, a node has a line only if so many units stay.
        """
        return int(
            best(
                records.units, np.array(request.items, dtype=np.int64), np.array(request.quantities, dtype=np.int64),
                keep, np.array(request.closed, dtype=np.int64),
                self._alike if first is None else np.asarray(first, dtype=np.float64), per_metre,
                self._x, self._y, request.x, request.y,
            )
        )  # fmt: skip


class NotAtNodes:
    """A rule that does not know yet where its nodes are."""

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Raises TypeError: call `at_nodes` first."""
        raise TypeError("call at_nodes() with the nodes' coordinates first")
