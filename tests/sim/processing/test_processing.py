"""Processing alone: what goes wrong holds an order, ends it, or lets it on to be promised."""

import pytest
from rooms import House, Notes

from sim.clock import ARRIVAL
from sim.life.orders import HELD, RELEASED_HOLD, WRONG_PRICE, Hold, Rejection
from sim.life.payments import PAYMENT_DECLINED, Payment
from sim.processing.prices import charged_prices
from sim.processing.processing import Processing
from sim.units import DAY, HOUR, SECOND

WELL = {"verification": {"manual_detection": 0.0, "automatic_detection": 0.0}}


class Room(House):
    def __init__(self, uniforms=None, **processing):
        given = {name: [value] for name, value in (uniforms or {}).items()}
        super().__init__([(3,)], uniforms=given, config={"processing": {**WELL, **processing}})
        self.availability, self.closing = Notes(), Notes()
        self.charged = charged_prices(self.tape, self.config)
        self.room = Processing(self.context, self.book, self.value, self.charged, self.availability, self.closing)
        self.clock.at(HOUR, ARRIVAL, lambda now: self.room.receive(0, now))
        self.run(3 * DAY)

    @property
    def promised(self):
        return [now for _, now in self.availability.asked("promise")]


def test_nothing_wrong_is_promised_after_rules_and_bank():
    house = Room()
    assert house.promised == [HOUR + 5 * SECOND]
    assert house.log.orders["verified"][0] == HOUR + 3 * SECOND
    assert house.book.payment[0] == Payment.AUTHORISED


@pytest.mark.parametrize(("second", "ends"), [(0.1, False), (0.9, True)])
def test_a_declined_payment_is_tried_once_more(second, ends):
    house = Room({"payment": 0.0, "payment_retry": second})
    (declined,) = house.rows(PAYMENT_DECLINED)
    assert (declined["attempt"], declined["amount"]) == (1, 3000)
    assert [row["reason"] for row in house.rows(HELD)] == [Hold.PAYMENT]
    (released,) = house.rows(RELEASED_HOLD)
    assert house.promised == ([] if ends else [released["time"]])
    assert house.closing.heard == ([("reject", 0, released["time"], Rejection.PAYMENT)] if ends else [])


@pytest.mark.parametrize(("verdict", "ends"), [(0.9, False), (0.0, True)])
def test_the_fraud_screen_asks_a_person(verdict, ends):
    house = Room({"review": 0.0, "review_outcome": verdict})
    assert house.log.orders["reviewed"][0] > house.log.orders["review_started"][0] >= HOUR
    assert bool(house.closing.asked("reject")) == ends
    assert len(house.promised) == (not ends)


def test_a_wrong_price_that_nobody_notices_goes_on_with_its_loss():
    house = Room({"price": 0.0, "price_size": 0.9})
    (row,) = house.rows(WRONG_PRICE)
    assert row["amount"] == 3 * abs(int(house.charged[0]) - 1000) != 0
    assert house.promised == [HOUR + 5 * SECOND]


def test_one_that_is_noticed_waits_until_it_is_right():
    house = Room({"price": 0.0, "detection": 0.0}, verification={"automatic_detection": 1.0})
    assert [row["reason"] for row in house.rows(HELD)] == [Hold.PRICE]
    assert house.promised[0] > HOUR + 5 * SECOND
    assert not house.rows(WRONG_PRICE)
