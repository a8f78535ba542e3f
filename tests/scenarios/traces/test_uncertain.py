"""Fitted values drawn anew: as far from themselves as samples of so many orders are, and the same for alternatives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.resolve import load
from scenarios.study.api import run
from scenarios.traces.uncertain import drawn, redrawn
from tests.made_up_shop import write_export

Run = Callable[..., Any]
TABLE = tuple(float(hour) for hour in range(11))


@pytest.mark.parametrize("number", [50, 800])
def test_a_table_is_drawn_as_a_sample_of_so_many_would_show_it(number: int) -> None:
    """Its middle is as uncertain as the median of so many uniform numbers: 10 / 2 sqrt(n)."""
    rng = np.random.default_rng(4)
    tables = np.array([drawn(TABLE, number, rng) for _ in range(2000)])
    assert np.all(np.diff(tables, axis=1) >= 0)
    assert tables[:, 5].mean() == pytest.approx(5.0, abs=0.05)
    assert tables[:, 5].std() == pytest.approx(10 / (2 * number**0.5), rel=0.08)


def test_a_share_is_drawn_as_so_many_would_show_it() -> None:
    rng = np.random.default_rng(5)
    shares = np.array([drawn(0.2, 400, rng) for _ in range(4000)])
    assert shares.mean() == pytest.approx(0.2, abs=0.002)
    assert shares.std() == pytest.approx((0.2 * 0.8 / 400) ** 0.5, rel=0.06)
    assert drawn("fast", 9, rng) == "fast"


def test_what_an_import_and_a_calibration_fitted_is_drawn(orderlab: Run) -> None:
    write_export(Path("orders_export.csv"), 300)
    assert orderlab("import", "orders_export.csv", "--out", "shop").code == 0
    known = load("shop").config.placement.trace
    assert known is not None
    methods = {
        f"processing.payment.methods.{name}.clearing_hours" for name in ("Shopify Payments", "PayPal Express Checkout")
    }
    assert set(known.observations) == {*methods, "fulfilment.waiting_hours", "aftersales.returns.changed_mind"}
    assert orderlab("calibrate", "shop", "--weeks", 4).code == 0
    fewer = load("shop").config.placement.trace
    assert fewer is not None
    assert set(fewer.observations) == set(known.observations)
    assert fewer.observations["fulfilment.waiting_hours"] < known.observations["fulfilment.waiting_hours"]

    config = load("shop+placement.trace.uncertain_inputs=true").config
    cheap = load("shop+placement.trace.uncertain_inputs=true+fulfilment.packing.material_cost=0.1").config
    tables = [redrawn(one, 7, k).fulfilment.waiting_hours for one, k in ((config, 0), (config, 1), (cheap, 0))]
    assert tables[0] == tables[2] != tables[1]
    assert redrawn(load("shop").config, 7, 0) == load("shop").config


def test_intervals_hold_what_is_not_known(orderlab: Run) -> None:
    """Luck alone moves the mean of 60 orders by an hour or two; handling known of four orders by far more."""
    write_export(Path("orders_export.csv"), 60)
    assert orderlab("import", "orders_export.csv", "--out", "shop").code == 0
    four = "shop+placement.trace.observations={fulfilment.waiting_hours: 4}"
    widths = []
    for drawn_anew in ("false", "true"):
        found = run(load(f"{four}+placement.trace.uncertain_inputs={drawn_anew}"), replications=8)
        cycle = found.kpis()["order_cycle_time"]
        assert cycle.low is not None
        assert cycle.high is not None
        widths.append(cycle.high - cycle.low)
    assert widths[1] > 1.5 * widths[0]


def test_a_scenario_that_fitted_nothing_is_refused(orderlab: Run) -> None:
    answer = orderlab("run", "tiny", "--uncertain-inputs")
    assert answer.code == 2
    assert answer.err.startswith("--uncertain-inputs: tiny: nothing says on how many orders")
