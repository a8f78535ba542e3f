"""What sourcing rules may ask of a request beside what it says: places, volumes, roads. Unused it costs nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.placement.travel import TravelMatrix
from sim.roads import Roads
from sim.units import metres
from solvers.checks import sealed

IntArray = NDArray[np.int64]


class Surroundings:
    """Nodes, items and roads of one run.

    Parameters
    ----------
    config
        Its nodes, and the fleet whose speed and detour plan the roads.
    volume
        Of each item, millilitres.
    travel
        The ways between nodes and customers where a matrix tells them.
    """

    __slots__ = ("_places", "_roads", "_volume")

    def __init__(self, config: SimConfig, volume: IntArray, travel: TravelMatrix | None = None) -> None:
        nodes = config.fulfilment.nodes.values()
        places = [(metres(node.x_kilometres), metres(node.y_kilometres)) for node in nodes]
        self._places, self._volume = sealed(np.array(places, dtype=np.int64)), volume
        self._roads = Roads(config.delivery.fleet, travel)

    def places(self) -> IntArray:
        """Metres east and north of each node, (nodes, 2)."""
        return self._places

    def volumes(self, items: tuple[int, ...]) -> IntArray:
        """Millilitres of one unit of each item, (items,)."""
        return sealed(self._volume[list(items)].astype(np.int64))

    def travel(self, x: int, y: int) -> IntArray:
        """Planned seconds of driving between each node and a place, (nodes,); as routes are planned."""
        return sealed(self._roads.planned_to(self._places[:, 0], self._places[:, 1], x, y))
