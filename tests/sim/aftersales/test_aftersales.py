"""Parcels of one order that are decided in another order than they arrive: closing, complaints, refunds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.aftersales.aftersales import AfterSales
from sim.aftersales.changed_minds import changed_minds
from sim.aftersales.lost import LostGoods
from sim.clock import DECISION, Clock
from sim.closing import Closing
from sim.config import SimConfig
from sim.context import Context
from sim.inventory.stock import Stock
from sim.life.goods import STOCK_PICKED
from sim.life.ledger import IN_TRANSIT, KEPT, ORDERED, UNALLOCATED
from sim.life.orders import LATE
from sim.life.payments import PAYMENT_CAPTURED, REFUNDED, Payment
from sim.life.returns import Reason
from sim.life.tickets import Topic
from sim.log import Log
from sim.model import order_value, simulate
from sim.order import OrderBook
from sim.parcels import Parcels
from sim.placement.charge import delivery_charges
from sim.records import Records
from sim.tape import draw
from sim.units import DAY, HOUR


class Desk:
    """Order 0, two lines in two parcels (rows 0 and `second`), both with the customer soon."""

    def __init__(self, *, wrong: bool, **aftersales: Any) -> None:
        config = SimConfig.model_validate(
            {
                "days": 1,
                "follow_up_days": 30,
                "placement": {
                    "demand": {"orders_per_day": 30},
                    "catalogue": {"items": 5},
                    "baskets": {"lines": 2.5, "special_preparation": 0.0},
                    "channels": {"web": {"share": 1.0, "line_error": float(wrong), "address_error": 0.0}},
                },
                "processing": {"verification": {"automatic_detection": 0.0}},
                "inventory": {"shrinkage_per_day": 0.0},
                "fulfilment": {"picking": {"mispick": 0.0}, "packing": {"damage": 0.0}},
                "aftersales": {
                    "returns": {"changed_mind": 0.0, "faulty_returned": 0.0},
                    "support": {
                        "question": 0.0,
                        "complaint": 1.0,
                        "first_contact_resolution": 1.0,
                        "waking_start": "00:00",
                        "channels": {"mail": {"share": 1}},
                    },
                    **aftersales,
                },
            }
        )
        tape = draw(config, 1, 0)
        self.clock, self.log = Clock(), Log(tape.orders)
        self.context = Context(config, tape, self.clock, self.log)
        self.book = OrderBook(tape, np.zeros(tape.orders, dtype=np.bool_))
        parcels = Parcels(self.log.fulfilments, tape, tape.price, order_value(tape, tape.price))
        shelf = np.zeros((1, 5), dtype=np.int64)
        stock = Stock(self.context, Records(shelf, (0,) * len(shelf)), shelf, shelf, lambda *_: None, lambda *_: None)
        self.promise = np.full(tape.orders, 5 * DAY, dtype=np.int64)
        charges = delivery_charges(tape, config, order_value(tape, tape.price))
        closing = Closing(self.context, self.book, order_value(tape, tape.price), self.promise)
        self.lost = lost = LostGoods(self.context, self.book, parcels, lambda *_: False)
        self.room = AfterSales(self.context, self.book, parcels, stock, closing, charges, tape.price, lost)
        self.order = int(np.flatnonzero(np.diff(tape.baskets.line_start) == 2)[0])
        begin = int(tape.baskets.line_start[self.order])
        self.rows = [self.order, self.log.fulfilments.append(order=self.order, node=0)]
        for table, value in (("order", self.order), ("node", 0)):
            self.log.fulfilments[table][self.order] = value
        for ref, (row, line) in enumerate(zip(self.rows, (begin, begin + 1), strict=True)):
            units = int(tape.baskets.quantity[line])
            parcels.put(row, [(line, int(tape.baskets.item[line]), units)])
            parcels.ref[row] = ref
            self.book.units[line, UNALLOCATED] = 0
            self.book.units[line, IN_TRANSIT] = units
        self.parcels = parcels
        self.book.open_parcels[self.order] = 2

    def deliver(self, which: int, time: int) -> None:
        rows = np.array([self.rows[which]])
        self.parcels.move(self.book, rows, IN_TRANSIT, KEPT)
        self.room.delivered(rows, np.array([time]))

    def run(self, until: int) -> None:
        over = self.clock.event()
        self.clock.at(until, DECISION, lambda now: over.succeed())
        self.clock.run_until(over)

    def stamp(self, name: str) -> int:
        return int(self.log.orders.arrays()[name][self.order])


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("times", [(HOUR, 3 * HOUR), (3 * HOUR, HOUR)])
def test_an_order_is_over_with_its_last_parcel(wrong: bool, times: tuple[int, int]) -> None:
    desk = Desk(wrong=wrong)
    before = desk.context.matters.still_open()["orders"]
    desk.deliver(0, times[0])
    assert desk.stamp("closed") == -1
    desk.deliver(1, times[1])
    assert desk.stamp("closed") == desk.stamp("delivered") == 3 * HOUR
    still = desk.context.matters.still_open()
    assert still["orders"] == before - 1
    assert still.get("complaints", 0) == 2 * wrong, "two complaints may still be made"


@pytest.mark.parametrize("times", [(HOUR, 3 * HOUR), (3 * HOUR, HOUR)])
def test_one_complaint_is_made_an_hour_after_the_first_faulty_parcel_to_arrive(times: tuple[int, int]) -> None:
    desk = Desk(wrong=True)
    desk.deliver(0, times[0])
    desk.deliver(1, times[1])
    desk.run(2 * DAY)
    tickets = desk.log.tickets.arrays()
    assert tickets["topic"].tolist() == [Topic.COMPLAINT]
    assert tickets["opened"].tolist() == [2 * HOUR]


def test_who_is_late_is_told_by_the_last_parcel() -> None:
    """Satisfaction falls with the broken promise, whichever parcel broke it and whenever it was decided."""
    late = []
    for time in (5 * DAY, 5 * DAY + 1):
        desk = Desk(wrong=False)
        desk.deliver(0, time)
        desk.deliver(1, HOUR)
        late.append(bool(desk.book.flags[desk.order] & LATE))
    assert late == [False, True]


def test_what_never_came_is_paid_back() -> None:
    desk = Desk(wrong=False)
    tape = desk.context.tape
    begin = int(tape.baskets.line_start[desk.order])
    desk.deliver(0, HOUR)
    desk.room.lost(desk.rows[1], 9 * HOUR)
    rows = desk.log.rows()
    refund = rows[rows["kind"] == REFUNDED.code]
    assert refund["value"].tolist() == [int(tape.price[begin + 1]) * int(tape.baskets.quantity[begin + 1])]
    assert desk.stamp("delivered") == HOUR
    assert desk.stamp("closed") == 9 * HOUR
    assert desk.book.units[begin, KEPT] == desk.book.units[begin, ORDERED]


@pytest.mark.parametrize(
    ("worth", "credit", "captured"),
    [
        ((700, 300), 0, [700, 300]),
        ((700, 300), 999, [1]),
        ((700, 300), 1_000, []),
        ((700, 300), 700, [300]),
        ((0, 300), 300, [0]),
        ((0, 1), 5, [0]),
    ],
)
def test_parcels_are_captured_for_what_no_credit_pays(worth: tuple[int, int], credit: int, captured: list[int]) -> None:
    """Minor units; what is free is captured as nothing, what a lost parcel has paid already is not captured at all."""
    desk = Desk(wrong=False)
    desk.parcels.worth[desk.rows] = worth
    desk.lost.credit[desk.order] = credit
    desk.book.payment[desk.order] = Payment.AUTHORISED
    desk.room.handed_over(np.array(desk.rows), HOUR)
    rows = desk.log.rows()
    taken = rows[rows["kind"] == PAYMENT_CAPTURED.code]
    assert taken["value"].tolist() == captured
    assert desk.lost.credit[desk.order] == max(0, credit - sum(worth))


def test_a_line_in_two_parcels_goes_back_as_often_as_minds_change() -> None:
    """Shorts split lines over parcels; each unit that is not wanted is sent back once, whichever brought it."""
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 400},
                "catalogue": {"items": 60},
                "baskets": {"lines": 1.5, "quantity": 4.0},
            },
            "inventory": {
                "record_error": 0.7,
                "opening_days": 1.0,
                "policy": {"policy": "min_max", "reorder_point": 1, "order_up_to": 2},
                "out_of_stock": {"wait": 1, "drop_line": 0, "cancel_order": 0},
            },
            "delivery": {"mode": "carrier"},
            "aftersales": {"returns": {"changed_mind": 0.4}},
        }
    )
    tape = draw(config, 1, 0)
    log = simulate(config, tape).log
    returns, rows = log.returns.arrays(), log.rows()
    line = tape.baskets.line_start[returns["order"]] + returns["line"]
    own = returns["reason"] == Reason.CHANGED_MIND
    back = np.bincount(line[own], weights=returns["units"][own], minlength=tape.lines)
    unwanted = changed_minds(tape, config)
    picked = rows[rows["kind"] == STOCK_PICKED.code]
    parts = np.bincount(tape.baskets.line_start[picked["order"]] + picked["line"], minlength=tape.lines)
    assert np.any((parts > 1) & (unwanted > 0) & (back > 0)), "some line came in several parcels"
    assert np.all(back <= unwanted)
