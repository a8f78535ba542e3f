"""The warehouse alone: express parcels go first, the shelf decides what is found, and who hears of a short pick."""

import numpy as np
from rooms import House, Notes

from sim.clock import DECISION
from sim.fulfilment.warehouse import Warehouse
from sim.fulfilment.workloads import workloads
from sim.inventory.stock import Stock
from sim.life.goods import RECORD_CORRECTED, STOCK_PICKED
from sim.life.ledger import ALLOCATED, PACKED, UNALLOCATED
from sim.life.lines import LINE_SHORT
from sim.records import Records
from sim.tape import EXPRESS, STANDARD
from sim.units import DAY, HOUR, MINUTE, SECOND


class Room(House):
    def __init__(self, baskets, shelf=(10, 10), pickers=1, wishes=None):
        node = {"pickers": pickers, "packers": 1, "labellers": 1, "start": "00:00", "end": "24:00"}
        config = {"fulfilment": {"nodes": {"north": node}}, "inventory": {"shrinkage_per_day": 0.0}}
        preference = np.array(wishes or [STANDARD] * len(baskets), dtype=np.uint8)
        super().__init__(baskets, config=config, preference=preference)
        self.records = Records(np.array([[10, 10]], dtype=np.int64), (0,))
        self.arrived: list[tuple[int, ...]] = []
        self.missing: list[tuple[int, ...]] = []
        self.stock = Stock(
            self.context, self.records, np.array([shelf], dtype=np.int64), np.array([[10, 10]], dtype=np.int64),
            lambda node, until: self.room.advance(node, until), lambda *what: self.arrived.append(what),
        )  # fmt: skip
        self.dispatch = Notes(by_carrier=np.zeros((len(baskets), 1), dtype=np.uint8))
        self.closing = Notes()
        work = workloads(self.tape, self.config, self.log.fulfilments.most, self.tape.placed)
        self.room = Warehouse(
            self.context, self.book, self.parcels, self.stock, work, self.dispatch, self.closing,
            lambda *what: self.missing.append(what),
        )  # fmt: skip

    def release(self, *orders):
        for order in orders:
            self.room.release(order, 0, None, 0)
        self.run(DAY)
        self.room.write_down()

    def stamp(self, name):
        return self.log.fulfilments.arrays()[name].tolist()


def test_a_parcel_goes_from_the_shelf_to_the_dock():
    house = Room([(2, 1)])
    house.release(0)
    assert [(row["item"], row["units"]) for row in house.rows(STOCK_PICKED)] == [(0, 2), (1, 1)]
    assert house.stock.on_hand.tolist() == [[8, 9]]
    (staged,) = house.dispatch.asked("staged")
    assert staged == [0, [0]]
    assert house.book.units[:, PACKED].tolist() == [2, 1]
    assert house.stamp("picked")[0] < house.stamp("packed")[0] < house.stamp("staged")[0]


def test_express_orders_are_picked_first():
    house = Room([(1,), (1,), (1,)], wishes=[STANDARD, STANDARD, EXPRESS])
    house.release(0, 1, 2)
    started = house.stamp("picking_started")
    assert started[0] == 0, "whoever is first while the picker is free"
    assert started[2] < started[1], "of those that wait the express order"


def test_what_came_before_the_picker_looks_is_found():
    """Units that arrive while the shelf is a moment behind are on it for the pick that ends after them, not before."""
    house = Room([(2,), (3,)], shelf=(2, 10))
    house.clock.at(SECOND, DECISION, lambda now: house.stock.receive(now, 0, 0, 5))
    house.release(0, 1)
    assert house.rows(LINE_SHORT) == []
    assert [row["units"] for row in house.rows(STOCK_PICKED)] == [2, 3]
    assert house.stock.on_hand.tolist() == [[2, 10]]


def test_what_is_not_there_is_told_after_the_message_and_the_rest_goes_on():
    house = Room([(3, 1)], shelf=(1, 10))
    house.release(0)
    (short,) = house.rows(LINE_SHORT)
    assert (short["line"], short["units"]) == (0, 2)
    told = short["time"] + 10 * MINUTE
    assert house.missing == [(0, 0, 0, told)]
    assert house.arrived == [(told, 0, 0)]
    (corrected,) = house.rows(RECORD_CORRECTED)
    assert (corrected["time"], corrected["change"]) == (told, -9)
    assert house.records.units.tolist() == [[10 + 2 - 9, 10]]
    assert house.book.units[0, [UNALLOCATED, PACKED]].tolist() == [2, 1]
    assert [(row["line"], row["units"]) for row in house.rows(STOCK_PICKED)] == [(0, 1), (1, 1)]


def test_a_parcel_for_which_nothing_is_found_ends():
    house = Room([(2,)], shelf=(0, 0))
    house.release(0)
    picked = house.stamp("picked")[0]
    assert house.closing.heard == [("end_parcel", 0, 0, picked)]
    assert not house.dispatch.asked("staged")
    assert house.book.units[0, ALLOCATED] == 0


def test_nobody_waits_where_there_are_hands_enough():
    house = Room([(1,), (1,)], pickers=2)
    house.release(0, 1)
    assert house.stamp("picking_started")[:2] == [0, 0]
    assert max(house.stamp("staged")[:2]) < HOUR
