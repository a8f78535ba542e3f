"""What is on sale: items with Zipf popularity, and their price, cost, weight and volume.

The catalogue belongs to the scenario: every replication sells the same items.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.placement.config import CatalogueConfig
from sim.streams import static_stream


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Item columns, all of shape (items,).

    price and unit_cost in minor units, weight in grams, volume in millilitres, popularity as a
    share of the units demanded (sums to 1), item 0 the most popular.
    """

    price: NDArray[np.int64]
    unit_cost: NDArray[np.int64]
    weight: NDArray[np.int64]
    volume: NDArray[np.int64]
    popularity: NDArray[np.float64]

    @property
    def size(self) -> int:
        """Number of items."""
        return int(self.price.size)


def catalogue(config: CatalogueConfig) -> Catalogue:
    """The catalogue a configuration describes; lognormals have the stated mean."""

    def lognormal(name: str, mean: float) -> NDArray[np.int64]:
        normal = static_stream(f"catalogue/{name}").standard_normal(config.items)
        factor = np.exp(config.spread * normal - config.spread**2 / 2)
        return np.maximum(1, np.rint(mean * factor)).astype(np.int64)

    price = lognormal("price", 100 * config.price)
    rank = np.arange(1, config.items + 1, dtype=np.float64)
    weights = rank**-config.popularity_exponent
    return Catalogue(
        price=price,
        unit_cost=np.maximum(1, np.rint(price * config.cost_share)).astype(np.int64),
        weight=lognormal("weight", 1000 * config.weight_kilograms),
        volume=lognormal("volume", 1000 * config.volume_litres),
        popularity=weights / weights.sum(),
    )
