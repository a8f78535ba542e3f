"""A business in which a node or an item never has stock, or a parcel never a carrier, is refused by its field."""

from __future__ import annotations

from typing import Any

import pytest
from stores import business

from sim.config import SimConfig
from sim.placement.catalogue import catalogue
from sim.refusals import refuse_impossible

SECOND = {"pickers": 2, "packers": 2, "labellers": 1, "inspectors": 1}
ONE_VAN = {"van": {"count": 1, "count_per": "fleet", "capacity_litres": 2000.0}}
BY_VAN = {"delivery": {"mode": "fleet", "fleet": {"vans": ONE_VAN}, "solver": {"name": "savings"}}}


def refuse(config: SimConfig) -> None:
    refuse_impossible(config, catalogue(config.placement.catalogue))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"inventory.stores.assortment": 0.6, "fulfilment.nodes.centre.kind": "store"},
            r"^inventory\.stores\.assortment: 16 of the 40 items are never stocked at a node that sends orders",
        ),
        (
            {"inventory.stores.assortment": 0.6, "fulfilment.nodes.centre.excluded": True},
            r"^inventory\.stores\.assortment: 16 of the 40 items are never stocked",
        ),
        (
            {"fulfilment.nodes.second": SECOND | {"demand_share": 0.0}},
            r"^fulfilment\.nodes\.second\.demand_share: 0, so that no stock is kept",
        ),
        ({"fulfilment.nodes.second": SECOND, **BY_VAN}, r"^delivery\.fleet\.vans: no van is at second"),
    ],
)
def test_nothing_to_send_and_nobody_to_bring_it(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        refuse(business(changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"inventory.stores.assortment": 0.6},
        {"fulfilment.nodes.second": SECOND | {"demand_share": 0.0, "excluded": True}},
        {"fulfilment.nodes.second": SECOND | {"excluded": True}, **BY_VAN},
        {"fulfilment.nodes.shop1.demand_share": 0.0},
    ],
)
def test_who_sends_nothing_needs_nothing(changes: dict[str, Any]) -> None:
    refuse(business(changes))
