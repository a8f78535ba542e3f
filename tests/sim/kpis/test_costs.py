import pytest

from sim.kpis.cost_parts import PARTS
from sim.life.goods import GOODS_DOWNGRADED, REPLENISHMENT_ORDERED, STOCK_PICKED, STOCK_RETURNED
from sim.life.parcels import CARRIER_CHARGED
from sim.life.payments import DELIVERY_CHARGED, PAYMENT_CAPTURED, REFUNDED
from sim.outcome import StationFacts
from sim.units import DAY, HOUR


def test_every_part_on_its_own(world, hour):
    desk = StationFacts("support", "tickets", -1, "opened", "answered", "resolved", 10 * HOUR, 1500)
    w = world([(2,)], days=2, stations=(desk,)).deliver(0, 8 * hour, units=2)
    w.event(hour, PAYMENT_CAPTURED, 0, value=2000)
    w.event(hour, CARRIER_CHARGED, 0, value=510)
    w.event(DAY, REPLENISHMENT_ORDERED, item=0, value=5)
    w.event(2 * DAY, REPLENISHMENT_ORDERED, item=0, value=5)  # no longer a day of demand
    w.event(3 * DAY, REFUNDED, 0, value=1000)
    w.event(3 * DAY, GOODS_DOWNGRADED, 0, item=0, value=1)
    w.log.returns.append(order=0, line=0, node=0, units=1, reason=0, requested=DAY, received=3 * DAY)
    kpis = w.kpis()
    config = w.config
    payment, returns = config.processing.payment, config.aftersales.returns
    assert kpis["cost.labour"] == 150.0
    assert kpis["cost.packaging"] == config.fulfilment.packing.material_cost
    assert kpis["cost.shipping"] == 5.10
    assert kpis["cost.returns"] == pytest.approx(returns.label_cost + 4.0 * (1 - returns.seconds_value))
    assert kpis["cost.payment"] == pytest.approx(payment.fee_share * 20.0 + payment.fee_fixed)
    assert kpis["cost.holding"] == pytest.approx(kpis["stock_value"] * 0.25 * 2 / 365, abs=0.005)
    assert kpis["cost.replenishment"] == config.inventory.order_cost
    parts = sum(value for key, value in kpis.items() if key.startswith("cost."))
    assert kpis["cost_per_order"] == pytest.approx(parts)
    assert kpis["online_turnover"] == 10.0
    # Two units left the shelf, one came back as a second: one is kept.
    assert kpis["profit"] == pytest.approx(10.0 - 4.0 - parts)


def test_goods_put_back_are_no_cost_and_lost_ones_are(world, hour):
    w = world([(2,)])
    w.event(hour, STOCK_PICKED, 0, item=0, value=2)
    before = w.kpis()["profit"]
    w.event(w.config.days * DAY, STOCK_RETURNED, 0, item=0, value=2, reason=1)
    assert w.kpis()["profit"] == pytest.approx(before + 8.0)


def test_shipping_is_per_order_shipped_and_cost_per_order_delivered(world, hour):
    w = world([(1,), (1,)], config={"delivery": {"mode": "carrier"}}).deliver(0, 8 * hour)
    w.order(1, captured=1, confirmed=2)
    w.parcel(1, 1, released=3, picked=4, packed=5, staged=6, handed_over=7)
    for order in (0, 1):
        w.event(hour, CARRIER_CHARGED, order, value=400)
    kpis = w.kpis()
    assert kpis["shipping_cost_per_order"] == 4.0
    assert kpis["cost_per_order"] > 8.0


def test_no_order_no_cost_per_order(world):
    kpis = world().kpis()
    assert kpis["cost_per_order"] is None
    assert kpis["shipping_cost_per_order"] is None


def test_profit_is_turnover_less_goods_less_every_part_to_the_cent(world, hour):
    w = world([(2,)], config={"delivery": {"price": {"standard": 3.95}}}).deliver(0, 8 * hour, units=2)
    w.event(hour, DELIVERY_CHARGED, 0, value=395)
    w.event(hour, PAYMENT_CAPTURED, 0, value=2395)
    w.event(DAY, REFUNDED, 0, value=1000)
    w.event(DAY, REFUNDED, 0, reason=2, value=95)
    kpis = w.kpis()
    parts = sum(round(100 * value) for key, value in kpis.items() if key.startswith("cost."))
    assert (kpis["turnover.goods"], kpis["turnover.shipping"], kpis["online_turnover"]) == (10.0, 3.0, 13.0)
    assert kpis["cost_of_goods"] == 8.0
    assert round(100 * kpis["profit"]) == 1300 - 800 - parts
    assert kpis["profit_margin"] == pytest.approx(kpis["profit"] / 13.0)
    paid_by_time = {"labour", "vans", "holding", "sites"}
    assert {name for name, part in PARTS.items() if part.by_time} == paid_by_time
    by_time = sum(kpis[f"cost.{name}"] for name in (*paid_by_time, "drivers"))
    assert kpis["contribution"] == pytest.approx(kpis["profit"] + by_time)


def test_without_turnover_there_is_no_margin(world):
    assert world().kpis()["profit_margin"] is None
