"""Stock at time 0: what each node was stocked for, on record and in truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.config import SimConfig
from sim.inventory.by_node import own_opening_days, record_errors
from sim.placement.assortment import stocked as stocked_items
from sim.placement.assortment import wanted_in_stores
from sim.placement.demand import usual_day
from sim.placement.events import expected_extra_days
from sim.placement.walk_ins import demand_shares
from sim.streams import key, uniforms
from sim.tape import Tape


def demand_per_day(config: SimConfig, tape: Tape) -> NDArray[np.float64]:
    """Mean units a day each node is stocked for, float64 (nodes, items): orders at centres, walk-ins at stores."""
    walk_ins = config.placement.walk_ins
    walking_in = walk_ins.purchases_per_day * walk_ins.quantity * demand_shares(config, "store")
    by_order = ordered_per_day(config)[:, None] * tape.goods.popularity[None, :]
    result: NDArray[np.float64] = by_order + walking_in[:, None] * wanted_in_stores(config, tape.goods)[None, :]
    return result


def ordered_per_day(config: SimConfig) -> NDArray[np.float64]:
    """Mean units a day that each node is stocked for because of orders, float64 (nodes,)."""
    baskets = config.placement.baskets
    units = usual_day(config.placement, config.start, config.days) * baskets.lines * baskets.quantity
    return units * order_shares(config)


def order_shares(config: SimConfig) -> NDArray[np.float64]:
    """Share of the orders' demand that each node is stocked for, float64 (nodes,): the centres', if there are any."""
    any_centre = any(node.kind == "centre" for node in config.fulfilment.nodes.values())
    return demand_shares(config, "centre" if any_centre else "store")


def opening_days(config: SimConfig, tape: Tape, shape: tuple[int, int]) -> NDArray[np.float64] | None:
    """Days of demand with which each item opens, float64 (nodes, items); None: what the policy orders up to."""
    low, high = config.inventory.opening_days, config.inventory.opening_days_to
    if low is None:
        return None
    if high is None:
        return np.full(shape, low)
    node, item = np.meshgrid(np.arange(shape[0]), np.arange(shape[1]), indexing="ij")
    share = uniforms(key(tape.seed, tape.replication, "opening stock"), node, item)
    days: NDArray[np.float64] = low + (high - low) * share
    return days


def opening_record(
    config: SimConfig, tape: Tape, policy: tuple[Asked, ...], demand: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Recorded stock at time 0, int64 (nodes, items): days of demand, or what the node's policy orders up to."""
    days, own = opening_days(config, tape, demand.shape), own_opening_days(config)
    kept = stocked_items(config, demand.shape[1])
    record = []
    for node, wanted in enumerate(demand):
        stocked = own[node] if days is None or own[node] is not None else days[node]
        units = policy[node].units("opening", 0, wanted.size, wanted) if stocked is None else np.ceil(stocked * wanted)
        record.append(np.where(kept[node], units, 0).astype(np.int64))
    return np.stack(record)


def bought_for_events(record: NDArray[np.int64], config: SimConfig, tape: Tape) -> NDArray[np.int64]:
    """The opening record with what was bought for the orders of events that are expected, or not bought for quiet days.

    Events are of orders: what is there for the walk-ins of a store stays.
    """
    usual_days = expected_extra_days(config.placement.demand.events, config.start, config.days)
    extra = usual_days * (ordered_per_day(config)[:, None] * tape.goods.popularity[None, :])
    opening: NDArray[np.int64] = np.maximum(0, record + np.rint(extra).astype(np.int64))
    return opening


def opening_stock(record: NDArray[np.int64], config: SimConfig, tape: Tape) -> NDArray[np.int64]:
    """True stock at time 0: the record, wrong for a share of the items by up to a fifth (at least one unit)."""
    draws = key(tape.seed, tape.replication, "record error")
    nodes, items = record.shape
    node, item = np.meshgrid(np.arange(nodes), np.arange(items), indexing="ij")
    wrong = uniforms(draws, node, item, 0) < np.asarray(record_errors(config))[:, None]
    size = np.maximum(1, np.rint(0.2 * record * uniforms(draws, node, item, 1))).astype(np.int64)
    # More is missing than is found: shrinkage and mis-placed goods dominate (domain.md row 30).
    sign = np.where(uniforms(draws, node, item, 2) < 0.7, -1, 1)
    true: NDArray[np.int64] = np.maximum(0, record + np.where(wrong, sign * size, 0))
    return true
