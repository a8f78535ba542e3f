"""What a whole configuration says of itself."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from sim.config import SimConfig

START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "purchases", "there"), [("store", 5, True), ("store", 0, False), ("centre", 5, False)]
)
def test_walk_ins_come_where_there_is_a_store_and_somebody_buys(kind: str, purchases: float, there: bool) -> None:
    config = SimConfig.model_validate(
        {
            "fulfilment": {"nodes": {"a": {"kind": kind}, "b": {"kind": "centre"}}},
            "placement": {"walk_ins": {"purchases_per_day": purchases}},
        }
    )
    assert config.has_walk_ins == there


@pytest.mark.parametrize("missing", [None, 0, 2])
def test_a_table_of_orders_by_day_has_every_day(missing: int | None) -> None:
    table = {START + timedelta(days=k): {"web": 5.0} for k in range(3) if k != missing}
    document = {"start": START, "days": 3, "placement": {"demand": {"by_day": table}}}
    if missing is None:
        assert SimConfig.model_validate(document).days == 3
        return
    with pytest.raises(
        ValidationError, match=f"no orders for {START + timedelta(days=missing)}; accepted: each of the 3"
    ):
        SimConfig.model_validate(document)
