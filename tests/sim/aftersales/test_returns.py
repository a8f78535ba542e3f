"""Returns alone: asked for, received, inspected, graded, refunded; units of a line never twice."""

import numpy as np
import pytest
from rooms import House, Notes

from sim.aftersales.returns import Returns
from sim.life.ledger import KEPT, UNALLOCATED
from sim.life.payments import REFUNDED
from sim.life.returns import Reason
from sim.matters import Matter
from sim.units import DAY


class Room(House):
    def __init__(self, baskets, unwanted=0, **returns):
        config = {"aftersales": {"returns": returns},
                  "fulfilment": {"nodes": {"north": {"start": "00:00", "end": "24:00"}}}}  # fmt: skip
        super().__init__(baskets, config=config)
        self.stock = Notes()
        self.room = Returns(
            self.context, self.book, self.stock, np.full(self.tape.lines, unwanted, dtype=np.uint8), 20, self.tape.price
        )
        units = self.tape.baskets.quantity
        self.book.units[:, UNALLOCATED], self.book.units[:, KEPT] = 0, units

    def send(self, rows, reason, at=0):
        goods = self.parcels.contents(np.array(rows))
        self.room.expect(goods, np.full(goods.line.size, reason), np.full(goods.line.size, at))
        self.run(80 * DAY)
        self.room.write_down(self.clock.now)
        return self.log.returns.arrays()


def test_a_return_goes_its_way_in_order_and_is_paid_back():
    house = Room([(2,)], restockable=1.0, scrapped=0.0)
    house.whole(0)
    table = house.send([0], Reason.WRONG, at=DAY)
    assert table["units"].tolist() == [2]
    times = [int(table[name][0]) for name in ("requested", "received", "inspection_started", "inspected")]
    assert DAY < times[0] < times[1] <= times[2] < times[3]
    assert times[0] <= 31 * DAY
    (refund,) = house.rows(REFUNDED)
    assert (refund["time"], refund["amount"]) == (times[3], 2000)
    (back,) = house.stock.asked("put_back")
    assert back[:4] == [times[3], 0, 0, 2]
    assert "return" not in str(house.context.matters.still_open())


@pytest.mark.parametrize(("when", "stamp"), [("on_receipt", "received"), ("on_inspection", "inspected")])
def test_the_policy_says_when_the_money_goes_back(when, stamp):
    house = Room([(1,)], refund=when)
    house.whole(0)
    table = house.send([0], Reason.DAMAGED)
    assert table["refunded"][0] == table[stamp][0]


def test_damaged_goods_never_go_back_on_the_shelf():
    house = Room([(1,)], restockable=1.0, scrapped=0.0)
    house.whole(0)
    house.send([0], Reason.DAMAGED)
    assert not house.stock.heard


def test_of_a_line_in_two_parcels_no_more_goes_back_than_minds_have_changed():
    house = Room([(3,)], unwanted=1)
    rows = [0, house.log.fulfilments.append(order=0, node=0)]
    house.log.fulfilments["order"][0], house.log.fulfilments["node"][0] = 0, 0
    for ref, (row, units) in enumerate(zip(rows, (1, 2), strict=True)):
        house.parcels.put(row, [(0, 0, units)])
        house.parcels.ref[row] = ref
    table = house.send(rows, Reason.CHANGED_MIND)
    assert table["units"].tolist() == [1]
    assert Matter.RETURN not in house.context.matters.still_open()
