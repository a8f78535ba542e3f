"""What stores stock of the catalogue: the centres have every item, stores perhaps a part of them.

Items that are sold online only lie evenly among popular and rare ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.placement.catalogue import Catalogue


def in_stores(config: SimConfig, items: int) -> NDArray[np.bool_]:
    """Whether stores stock each item, bool (items,)."""
    without = 1.0 - config.inventory.stores.assortment
    place = np.arange(items + 1) * without
    result: NDArray[np.bool_] = np.diff(np.floor(place + 1e-9)) == 0
    return result


def stocked(config: SimConfig, items: int) -> NDArray[np.bool_]:
    """Whether each node stocks each item, bool (nodes, items)."""
    result = np.ones((len(config.fulfilment.nodes), items), dtype=np.bool_)
    result[list(config.fulfilment.store_numbers)] = in_stores(config, items)
    return result


def wanted_in_stores(config: SimConfig, goods: Catalogue) -> NDArray[np.float64]:
    """Share of each item in what is bought in stores, float64 (items,)."""
    popularity = goods.popularity * in_stores(config, goods.size)
    if config.inventory.stores.assortment == 1.0:
        return goods.popularity
    result: NDArray[np.float64] = popularity / popularity.sum()
    return result
