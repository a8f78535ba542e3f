"""Parcels of one order that leave two nodes at one moment, by carrier or truck: the one ready first pays the way."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.life.payments import DELIVERY_CHARGED
from sim.model import simulate
from sim.tape import draw

NODES = {
    name: {"x_kilometres": x, "y_kilometres": 0.0, "demand_share": 0.5} for name, x in (("north", 3.0), ("south", -3.0))
}


SHOP = {"kind": "store", "x_kilometres": 0.0, "y_kilometres": 1.0, "demand_share": 0.0}
BY_TRUCK = {"stores": {"collection": {"source": "centre", "truck_time": "23:00"}}}
COLLECT = {"standard": 0.0, "slot": 0.0, "express": 0.0, "collect": 1.0}


@pytest.mark.parametrize("collected", [False, True], ids=["by carrier", "by truck"])
def test_the_charge_of_the_delivery_goes_with_the_parcel_that_was_ready_first(collected: bool) -> None:
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 300},
                "channels": {"web": {"share": 1}},
                "catalogue": {"items": 30},
                "baskets": {"lines": 3.0},
                **({"preferences": COLLECT} if collected else {}),
            },
            "inventory": {"opening_days": 1.0, "lead_time_days": 30.0},
            "fulfilment": {
                "nodes": NODES | ({"shop": SHOP} if collected else {}),
                "split_over_nodes": True,
                **(BY_TRUCK if collected else {}),
            },
            "delivery": {"mode": "carrier", "price": {"standard": 5.0, "slot": 5.0, "express": 5.0, "collect": 5.0}},
        }
    )
    log = simulate(config, draw(config, 4, 0)).log
    parcels, rows = log.fulfilments.arrays(), log.rows()
    charged = {row["order"]: row["ref"] for row in rows[rows["kind"] == DELIVERY_CHARGED.code]}
    told = later = 0
    for order, ref in charged.items():
        of_order = np.flatnonzero(parcels["order"] == order)
        paying = of_order[ref]  # a parcel's number is its place among its order's
        together = of_order[parcels["handed_over"][of_order] == parcels["handed_over"][paying]]
        if len(together) < 2:
            continue
        first = together[np.lexsort((together, parcels["staged"][together]))[0]]
        assert first == paying
        told += 1
        later += parcels["node"][first] > 0
    assert told > 10
    assert 0 < later < told
