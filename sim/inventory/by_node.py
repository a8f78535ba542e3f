"""Stock settings of each node: a store has its own where the scenario says so, else those of centres."""

from __future__ import annotations

from sim.config import SimConfig
from sim.inventory.config import CountsConfig, ReplenishmentBlock


def buffers(config: SimConfig) -> tuple[int, ...]:
    """Units of each item that each node never promises to orders, (nodes,)."""
    stock = config.inventory
    return tuple(stock.stores.safety_buffer if store else stock.safety_buffer for store in _stores(config))


def record_errors(config: SimConfig) -> tuple[float, ...]:
    """Share of the items of each node whose record is wrong at the start, (nodes,)."""
    stock = config.inventory
    own = stock.record_error if stock.stores.record_error is None else stock.stores.record_error
    return tuple(own if store else stock.record_error for store in _stores(config))


def shrinkages(config: SimConfig) -> tuple[float, ...]:
    """Share of the stock of each node that vanishes a day, (nodes,)."""
    stock = config.inventory
    own = stock.shrinkage_per_day if stock.stores.shrinkage_per_day is None else stock.stores.shrinkage_per_day
    return tuple(own if store else stock.shrinkage_per_day for store in _stores(config))


def own_opening_days(config: SimConfig) -> tuple[float | None, ...]:
    """Opening stock of each node in days of its demand where it has its own, None elsewhere, (nodes,)."""
    return tuple(config.inventory.stores.opening_days if store else None for store in _stores(config))


def policies(config: SimConfig) -> tuple[ReplenishmentBlock, ...]:
    """The replenishment policy of each node, (nodes,)."""
    stock = config.inventory
    return tuple((stock.stores.policy or stock.policy) if store else stock.policy for store in _stores(config))


def counts(config: SimConfig) -> tuple[CountsConfig, ...]:
    """The cycle counts of each node, (nodes,)."""
    stock = config.inventory
    return tuple(stock.stores.counts if store else stock.counts for store in _stores(config))


def _stores(config: SimConfig) -> tuple[bool, ...]:
    return tuple(node.kind == "store" for node in config.fulfilment.nodes.values())
