"""The reproduction of Ted Baker's year: what is stated of its inputs, and what comes out of stock and answers."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import load
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw


def test_its_arms_differ_in_one_thing_and_its_notes_name_what_was_calibrated() -> None:
    scenario = load("ted_baker")
    assert list(scenario.arms) == ["pre_oms", "with_oms"]
    config = scenario.config
    assert len(config.fulfilment.store_numbers) == 60
    assert len(config.fulfilment.nodes) == 61
    assert config.days == 364
    for path in ("orders_per_day", "catalogue.price", "purchases_per_day", "inventory.policy", "stores.assortment"):
        assert path in str(scenario.header.notes), path


def test_a_basket_is_below_what_the_accounts_allow() -> None:
    """101.1 million of 1.25 million orders: at most 80.88 an order."""
    config = load("ted_baker+days=7").config
    tape = draw(config, 1, 0)
    assert np.mean(tape.price) / 100 < 80.88
    assert tape.lines == tape.orders


@pytest.mark.nightly
def test_the_year_earns_what_is_told_of_it() -> None:
    """6 to 10 % more online turnover; orders saved are those that no centre had and a store found."""
    before, after = (
        evaluate(simulate(config, draw(config, 20170130, 0)))
        for send in ("false", "true")
        if (config := load(f"ted_baker+fulfilment.stores.send_orders={send}").config)
    )
    assert 0.06 < after["online_turnover"] / before["online_turnover"] - 1 < 0.10
    more, u = after["orders_delivered"] - before["orders_delivered"], after["centres_out"]
    assert more == pytest.approx(u * after["recovered_share"] * after["order_volume"], rel=0.05)
    assert 0.09 < u < 0.105
    assert 0.75 < after["recovered_share"] < 0.79
    assert after["turnover.stores"] < before["turnover.stores"]


def test_black_friday_is_its_november() -> None:
    scenario = load("black_friday")
    assert len(scenario.config.fulfilment.nodes) == 61
    assert scenario.config.placement.demand.events["black_friday"].factor == 2.5
    assert list(scenario.arms) == ["warehouse_only", "stores_send", "foreseen", "both"]
