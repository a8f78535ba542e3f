"""A calendar for everybody, counted by hand: closed dates, short ones, and shifts of single dates."""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from typing import Any

import numpy as np
import pytest
from hand_made import World
from pydantic import ValidationError
from stores import business

from sim.calendar import DaysConfig
from sim.closures import SHUT
from sim.config import SimConfig
from sim.model import simulate
from sim.roster import Roster
from sim.settings import Staffing
from sim.tape import draw
from sim.units import DAY, HOUR, UNOBSERVED

MONDAY = date(2026, 3, 2)
TUESDAY = "2026-03-03"
SHORT_TUESDAY = {"short": [TUESDAY], "short_from": "10:00", "short_to": "16:00"}


def steps(roster: Roster, days: int) -> list[tuple[float, int]]:
    """(hours, change) over some days."""
    return [(time / HOUR, change) for time, change in takewhile(lambda one: one[0] < days * DAY, roster.changes())]


def test_on_a_short_day_people_come_later_and_go_earlier() -> None:
    staffing = Staffing.model_validate({"shifts": [{"start": "06:00", "end": "22:00", "staff": 3}]})
    roster = Roster(staffing, MONDAY, days={1: (10 * HOUR, 16 * HOUR)})
    assert steps(roster, 3) == [(6, 3), (22, -3), (34, 3), (40, -3), (54, 3), (70, -3)]
    assert roster.staffed(3 * DAY) == 3 * (16 + 6 + 16) * HOUR


AFTER = [(48, 2), (52, -2), (68, 2)]


def test_a_night_shift_ends_where_a_closed_day_begins_and_goes_on_after_it() -> None:
    night = Staffing.model_validate({"shifts": [{"start": "20:00", "end": "04:00", "staff": 2}]})
    assert steps(Roster(night, MONDAY, days={1: SHUT}), 3) == [(4, -2), (20, 2), (24, -2), *AFTER]
    early = Roster(night, MONDAY, days={0: SHUT})
    assert early.at_start == 0
    assert steps(early, 2) == [(24, 2), (28, -2), (44, 2)]


def test_a_date_has_shifts_of_its_own_in_place_of_its_weekday_s() -> None:
    weekdays = {"start": "08:00", "end": "16:00", "staff": 4, "days": ["mon", "tue", "wed", "thu", "fri"]}
    dated = {
        TUESDAY: [{"start": "08:00", "end": "12:00", "staff": 1}, {"start": "12:00", "end": "20:00", "staff": 9}],
        "2026-03-04": [],
        "2026-03-07": [{"start": "10:00", "end": "14:00", "staff": 2}],
    }
    roster = Roster(Staffing.model_validate({"shifts": [weekdays], "shifts_on": dated}), MONDAY)
    assert roster.staffed(7 * DAY) == (4 * 8 + 1 * 4 + 9 * 8 + 0 + 2 * 4 * 8 + 2 * 4) * HOUR
    assert roster.most >= 9


def simulated(calendar: dict[str, Any], **more: Any) -> Any:
    document: dict[str, Any] = {
        "days": 3,
        "start": MONDAY,
        "placement": {"demand": {"orders_per_day": 60}},
        "delivery": {"mode": "fleet", "solver": {"name": "savings", "iterations": 1}},
        "calendar": calendar,
        **more,
    }
    config = SimConfig.model_validate(document)
    return simulate(config, draw(config, 5, 0))


def moments(stamps: Any, day: int) -> np.ndarray:
    """Hours of a day at which something happened."""
    seen = stamps[stamps != UNOBSERVED]
    return (seen[seen // DAY == day] % DAY) / HOUR


def test_support_has_days_of_its_own() -> None:
    answered = {}
    for name, calendar in (("usual", {}), ("closed", {"closed": [TUESDAY]}), ("short", SHORT_TUESDAY)):
        asking = {"aftersales": {"support": {"question": 1.0}}, "delivery": {"mode": "carrier"}}
        outcome = simulated({"support": calendar}, **asking)
        answered[name] = moments(outcome.log.tickets.arrays()["answered"], 1)
        desk = next(one for one in outcome.facts.stations if one.name == "support")
        assert desk.staffed == {"usual": 36, "closed": 24, "short": 30}[name] * 6 * HOUR
        assert moments(outcome.log.fulfilments.arrays()["picking_started"], 1).size, "the warehouse works"
    assert ((answered["usual"] < 10) | (answered["usual"] >= 16)).any()
    assert not answered["closed"].size
    assert answered["short"].min() >= 10
    assert answered["short"].max() < 16


def test_vans_drive_while_the_warehouse_is_closed_and_stay_at_home_while_it_is_open() -> None:
    both = simulated({"warehouse": {"closed": [TUESDAY]}})
    assert not moments(both.log.trips.arrays()["departed"], 1).size, "as the warehouse, where nothing is said"
    outcome = simulated({"warehouse": {"closed": [TUESDAY]}, "vans": {}})
    assert moments(outcome.log.trips.arrays()["departed"], 1).size
    assert not moments(outcome.log.fulfilments.arrays()["picking_started"], 1).size
    weekdays = simulated({"vans": {"days": ["mon", "wed", "thu", "fri"]}})
    assert not moments(weekdays.log.trips.arrays()["departed"], 1).size
    assert moments(weekdays.log.fulfilments.arrays()["picking_started"], 1).size
    assert not moments(weekdays.facts.promise_close, 1).size, "and no promise falls on that day"
    short = simulated({"vans": SHORT_TUESDAY}).log.trips.arrays()
    departed, back = moments(short["departed"], 1), moments(short["returned"], 1)
    assert departed.min() >= 10
    assert departed.max() < 16
    assert back.max() < 16.75


@pytest.mark.parametrize(("calendar", "hours"), [({}, 27), ({"closed": [TUESDAY]}, 18), (SHORT_TUESDAY, 24)])
def test_drivers_are_paid_for_the_hours_their_vans_may_drive(calendar: dict[str, Any], hours: int) -> None:
    van = {"count": 1, "capacity_litres": 1000, "cost_per_month": 0, "cost_per_trip": 0, "cost_per_kilometre": 0}
    shifts = [{"start": "09:00", "end": "18:00", "staff": 1}]
    drivers = {"pay": "shift", "wage_per_hour": 10.0, "shifts": shifts}
    config = {
        "start": MONDAY,
        "calendar": {"vans": calendar},
        "delivery": {"fleet": {"vans": {"van": van}, "drivers": drivers}},
    }
    assert World(days=3, config=config).kpis()["cost.drivers"] == hours * 10.0


def test_a_store_is_shut_while_the_centre_works() -> None:
    config = business({"start": MONDAY, "days": 3, "calendar.stores": {"closed": [TUESDAY]}})
    outcome = simulate(config, draw(config, 2, 0))
    walk_ins = outcome.facts.tape.walk_ins
    assert walk_ins is not None
    assert set((walk_ins.time // DAY).tolist()) == {0, 2}
    parcels = outcome.log.fulfilments.arrays()
    picked = parcels["picking_started"]
    tuesday = (picked != UNOBSERVED) & (picked // DAY == 1)
    assert tuesday.any()
    assert set(parcels["node"][tuesday].tolist()) == {0}


def test_the_carrier_serves_doors_for_some_hours_of_a_short_day() -> None:
    calendar = {"carrier": SHORT_TUESDAY}
    outcome = simulated(calendar, delivery={"mode": "carrier"})
    doors = moments(outcome.log.fulfilments.arrays()["delivered"], 1)
    assert doors.size
    assert doors.min() >= 10
    assert doors.max() <= 16
    assert moments(outcome.log.fulfilments.arrays()["delivered"], 2).max() > 16


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"short_from": "16:00", "short_to": "10:00"}, r"short_to 10:00 is not after short_from 16:00"),
        ({"short": [TUESDAY], "closed": [TUESDAY]}, r"short: 2026-03-03 is among the closed dates too; accepted: one"),
        ({"on_holidays": "half"}, r"on_holidays"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        DaysConfig.model_validate(given)


def test_hours_in_which_nobody_delivers_are_refused() -> None:
    early = {"short": [TUESDAY], "short_from": "05:00", "short_to": "07:00"}
    with pytest.raises(ValueError, match=r"calendar\.carrier\.short_from: 05:00 to 07:00 lies outside"):
        simulated({"carrier": early}, delivery={"mode": "carrier"})
    slots = {"mode": "carrier", "promise": {"slots": ["10:00", "21:00"]}}
    with pytest.raises(ValueError, match=r"delivery\.promise\.slots: nobody delivers from 21:00 on for 2 hours"):
        simulated({}, delivery=slots)
