"""Stock at time 0: what each node was stocked for, on record and in truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.config import SimConfig
from sim.inventory.before import Before
from sim.inventory.by_node import own_opening_days, record_errors
from sim.inventory.expected import Expected
from sim.inventory.settled import opens_settled, settle
from sim.inventory.supplier import Supply
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


class Opening(NamedTuple):
    """How the nodes open: `record`, int64 units (nodes, items), and what suppliers have on the way.

    `before` are the customers of before the run, by node that opens settled.
    """

    record: NDArray[np.int64]
    due: list[Supply]
    before: dict[int, Before]


def expected(config: SimConfig, tape: Tape, demand: NDArray[np.float64]) -> Expected:
    """Return what each node expects on days to come."""
    return Expected(config, demand, ordered_per_day(config)[:, None] * tape.goods.popularity[None, :])


def opening(
    config: SimConfig, tape: Tape, policy: tuple[Asked, ...], demand: NDArray[np.float64], forecasts: Expected
) -> Opening:
    """Recorded stock at time 0 and what is due: settled, or with nothing due so many days of demand, or full."""
    own = own_opening_days(config)
    kept = stocked_items(config, demand.shape[1])
    ordered = ordered_per_day(config)[:, None] * tape.goods.popularity[None, :] * kept
    record, due, customers = [], [], {}
    for node, wanted in enumerate(demand):
        days = config.inventory.opening_days if own[node] is None else own[node]
        if opens_settled(config, node):
            customers[node] = Before(config, tape, node, wanted, ordered[node])
            units, coming = settle(config, customers[node], policy[node], kept[node], forecasts)
            due += coming
        else:
            units = policy[node].units("opening", 0, wanted.size, wanted) if days is None else np.ceil(days * wanted)
        record.append(np.where(kept[node], units, 0).astype(np.int64))
    return Opening(bought_for_events(np.stack(record), config, tape), due, customers)


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
