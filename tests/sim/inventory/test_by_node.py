"""A store keeps its own settings of stock where it has any, a centre never a store's."""

from typing import Any

import pytest

from sim.config import SimConfig
from sim.inventory import by_node

OWN = {"safety_buffer": 3, "record_error": 0.2, "shrinkage_per_day": 0.02, "opening_days": 4.0}
COMMON = {"safety_buffer": 1, "record_error": 0.1, "shrinkage_per_day": 0.01}


def config(**stores: Any) -> SimConfig:
    nodes = {"shop": {"kind": "store"}, "centre": {"kind": "centre"}}
    return SimConfig.model_validate({"fulfilment": {"nodes": nodes}, "inventory": {**COMMON, "stores": stores}})


@pytest.mark.parametrize(
    ("function", "own"),
    [(by_node.buffers, (3, 1)), (by_node.record_errors, (0.2, 0.1)), (by_node.shrinkages, (0.02, 0.01)),
     (by_node.own_opening_days, (4.0, None))],
)  # fmt: skip
def test_a_store_has_its_own(function: Any, own: tuple[Any, ...]) -> None:
    assert function(config(**OWN)) == own


@pytest.mark.parametrize(("function", "common"), [(by_node.record_errors, 0.1), (by_node.shrinkages, 0.01)])
def test_a_store_without_its_own_has_that_of_centres(function: Any, common: float) -> None:
    assert function(config(record_error=None, shrinkage_per_day=None)) == (common, common)
