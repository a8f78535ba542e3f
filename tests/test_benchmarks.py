"""The yardstick stands still: benchmark businesses say every value themselves and follow no default."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import engine
import pytest
from ruamel.yaml import YAML

from scenarios import load

NONE = {
    "trace", "breakdowns", "opening_days", "patience_minutes", "days", "shifts", "waiting_hours", "paid_hours_a_week",
    "return_price", "free_from", "by_day", "hour_of_day", "every_days", "holidays",
    "waiting_share_of_promise", "phone", "mail", "chat", "small",
}  # fmt: skip
"""Settings whose frozen value is "none", and entries of a map that the business has not."""


def leaves(block: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(block, dict) and block:
        for key, value in block.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, block


@pytest.mark.parametrize("name", ["city_day", "ten_thousand"])
def test_a_benchmark_business_is_what_its_file_says(name: str) -> None:
    path: Path = engine.BUSINESSES / f"{name}.yaml"
    written = dict(leaves(YAML(typ="safe").load(path)))
    config = dict(leaves(load(str(path)).config.model_dump(mode="json")))
    for key, value in written.items():
        if value is None:
            assert key.rsplit(".", 1)[-1] in NONE, f"{key}: a default may stand behind none"
        elif key in config:
            assert config[key] == value
    for rule in ("inventory.policy.order_up_to", "delivery.dispatch.every_minutes", "delivery.solver.iterations"):
        assert written[rule] is not None
    assert len(set(config) - set(written)) < len(written) // 4, "most settings are said"


@pytest.mark.parametrize("name", ["city_day", "ten_thousand"])
def test_no_default_adds_an_entry_to_a_map_of_a_benchmark_business(name: str) -> None:
    """Nodes, vans, channels: maps merge, so a default's entry stays unless the file removes it."""
    path: Path = engine.BUSINESSES / f"{name}.yaml"
    written, config = YAML(typ="safe").load(path), load(str(path)).config.model_dump(mode="json")
    for place in (
        "placement.channels", "placement.demand.events", "processing.payment.methods", "fulfilment.nodes",
        "delivery.fleet.vans", "delivery.carrier.transit_hours", "delivery.carrier.rate_per_parcel",
        "aftersales.support.channels", "overheads",
    ):  # fmt: skip
        said, there = written, config
        for key in place.split("."):
            said, there = said[key], there[key]
        assert list(there) == [key for key, value in said.items() if value is not None], place
