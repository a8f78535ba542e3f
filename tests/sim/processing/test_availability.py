"""Availability alone: promised, waited for, dropped, or ended; and again when a pick was short."""

import numpy as np
import pytest
from rooms import House, Notes

from sim.life.ledger import ALLOCATED, BACKORDERED, CANCELLED, UNALLOCATED
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED, LINE_CANCELLED, Cancellation
from sim.life.orders import INCOMPLETE, Rejection
from sim.processing.asking_again import AskingAgain
from sim.processing.availability import Availability
from sim.processing.reserving import Reserving
from sim.processing.unpromised import Unpromised
from sim.records import Records
from sim.units import HOUR

WAIT, DROP, CANCEL = 0.1, 0.5, 0.95  # at the default shares 0.35, 0.45, 0.20


class Room(House):
    def __init__(self, baskets, choice, stock=(2, 0), **inventory):
        super().__init__(
            baskets, uniforms={"stockout_choice": [choice] * len(baskets)}, config={"inventory": inventory}
        )
        self.records = Records(np.array([stock], dtype=np.int64), (0,))
        self.tracking, self.closing, self.warehouse = Notes(), Notes(), Notes()
        orders = self.context, self.book, self.records
        reserving = Reserving(*orders)
        self.unpromised = Unpromised(*orders, reserving, Notes(), self.closing, self.warehouse)
        self.again = AskingAgain(*orders, reserving, self.unpromised, Notes(), self.closing, self.warehouse)
        self.room = Availability(*orders, reserving, self.unpromised, Notes(), self.tracking, self.warehouse)


def test_what_the_records_have_is_released_whole():
    house = Room([(2,)], WAIT)
    house.room.promise(0, HOUR)
    assert house.warehouse.heard == [("release", 0, 0, None, HOUR)]
    assert house.tracking.heard == [("watch", 0, HOUR)]
    assert house.log.orders["confirmed"][0] == HOUR
    assert house.records.units.tolist() == [[0, 0]]


def test_who_waits_is_served_when_units_come_oldest_first():
    house = Room([(1, 1), (1, 1)], WAIT)
    for order in (0, 1):
        house.room.promise(order, HOUR)
    assert [row["order"] for row in house.rows(LINE_BACKORDERED)] == [0, 1]
    assert house.book.units[1, BACKORDERED] == house.book.units[3, BACKORDERED] == 1
    house.warehouse.heard.clear()
    house.records.restock(0, 1, 1)
    house.unpromised.serve(2 * HOUR, 0, 1)
    assert house.warehouse.heard == [("release", 0, 0, [(1, 1, 1)], 2 * HOUR)]
    assert [(row["order"], row["line"], row["units"]) for row in house.rows(LINE_ALLOCATED)] == [(0, 1, 1)]
    assert house.book.waiting_lines.tolist() == [0, 1]


def test_who_drops_a_line_gets_the_rest():
    house = Room([(1, 1)], DROP)
    house.room.promise(0, HOUR)
    assert house.warehouse.heard == [("release", 0, 0, [(0, 0, 1)], HOUR)]
    (row,) = house.rows(LINE_CANCELLED)
    assert (row["line"], row["reason"]) == (1, Cancellation.CUSTOMER_DROPPED)
    assert house.book.flags[0] & INCOMPLETE


@pytest.mark.parametrize(("basket", "choice"), [((1, 1), CANCEL), ((3,), DROP)])
def test_who_buys_elsewhere_or_drops_everything_ends_and_gives_back_what_was_reserved(basket, choice):
    house = Room([basket], choice, partial_lines=False)
    house.room.promise(0, HOUR)
    assert house.closing.heard == [("reject", 0, HOUR, Rejection.STOCK)]
    assert house.records.units.tolist() == [[2, 0]]
    assert house.book.units[:, CANCELLED].tolist() == list(basket)
    assert house.warehouse.heard == []


def test_units_not_found_are_promised_again_or_given_up():
    house = Room([(2,)], DROP, stock=(2, 0))
    house.room.promise(0, HOUR)
    house.book.units[0, UNALLOCATED] = 2  # as the warehouse leaves it after a short pick of both
    house.book.waiting_lines[0] = 1
    house.again.source_again(0, 0, 0, 2 * HOUR)
    (row,) = house.rows(LINE_CANCELLED)
    assert row["reason"] == Cancellation.NOT_FOUND
    assert house.closing.heard == [("close_if_over", 0, 2 * HOUR)]
    house.book.units[0, CANCELLED], house.book.units[0, UNALLOCATED] = 0, 2
    house.book.waiting_lines[0] = 1
    house.records.restock(0, 0, 2)
    house.again.source_again(0, 0, 0, 3 * HOUR)
    assert house.book.units[0, ALLOCATED] == 2
    assert house.warehouse.heard[-1] == ("release", 0, 0, [(0, 0, 2)], 3 * HOUR)


def test_a_part_of_a_line_is_shipped_and_the_rest_waits():
    house = Room([(5,)], WAIT)
    house.room.promise(0, HOUR)
    assert house.warehouse.heard == [("release", 0, 0, [(0, 0, 2)], HOUR)]
    assert [row["units"] for row in house.rows(LINE_BACKORDERED)] == [3]
    for time, units in ((2, 1), (3, 2)):
        house.records.restock(0, 0, units)
        house.unpromised.serve(time * HOUR, 0, 0)
    assert [call[2] for call in house.warehouse.asked("release")] == [[(0, 0, 2)], [(0, 0, 1)], [(0, 0, 2)]]
    assert house.book.waiting_lines[0] == 0


def test_a_part_of_a_line_that_is_dropped_is_sent_and_the_rest_given_up():
    house = Room([(5,)], DROP)
    house.room.promise(0, HOUR)
    assert house.warehouse.heard == [("release", 0, 0, [(0, 0, 2)], HOUR)]
    assert [row["units"] for row in house.rows(LINE_CANCELLED)] == [3]


def test_parts_that_wait_for_the_whole_order_leave_in_one_parcel():
    house = Room([(5,)], WAIT)
    house.unpromised._split = False
    house.room.promise(0, HOUR)
    house.records.restock(0, 0, 3)
    house.unpromised.serve(2 * HOUR, 0, 0)
    assert house.warehouse.heard == [("release", 0, 0, [(0, 0, 5)], 2 * HOUR)]


@pytest.mark.parametrize(("rule", "served"), [("first_come", []), ("shelf_open", [1])])
def test_newcomers_get_nothing_while_somebody_waits_unless_the_shelf_is_open(rule, served):
    """Four wanted and two there, whole lines only: who wants one may not be quicker than who waits for four."""
    house = Room([(4,), (1,)], WAIT, partial_lines=False, backorder_rule=rule)
    for order in (0, 1):
        house.room.promise(order, HOUR)
    assert [call[0] for call in house.warehouse.asked("release")] == served
    house.records.restock(0, 0, 3)
    house.unpromised.serve(2 * HOUR, 0, 0)
    assert [call[0] for call in house.warehouse.asked("release")] == [*served, 0, *([] if served else [1])]


@pytest.mark.parametrize(
    ("rule", "first"), [("first_come", 0), ("smallest_first", 1), ("express_first", 2), ("shelf_open", 0)]
)
def test_the_rule_says_who_of_those_who_wait_is_first(rule, first):
    house = Room([(3,), (1,), (2,)], WAIT, stock=(0, 0), backorder_rule=rule)
    house.book.priority[2] = 0
    for order in range(3):
        house.room.promise(order, HOUR)
    house.records.restock(0, 0, 1)
    house.unpromised.serve(2 * HOUR, 0, 0)
    assert [call[0] for call in house.warehouse.asked("release")] == [first]
