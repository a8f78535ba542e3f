"""Click and collect: who comes when and to which store, what is paid when, and what it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stores import business, ran

from sim.kpis import evaluate
from sim.life.collection import (
    NOT_COLLECTED,
    PARCEL_COLLECTED,
    PARCEL_READY,
    PARCEL_WAITS_FOR_PLACE,
    RETURNED_AT_TILL,
    SOLD_AT_COUNTER,
)
from sim.life.goods import STOCK_PICKED, STOCK_RECEIVED, STOCK_RETURNED, CameBack
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED, Refund
from sim.model import simulate
from sim.outcome import Outcome
from sim.placement.collecting import NOWHERE, collected_at
from sim.tape import COLLECT, draw
from sim.units import DAY, HOUR, MINUTE

ALL: dict[str, Any] = {
    "placement.preferences": {"standard": 0.0, "slot": 0.0, "express": 0.0, "collect": 1.0},
    "aftersales.returns": {"changed_mind": 0.0, "faulty_returned": 0.0},
    "delivery.price": {"standard": 2.0, "collect": 2.0},
}
"""Everybody collects."""


def collection(**settings: Any) -> dict[str, Any]:
    return {"fulfilment.stores": {"collection": settings}}


def rows_of(outcome: Outcome, happening: Any) -> np.ndarray:
    rows = outcome.log.rows()
    return rows[rows["kind"] == happening.code]


def test_it_is_ready_a_message_after_it_was_packed_and_collected_while_the_store_is_open() -> None:
    outcome = ran({**ALL, **collection(never_collected=0.0, hold_days=25.0), "fulfilment.short_message_minutes": 7.0})
    parcels = outcome.log.fulfilments.arrays()
    here = (parcels["node"] > 0) & (parcels["staged"] >= 0)
    assert here.sum() > 200
    assert (parcels["delivered"][here] == parcels["staged"][here] + 7 * MINUTE).all()
    assert (parcels["handed_over"][here] == parcels["delivered"][here]).all()
    collected = rows_of(outcome, PARCEL_COLLECTED)
    of_day = collected["time"] % DAY
    assert of_day.min() >= 9 * HOUR
    assert of_day.max() <= 18 * HOUR
    assert (parcels["ended"][collected["order"]] == collected["time"]).all()
    assert (collected["node"] == collected_at(outcome.facts.tape, outcome.facts.config)[collected["order"]]).all()
    orders = outcome.log.orders.arrays()
    assert (orders["closed"][collected["order"]] == collected["time"]).all()
    assert evaluate(outcome)["orders_collected"] == collected.size


def test_what_a_store_lacks_comes_with_the_next_truck_and_is_unloaded_as_it_opens() -> None:
    outcome = ran({**ALL, **collection(source="centre", truck_time="06:00", truck_hours=1.5)})
    parcels = outcome.log.fulfilments.arrays()
    left = parcels["handed_over"] >= 0
    assert (parcels["node"][left] == 0).all()
    assert left.sum() > 200
    assert set((parcels["handed_over"][left] % DAY).tolist()) == {6 * HOUR}
    waited = parcels["handed_over"][left] - parcels["staged"][left]
    assert waited.min() >= 0
    assert waited.max() < DAY
    ready = rows_of(outcome, PARCEL_READY)
    assert set((ready["time"] % DAY).tolist()) == {9 * HOUR}
    assert set(ready["node"].tolist()) == {1, 2, 3}


def test_prepaid_goods_that_nobody_collects_are_refunded_and_reserved_ones_were_never_paid() -> None:
    for reserved in (0.0, 1.0):
        settings = collection(reserved=reserved, never_collected=1.0, never_collected_reserved=1.0, extra_basket=0.0)
        outcome = ran({**ALL, **settings})
        left, captured, refunded = (rows_of(outcome, one) for one in (NOT_COLLECTED, PAYMENT_CAPTURED, REFUNDED))
        assert left.size > 200
        assert (captured.size > 0) == (reserved == 0.0)
        assert captured["value"].sum() == refunded["value"].sum()
        assert set(refunded["reason"].tolist()) <= {Refund.NOT_COLLECTED, Refund.DELIVERY_CHARGE, Refund.PRICE}
        back = rows_of(outcome, STOCK_RETURNED)
        assert set(back["reason"].tolist()) == {CameBack.UNCOLLECTED}
        assert back["node"].tolist() == left["node"].tolist()
        assert evaluate(outcome)["online_turnover"] == 0.0
        assert evaluate(outcome)["not_collected"] == 1.0


def test_who_reserves_pays_at_the_till() -> None:
    outcome = ran({**ALL, **collection(reserved=1.0, never_collected_reserved=0.0)})
    collected, captured = rows_of(outcome, PARCEL_COLLECTED), rows_of(outcome, PAYMENT_CAPTURED)
    assert collected.size > 200
    assert captured["time"].tolist() == collected["time"].tolist()


def test_it_is_held_so_many_days_and_until_the_store_opens() -> None:
    outcome = ran({**ALL, **collection(never_collected=1.0, hold_days=3.5, extra_basket=0.0)})
    ready, left = rows_of(outcome, PARCEL_READY), rows_of(outcome, NOT_COLLECTED)
    since = dict(zip(ready["order"].tolist(), ready["time"].tolist(), strict=True))
    held = left["time"] - np.array([since[order] for order in left["order"].tolist()])
    assert held.min() >= 3.5 * DAY
    assert held.max() < 4.5 * DAY
    assert (left["time"][held > 3.5 * DAY] % DAY == 9 * HOUR).all()


def test_shelves_balance_with_what_is_bought_besides_and_what_nobody_collects() -> None:
    outcome = ran({**ALL, **collection(extra_basket=1.0, never_collected=0.2)})
    shelf = outcome.facts.opening_stock.copy()
    signs = ((STOCK_PICKED, -1), (STOCK_RECEIVED, 1), (STOCK_RETURNED, 1), (SOLD_AT_COUNTER, -1))
    for happening, sign in signs:
        some = rows_of(outcome, happening)
        assert some.size
        np.add.at(shelf, (some["node"], some["item"]), sign * some["value"])
    walk_ins = outcome.facts.tape.walk_ins
    assert walk_ins is not None
    np.subtract.at(shelf, (walk_ins.node, walk_ins.item), outcome.log.walk_ins.arrays()["sold"])
    assert shelf.min() >= 0
    kpis, goods, sold = evaluate(outcome), outcome.facts.tape.goods, rows_of(outcome, SOLD_AT_COUNTER)
    assert kpis["extra_basket_sales"] == goods.price[sold["item"]].sum() / 100
    assert kpis["group_turnover"] == pytest.approx(kpis["online_turnover"] + kpis["turnover.stores"])
    costs = sum(value for key, value in kpis.items() if key.startswith("cost."))
    assert kpis["profit"] == pytest.approx(kpis["group_turnover"] - kpis["cost_of_goods"] - costs)


@pytest.mark.parametrize("places", [1, 3])
def test_no_more_parcels_stand_at_a_counter_than_it_has_places_and_who_came_first_is_ready_first(places: int) -> None:
    full = {f"fulfilment.nodes.shop{k}.counter_places": places for k in range(3)}
    quick = collection(hours_until_collected=0.4, never_collected=0.05, hold_days=0.5)
    outcome = ran({**ALL, **full, **quick, "placement.demand": {"orders_per_day": 30.0}})
    ready = rows_of(outcome, PARCEL_READY)
    gone = np.concatenate([rows_of(outcome, one) for one in (PARCEL_COLLECTED, NOT_COLLECTED)])
    came = outcome.log.fulfilments.arrays()["eta"]
    for store in (1, 2, 3):
        mine, left = ready[ready["node"] == store], gone[gone["node"] == store]
        times = np.concatenate((mine["time"], left["time"]))
        steps = np.concatenate((np.ones(mine.size), -np.ones(left.size)))
        standing = np.cumsum(steps[np.lexsort((steps, times))])
        assert standing.max() == places
        of = came[mine["order"][np.argsort(mine["time"], kind="stable")]]
        assert (np.diff(of) >= 0).all()
    waited = rows_of(outcome, PARCEL_WAITS_FOR_PLACE)
    late = ready[ready["time"] > came[ready["order"]]]
    assert set(late["order"].tolist()) <= set(waited["order"].tolist())
    assert (came[waited["order"]] == waited["time"]).all(), "it is told as it comes"
    kpis = evaluate(outcome)
    assert 0 < kpis["waited_for_place"] < 1
    assert evaluate(ran({**ALL, **quick}))["waited_for_place"] == 0.0


def test_staff_is_paid_for_the_minutes_at_the_counter() -> None:
    kpis = [evaluate(ran({**ALL, **collection(counter_minutes=minutes)})) for minutes in (0.0, 12.0)]
    hours = kpis[0]["orders_collected"] * 12 / 60
    assert kpis[1]["counter_hours"] == pytest.approx(hours)
    assert kpis[1]["store_hours"] - kpis[0]["store_hours"] == pytest.approx(hours)
    assert kpis[1]["cost.labour"] - kpis[0]["cost.labour"] == pytest.approx(14.0 * hours, abs=0.01)


def test_returns_at_the_till_need_no_label_and_go_on_the_store_s_shelf() -> None:
    back = {"changed_mind": 0.5, "restockable": 1.0, "scrapped": 0.0, "label_cost": 4.0, "faulty_returned": 0.0}
    outcome = ran({**ALL, "aftersales.returns": {**back, "at_till": 0.6}, **collection(source="centre")})
    brought, returns = rows_of(outcome, RETURNED_AT_TILL), outcome.log.returns.arrays()
    received = returns["received"] >= 0
    assert brought.size == (received & (returns["node"] > 0)).sum()
    assert 0.5 < brought.size / received.sum() < 0.7
    of_day = brought["time"] % DAY
    assert of_day.min() >= 9 * HOUR
    assert of_day.max() <= 18 * HOUR
    restocked = rows_of(outcome, STOCK_RETURNED)
    assert (restocked["node"] > 0).sum() > 50
    assert evaluate(outcome)["cost.returns"] == pytest.approx(4.0 * (received.sum() - brought.size))


def test_a_promise_is_kept_when_the_parcel_is_ready_however_late_it_is_collected() -> None:
    slow = collection(hours_until_collected=40.0, never_collected=0.0, hold_days=30.0)
    outcome = ran({**ALL, **slow, "delivery.promise": {"collect_hours": 6.0}})
    parcels, close = outcome.log.fulfilments.arrays(), outcome.facts.promise_close
    mine = parcels["delivered"] >= 0
    order = parcels["order"][mine]
    assert np.mean(parcels["ended"][mine] > close[order]) > 0.5
    on_time = np.mean(parcels["delivered"][mine] <= close[order])
    assert on_time > 0.9
    assert evaluate(outcome)["on_time_delivery"] == pytest.approx(on_time, abs=0.02)
    tickets = outcome.log.tickets.arrays()
    assert tickets["topic"].size < 0.1 * order.size, "nobody asks where his order is when it stands at the counter"


def test_an_order_of_a_store_s_own_goods_is_promised_within_hours_and_of_a_centre_s_by_the_truck() -> None:
    promise = {"delivery.promise": {"collect_hours": 4.0, "collect_days": 2, "cut_off": "24:00"}}
    outcome = ran({**ALL, **promise})
    tape, close = outcome.facts.tape, outcome.facts.promise_close
    here = outcome.log.fulfilments.arrays()["node"][: tape.orders] > 0
    noon = (tape.placed % DAY >= 9 * HOUR) & (tape.placed % DAY < 13 * HOUR)
    assert (close[here & noon] == tape.placed[here & noon] + 4 * HOUR).all()
    far = ran({**ALL, **promise, **collection(source="centre")}).facts.promise_close
    assert (far == (tape.placed // DAY + 2) * DAY + 21 * HOUR).all()


def test_they_come_to_the_nearest_store_that_hands_over_and_have_it_sent_where_none_does() -> None:
    config = business({**ALL, "fulfilment.nodes.shop1.hands_over": False})
    tape = draw(config, 1, 0)
    at = collected_at(tape, config)
    places = np.array([[node.x_kilometres, node.y_kilometres] for node in config.fulfilment.nodes.values()]) * 1000
    away = np.hypot(*(np.stack([tape.address.x, tape.address.y])[:, :, None] - places.T[:, None, :]))
    away[:, [0, 2]] = np.inf
    assert (at == away.argmin(axis=1)).all()
    near = business({**ALL, **collection(within_kilometres=2.0), "delivery.price": {"collect": 2.0}})
    some = collected_at(tape, near)
    assert 0 < (some == NOWHERE).sum() < tape.orders
    outcome = simulate(near, tape)
    parcels = outcome.log.fulfilments.arrays()
    sent = parcels["handed_over"] >= 0
    assert ((parcels["carrier"] == 2) == (some[parcels["order"]] != NOWHERE))[sent].all()
    charged = evaluate(outcome)["turnover.shipping"]
    assert charged == pytest.approx(2.0 * (some != NOWHERE).sum(), rel=0.1)


def test_stores_are_switched_on_and_items_become_collectable_by_date() -> None:
    dates = {"fulfilment.nodes.shop1.hands_over_from": "2026-03-05", "fulfilment.nodes.shop0.hands_over": False}
    config = business({**ALL, **dates, **collection(items={"2026-03-03": 0.4, "2026-03-06": 1.0})})
    tape = draw(config, 1, 0)
    at, day = collected_at(tape, config), tape.placed // DAY
    assert (at[day < 1] == NOWHERE).all()
    assert 0.3 < (at[(day >= 1) & (day < 4)] != NOWHERE).mean() < 0.6
    assert (at[day >= 4] != NOWHERE).all()
    assert set(at[day < 3].tolist()) == {NOWHERE, 3}
    assert set(at[day >= 4].tolist()) == {2, 3}
    assert (tape.preference == COLLECT).all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fulfilment.stores": {"collection": {"hold_days": 31.0}}}, "hold_days: 31 days are longer than the 30"),
        ({f"fulfilment.nodes.shop{k}.hands_over": False for k in range(3)}, "collect: no store hands orders over"),
    ],
)
def test_what_cannot_be_collected_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ran({**ALL, **changes})
