"""What common random numbers are worth where it matters: scarce vans, about nine parcels in ten on time."""

import pytest

from scenarios import compare


@pytest.mark.nightly
def test_the_same_customers_save_replications_where_vans_are_scarce() -> None:
    found = compare("lean_fleet", "lean_fleet+processing.automation=manual", replications=10).kpis()
    on_time, cost = found["on_time_delivery"], found["cost_per_order"]
    assert on_time.a is not None
    assert 0.80 <= on_time.a <= 0.95
    assert (cost.variance_reduction or 0) >= 4
    assert (on_time.variance_reduction or 0) > 1
