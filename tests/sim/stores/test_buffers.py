"""What the stores lose: with every unit kept back, less online turnover is won and fewer walk-in sales are lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from stores import assert_moves, kpis_of, moved

from scenarios import compare

SEASON: dict[str, Any] = {
    "inventory.opening_days": 3.0,
    "inventory.lead_time_days": 3000.0,
    "inventory.out_of_stock": {"wait": 0.0, "drop_line": 1.0, "cancel_order": 0.0},
    "fulfilment.sourcing": {"rule": "centres_first"},
    "fulfilment.stores": {"offers": {"acceptance": 0.9, "response_minutes": 10.0}},
}
"""The centre runs out, nothing comes again."""


def keeps(units: int) -> dict[str, Any]:
    return {"inventory.stores.safety_buffer": units}


@pytest.mark.parametrize("kpi", ["recovered_sales", "online_turnover", "walk_in_sales_lost_to_orders"])
def test_all_fall_with_every_unit_kept_back(kpi: str) -> None:
    for units in (0, 1, 2):
        assert_moves(kpi, keeps(units), keeps(units + 1), up=False, base=SEASON)


@pytest.mark.parametrize(("price", "best"), [(24.0, 3), (90.0, 1)])
def test_the_contribution_of_the_group_says_which_is_best(price: float, best: int) -> None:
    """Cheap goods do not earn the carrier's parcel and are better sold at the till; of dear ones every sale counts."""
    base = {**SEASON, "placement.catalogue": {"items": 40, "popularity_exponent": 0.5, "price": price}}
    means = [
        np.mean([kpis_of({**base, **keeps(units)}, seed)["contribution"] for seed in range(4)]) for units in range(4)
    ]
    assert int(np.argmax(means)) == best
    low, high = moved("contribution", keeps(0 if best == 3 else 3), keeps(best), base=base)
    assert 0 < low < high


@pytest.mark.nightly
def test_the_shipped_scenario_answers_its_question() -> None:
    base = "ship_from_store+fulfilment.stores.send_orders=false"
    found = [
        compare(base, f"ship_from_store+inventory.stores.safety_buffer={units}", replications=5).kpis()
        for units in range(4)
    ]
    for name in ("online_turnover", "walk_in_sales_lost_to_orders"):
        means = [one[name].estimate.mean for one in found]
        assert all(a > b > 0 for a, b in pairwise(means))
    assert all((one["profit"].estimate.low or 0) > 0 for one in found)


@pytest.mark.nightly
def test_in_the_last_weeks_at_half_the_price_none_or_one_unit_kept_back_earns_most() -> None:
    base = "inventory_season_end+placement.markdown.off={'2026-06-01': 0.5}"
    found = [
        compare(
            f"{base}+fulfilment.stores.send_orders=false",
            f"{base}+inventory.stores.safety_buffer={units}",
            replications=5,
        ).kpis()
        for units in range(4)
    ]
    for name in ("online_turnover", "walk_in_sales_lost_to_orders"):
        means = [one[name].estimate.mean for one in found]
        assert all(a > b > 0 for a, b in pairwise(means))
    assert all((one["contribution"].estimate.low or 0) > 0 for one in found)
    contribution = [one["contribution"].estimate.mean for one in found]
    assert max(contribution[:2]) > contribution[2] > contribution[3]
