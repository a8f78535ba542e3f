"""A planned break is had as early as it costs nothing, and no earlier."""

from __future__ import annotations

from sim.delivery.breaks import NO_LEG, DueBreak
from sim.delivery.early_breaks import PlannedLeg, as_early_as_free
from sim.delivery.traffic import EVEN, Traffic, TrafficConfig
from sim.units import DAY, HOUR, MINUTE

NINE = 9 * HOUR
AT_THE_EDGE = DueBreak(NINE, 12 * HOUR, 30 * MINUTE, leg=3)


def leg(minutes: int, opens: int = 0, closes: int = DAY) -> PlannedLeg:
    return PlannedLeg(EVEN, minutes * MINUTE, opens, closes, 5 * MINUTE)


HOME = PlannedLeg(EVEN, HOUR, 0, 0, 0)


def on_leg(legs: list[PlannedLeg], one: DueBreak = AT_THE_EDGE) -> int:
    (found,) = as_early_as_free((one,), NINE, [*legs, HOME])
    return found.leg


def test_where_promises_have_room_a_break_is_on_the_first_leg() -> None:
    assert on_leg([leg(60), leg(40), leg(20)]) == 0


def test_a_promise_that_would_be_broken_comes_before_the_break() -> None:
    assert on_leg([leg(60, closes=10 * HOUR), leg(40), leg(20)]) == 1
    assert on_leg([leg(60), leg(40, closes=11 * HOUR), leg(20)]) == 2


def test_who_is_late_anyway_is_served_no_later() -> None:
    assert on_leg([leg(60, closes=NINE), leg(40), leg(20)]) == 1


def test_a_van_is_home_no_later_for_it() -> None:
    """Roads are slow from ten on: a break before that drives the rest of the way in the slow hours."""
    slow = Traffic(TrafficConfig.model_validate({"speeds": {"10:00": 0.5, "12:00": 1.0}, "plans_know": "hours"}))
    legs = [PlannedLeg(slow, 60 * MINUTE, 0, DAY, 0), PlannedLeg(slow, 20 * MINUTE, 0, DAY, 2 * HOUR)]
    home = PlannedLeg(slow, HOUR, 0, 0, 0)
    (found,) = as_early_as_free((DueBreak(NINE, 14 * HOUR, 30 * MINUTE, leg=2),), NINE, [*legs, home])
    assert found.leg == 1, "at ten it is home at 14:10, as by the plan; at nine it would be at 14:40"


def test_two_breaks_stay_in_order_and_one_after_the_route_stays_there() -> None:
    later = DueBreak(10 * HOUR, DAY, 10 * MINUTE, leg=3)
    first, second = as_early_as_free((AT_THE_EDGE, later), NINE, [leg(60), leg(40), leg(20), HOME])
    assert (first.leg, second.leg) == (0, 0)
    assert on_leg([leg(60)], DueBreak(NINE, DAY, MINUTE, leg=NO_LEG)) == NO_LEG
