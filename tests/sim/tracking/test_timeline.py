from datetime import date

import pytest

from sim.life import HAPPENINGS
from sim.life.orders import HELD, RATED, RELEASED_HOLD, Hold
from sim.life.parcels import DOOR_ATTEMPT
from sim.life.payments import DELIVERY_CHARGED, PAYMENT_CAPTURED
from sim.tracking.timeline import moment, span, timeline, timelines
from sim.units import DAY, HOUR, MINUTE


def words(outcome, order=0):
    return [text for _, text in timeline(outcome, order)]


def test_a_troubled_order_is_told_in_the_order_it_happened(world, hour):
    w = world([(2,)]).deliver(0, 27 * hour, units=2)
    w.event(27 * hour, RATED, 0, value=200)  # written first, told late
    w.event(hour, HELD, 0, reason=Hold.PRICE)
    w.event(2 * hour, RELEASED_HOLD, 0, reason=Hold.PRICE)
    w.event(24 * hour, DOOR_ATTEMPT, 0, ordinal=1, resource=7, reason=1)
    w.event(27 * hour, DOOR_ATTEMPT, 0, ordinal=2, resource=7, reason=0)
    w.log.tickets.append(order=0, topic=1, contact=1, opened=25 * hour, answered=25 * hour, resolved=26 * hour)
    w.log.returns.append(order=0, line=0, node=0, units=1, reason=2, requested=30 * hour)
    told = timeline(w.outcome(), 0)
    assert told == sorted(told, key=lambda entry: entry[0])
    text = [entry[1] for entry in told]
    assert text[0] == "placed by web: 1 line, 0.00 GBP"
    for expected in (
        "held: the price is corrected",
        "nobody home (attempt 1, van 7)",
        "the customer asked where the order is",
        "support answered at once",
        "delivered, 3.0 h late",
        "rated with 2 stars",
        "return of 1 unit of line 1 requested: damaged goods",
    ):
        assert expected in text
    assert text.index("delivered, 3.0 h late") < text.index("rated with 2 stars")


def test_two_parcels_are_told_apart(world, hour):
    w = world([(1, 1)]).deliver(0, 8 * hour)
    w.parcel(0, carrier=1, released=1, picked=2, packed=3, staged=4, handed_over=5, delivered=9 * hour, ended=9 * hour)
    text = words(w.outcome())
    assert "parcel 1 delivered, on time" in text
    assert "parcel 2 left with the carrier" in text


def test_several_orders_are_read_at_once_and_a_strange_one_is_refused(world):
    outcome = world([(1,)] * 3).outcome()
    assert list(timelines(outcome, [2, 0])) == [2, 0]
    with pytest.raises(IndexError, match="orders 0 to 2"):
        timeline(outcome, 3)


def test_every_kind_of_event_can_be_told(world, hour):
    w = world([(1, 1)])
    for kind in HAPPENINGS.values():
        w.event(hour, kind, 0, reason=1, value=100, ordinal=1)
    assert all(text and "{" not in text for text in words(w.outcome()))


def test_durations_and_moments_as_people_say_them():
    assert [span(t) for t in (12 * MINUTE, 89 * MINUTE, 3 * HOUR, 50 * HOUR)] == [
        "12 min", "89 min", "3.0 h", "2.1 days"
    ]  # fmt: skip
    assert moment(DAY + 14 * HOUR + 5 * MINUTE, date(2026, 3, 2)) == "Tue 3 Mar 14:05"


def test_what_is_charged_for_delivery_is_told_as_a_part_of_the_payment(world, hour):
    w = world([(1,)]).deliver(0, 20 * hour, handed_over=12 * hour)
    w.event(12 * hour, DELIVERY_CHARGED, 0, value=395)  # written before its payment
    w.event(12 * hour, PAYMENT_CAPTURED, 0, value=2395)
    told = words(w.outcome())
    payment = told.index("payment of 23.95 GBP captured")
    assert told[payment : payment + 3] == [
        "payment of 23.95 GBP captured",
        "of which 3.95 GBP for delivery",
        next(text for text in told if text.startswith("left on")),
    ]
