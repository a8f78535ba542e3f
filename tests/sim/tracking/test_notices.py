"""Notices alone: who is late when a promise is due, who is told, and who asks."""

import numpy as np
import pytest
from rooms import House, Notes

from sim.life.orders import LATE, NOTICE_SENT
from sim.tracking.notices import Notices
from sim.units import DAY, HOUR, MINUTE


class Room(House):
    def __init__(self, orders=3, due=DAY, **tracking):
        support = {"where_is_my_order": 1.0}
        config = {"tracking": tracking, "aftersales": {"support": support}}
        super().__init__([(1,)] * orders, config=config)
        self.support = Notes()
        self.room = Notices(self.context, self.book, np.full(orders, due, dtype=np.int64), self.support)

    @property
    def late(self):
        return np.flatnonzero(self.book.flags & LATE).tolist()


def test_only_what_is_open_when_the_promise_is_due_is_late():
    house = Room()
    for order in range(3):
        house.room.watch(order, HOUR)
    assert house.context.matters.still_open()["promise"] == 1, "one moment, one matter"
    house.book.open_parcels[1] = 1
    house.book.waiting_lines[2] = 1
    house.run(2 * DAY)
    assert house.late == [1, 2]
    assert [(row["time"], row["order"]) for row in house.rows(NOTICE_SENT)] == [(DAY + MINUTE, 1), (DAY + MINUTE, 2)]
    assert "promise" not in house.context.matters.still_open()


def test_a_delivery_decided_ahead_and_still_on_its_way_is_late():
    house = Room(orders=2)
    house.log.orders["delivered"][0], house.log.orders["delivered"][1] = DAY, DAY + 1
    for order in (0, 1):
        house.room.watch(order, HOUR)
    house.run(2 * DAY)
    assert house.late == [1]


def test_a_promise_that_is_over_already_is_late_at_once():
    house = Room(orders=1, due=HOUR)
    house.room.watch(0, 2 * HOUR)
    assert house.late == [0]


@pytest.mark.parametrize("told", [True, False])
def test_nobody_is_told_unless_notices_are_sent(told):
    house = Room(orders=1, delay_notices=told)
    house.book.open_parcels[0] = 1
    house.room.watch(0, HOUR)
    house.run(2 * DAY)
    assert len(house.rows(NOTICE_SENT)) == told
