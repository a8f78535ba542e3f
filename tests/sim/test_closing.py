"""How an order ends: once, with all that is left of it cancelled if it is rejected."""

import numpy as np
import pytest

from sim.clock import Clock
from sim.closing import Closing
from sim.config import SimConfig
from sim.context import Context
from sim.life.ledger import CANCELLED, UNALLOCATED, LedgerError
from sim.life.orders import CALLED_OFF, LATE, REJECTED, Rejection
from sim.life.payments import Payment
from sim.log import Log
from sim.model import order_value
from sim.order import OrderBook
from sim.tape import draw
from sim.units import DAY, HOUR


class Room:
    def __init__(self):
        config = SimConfig.model_validate({"days": 1, "placement": {"demand": {"orders_per_day": 20}}})
        tape = draw(config, 1, 0)
        self.log = Log(tape.orders)
        self.context = Context(config, tape, Clock(), self.log)
        self.book = OrderBook(tape, np.zeros(tape.orders, dtype=np.bool_))
        self.value = order_value(tape, tape.price)
        self.promise = np.full(tape.orders, DAY, dtype=np.int64)
        self.closing = Closing(self.context, self.book, self.value, self.promise)

    def come(self, orders, times, whole=True):
        orders, times = np.array(orders), np.array(times)
        self.closing.come(orders, orders, times, times)  # a first parcel stands in its order's row
        self.closing.close_all(orders, np.full(orders.size, whole), times, times)

    def stamp(self, name, order):
        return int(self.log.orders[name][order])

    def rows(self, happening):
        rows = self.log.rows()
        return rows[rows["kind"] == happening.code]


def test_a_rejected_order_is_cancelled_and_worth_what_was_asked_for():
    room = Room()
    room.closing.reject(3, HOUR, Rejection.FRAUD)
    lines = slice(room.book.line_start[3], room.book.line_start[4])
    assert not room.book.units[lines, UNALLOCATED].any()
    assert room.book.units[lines, CANCELLED].all()
    assert room.book.payment[3] == Payment.VOIDED
    assert (room.stamp("rejected", 3), room.stamp("closed", 3)) == (HOUR, HOUR)
    (row,) = room.rows(REJECTED)
    assert (row["order"], row["reason"], row["value"]) == (3, Rejection.FRAUD, room.value[3])


def test_who_cancelled_all_of_an_order_was_not_let_down_and_pays_nothing():
    room, learnt = Room(), []

    class Custom:
        def learn(self, orders, times, late):
            learnt.extend(zip(orders.tolist(), late.tolist(), strict=True))

    closing = Closing(room.context, room.book, room.value, room.promise, Custom())
    room.book.payment[:] = Payment.AUTHORISED
    room.book.flags[4] |= CALLED_OFF
    for order in (4, 5):
        closing.close_if_over(order, HOUR)
    assert learnt == [(5, True)]
    assert room.book.payment[4:6].tolist() == [Payment.VOIDED, Payment.AUTHORISED]


def test_an_order_with_a_parcel_or_a_line_open_stays_open():
    room = Room()
    room.book.open_parcels[0] = 1
    room.book.waiting_lines[1] = 1
    for order in (0, 1):
        room.closing.close_if_over(order, HOUR)
        assert room.stamp("closed", order) == -1
    assert room.book.are_awaited(np.array([0, 1, 2])).tolist() == [True, True, False]


def test_one_by_one_and_together_end_alike():
    alone, together = Room(), Room()
    orders, times = [2, 5, 7], [HOUR, 2 * DAY, DAY]
    for room in (alone, together):
        room.book.open_parcels[orders] = 1
    alone.come(orders, times, whole=False)
    together.come(orders, times)
    for name in ("closed", "delivered"):
        assert alone.log.orders.array(name).tolist() == together.log.orders.array(name).tolist()
    assert alone.book.flags.tolist() == together.book.flags.tolist()
    assert alone.book.flags[5] & LATE
    assert alone.context.matters.still_open() == together.context.matters.still_open()


@pytest.mark.parametrize(
    "again",
    [
        lambda room: room.closing.reject(2, DAY, Rejection.STOCK),
        lambda room: room.closing.close_if_over(2, DAY),
        lambda room: room.come([2], [DAY]),
    ],
)
def test_no_order_ends_twice(again):
    room = Room()
    room.book.open_parcels[2] = 1
    room.come([2], [HOUR])
    with pytest.raises(LedgerError, match="order 2 ends twice"):
        again(room)
