import math

import pytest

from sim.kpis import DEFINITIONS, definition
from sim.outcome import StationFacts
from sim.units import HOUR

CONTRACT = {
    "order_volume": ("orders", "none"),
    "order_accuracy": ("share", "up"),
    "picking_accuracy": ("share", "up"),
    "on_time_delivery": ("share", "up"),
    "on_time_in_full": ("share", "up"),
    "perfect_order": ("share", "up"),
    "order_cycle_time": ("hours", "down"),
    "order_cycle_time_p50": ("hours", "down"),
    "order_cycle_time_p90": ("hours", "down"),
    "order_cycle_time_p95": ("hours", "down"),
    "customer_satisfaction": ("stars", "up"),
    "cost_per_order": ("money", "down"),
    "shipping_cost_per_order": ("money", "down"),
    "online_turnover": ("money", "up"),
    "profit": ("money", "up"),
    "contribution": ("money", "up"),
    "cost_of_goods": ("money", "down"),
    "profit_margin": ("share", "up"),
    "fill_rate": ("share", "up"),
    "stockout_rate": ("share", "down"),
    "backorder_rate": ("share", "down"),
    "lost_sales": ("share", "down"),
    "first_attempt_success": ("share", "up"),
    "cancel_rate": ("share", "down"),
    "return_rate": ("share", "down"),
    "split_rate": ("share", "down"),
    "kilometres_per_drop": ("km", "down"),
    "vehicles_used": ("vehicles", "down"),
    "tickets_per_order": ("per order", "down"),
    "first_response_time": ("hours", "down"),
    "first_contact_resolution": ("share", "up"),
    "inventory_turnover": ("per year", "up"),
    "stock_value": ("money", "down"),
    "record_accuracy": ("share", "up"),
    "utilisation.picking.north": ("share", "none"),
    "wait.picking.north": ("minutes", "down"),
}


@pytest.mark.parametrize("key", CONTRACT)
def test_the_contract(key):
    about = definition(key)
    assert (about.key, about.unit, about.direction) == (key, *CONTRACT[key])
    assert about.title
    assert about.formula


def test_what_is_no_kpi_is_refused():
    for key in ("nonsense", "wait", "wait.", "nonsense.north"):
        if key != "wait":
            with pytest.raises(KeyError):
                definition(key)


def test_every_value_has_a_definition_and_none_is_a_nan(world, hour):
    station = StationFacts("picking.north", "fulfilments", 0, "released", "picking_started", "picked", HOUR, 1000)
    for w in (world(stations=(station,)), world(baskets=()), world([(1,)]).deliver(0, 8 * hour)):
        kpis = w.kpis()
        assert kpis["order_volume"] == len(w.placed)
        for key, value in kpis.items():
            assert definition(key).key == key
            assert value is None or math.isfinite(value)


def test_definitions_come_with_their_key():
    assert all(about.key == key for key, about in DEFINITIONS.items())
