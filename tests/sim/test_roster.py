"""Rosters against the calendar, minute by minute."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.hours import shifts
from reference.staff import staff_on

from sim.closures import SHUT
from sim.outcome import StationFacts
from sim.roster import Roster, RosterError
from sim.settings import Shift, Staffing
from sim.units import DAY, HOUR, MINUTE

MONDAY = date(2026, 3, 2)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plan=shifts(), start=st.integers(0, 6))
def test_staff_is_what_the_calendar_says(plan: list[dict[str, Any]], start: int) -> None:
    """Levels and staff time for ten days, from any weekday, against a look at the wall every quarter."""
    staffing, first = Staffing.model_validate({"shifts": plan}), MONDAY + timedelta(days=start)
    roster = Roster(staffing, first)
    quarter, days = 15 * MINUTE, 10
    changes = dict(takewhile(lambda change: change[0] < days * DAY, roster.changes()))
    assert list(changes) == sorted(changes)
    level, worked, most = roster.at_start, 0, 0
    for tick in range(days * DAY // quarter):
        time = tick * quarter
        level += changes.pop(time, 0)
        assert level == staff_on(staffing, first + timedelta(days=time // DAY), time % DAY)
        worked += level * quarter
        most = max(most, level)
    assert not changes, "no change between quarters"
    assert roster.staffed(days * DAY) == worked
    assert roster.most >= most


def test_round_the_clock_never_changes() -> None:
    roster = Roster(Staffing(shifts=(Shift(start="00:00", end="24:00", staff=3),)), MONDAY)
    assert list(roster.changes()) == []
    assert roster.at_start == roster.most == 3
    assert roster.staffed(36 * HOUR) == 3 * 36 * HOUR


def test_round_the_clock_but_for_one_date_ends_with_it() -> None:
    """It was looked for a next change for ever: the simulation never began."""
    always = {"start": "00:00", "end": "24:00", "staff": 3}
    own = {date(2026, 3, 4): [{"start": "08:00", "end": "12:00", "staff": 1}]}
    roster = Roster(Staffing.model_validate({"shifts": [always], "shifts_on": own}), MONDAY)
    wednesday = 2 * DAY
    assert list(roster.changes()) == [
        (wednesday, -3), (wednesday + 8 * HOUR, 1), (wednesday + 12 * HOUR, -1), (wednesday + DAY, 3),
    ]  # fmt: skip


def test_pauses_may_overlap_and_touch_the_ends() -> None:
    pauses = [("08:00", "08:30"), ("12:00", "13:00"), ("12:30", "13:30"), ("16:00", "17:00")]
    shift = {"start": "08:00", "end": "17:00", "staff": 2, "breaks": [{"start": a, "end": b} for a, b in pauses]}
    roster = Roster(Staffing.model_validate({"shifts": [shift]}), MONDAY)
    assert roster.staffed(DAY) == 2 * 6 * HOUR
    assert [time / HOUR for time, _ in takewhile(lambda c: c[0] < DAY, roster.changes())] == [8.5, 12, 13.5, 16]


@pytest.mark.parametrize(
    "plan",
    [
        [],
        [{"start": "08:00", "end": "12:00", "staff": 0}],
        [{"start": "08:00", "end": "12:00", "staff": 2, "breaks": [{"start": "08:00", "end": "12:00"}]}],
    ],
)
def test_nobody_is_no_roster(plan: list[dict[str, Any]]) -> None:
    with pytest.raises(RosterError, match=r"^packing\.south: no staff on any shift"):
        Roster(Staffing.model_validate({"shifts": plan}), MONDAY, "packing.south")


def test_on_closed_days_nobody_is_there_and_nobody_is_paid() -> None:
    staffing = Staffing(shifts=(Shift(start="08:00", end="16:00", staff=2), Shift(start="20:00", end="24:00", staff=1)))
    start = date(2026, 3, 2)
    closed = Roster(staffing, start, days=dict.fromkeys((0, 3), SHUT))
    usual = Roster(staffing, start)
    day = DAY
    assert closed.staffed(10 * day) == usual.staffed(10 * day) - 2 * (2 * 8 + 4) * HOUR
    assert closed.staffed(day) == 0
    assert closed.staffed(4 * day) - closed.staffed(3 * day) == 0
    level, people = closed.at_start, []
    for time, change in closed.changes():
        if time >= 5 * day:
            break
        level += change
        people.append(level)
    assert min(people) == 0
    assert max(people) == 2


def test_a_shift_over_midnight_is_one_shift() -> None:
    night = Shift(
        start="22:00", end="06:00", staff=2, days=("fri", "sun"), breaks=({"start": "02:00", "end": "02:30"},)
    )
    two = (
        Shift(start="22:00", end="24:00", staff=2, days=("fri", "sun")),
        Shift(start="00:00", end="06:00", staff=2, days=("sat", "mon"), breaks=night.breaks),
    )
    for start in (date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 8)):
        one, both = Roster(Staffing(shifts=(night,)), start), Roster(Staffing(shifts=two), start)
        assert one.at_start == both.at_start
        assert one.most == both.most == 2
        assert list(islice(one.changes(), 40)) == list(islice(both.changes(), 40))
        assert one.staffed(30 * DAY) == both.staffed(30 * DAY)


def test_a_break_of_the_night_must_lie_within_it() -> None:
    with pytest.raises(ValueError, match="break 07:00 to 07:30 lies outside the shift"):
        Shift(start="22:00", end="06:00", staff=1, breaks=({"start": "07:00", "end": "07:30"},))
    with pytest.raises(ValueError, match="all day is 00:00 to 24:00"):
        Shift(start="06:00", end="06:00", staff=1)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(plan=shifts(), start=st.integers(0, 6), minutes=st.sampled_from([15, 45, 120]))
def test_who_may_begin_something_does_not_leave_soon(plan: list[dict[str, Any]], start: int, minutes: int) -> None:
    staffing = Staffing.model_validate({"shifts": plan, "last_start_minutes": minutes})
    first = MONDAY + timedelta(days=start)
    starting = Roster(staffing, first).starting
    quarter, days = 15 * MINUTE, 8
    changes = dict(takewhile(lambda change: change[0] < days * DAY, starting.changes()))
    level = starting.at_start
    for tick in range(days * DAY // quarter):
        time = tick * quarter
        level += changes.pop(time, 0)
        day = first + timedelta(days=time // DAY)
        assert level == staff_on(staffing, day, time % DAY, still=minutes * MINUTE)
    assert not changes


def test_a_shift_in_which_nobody_may_begin_anything_is_refused() -> None:
    short = Staffing(shifts=(Shift(start="09:00", end="10:00", staff=1),), last_start_minutes=60)
    with pytest.raises(RosterError, match="nobody may begin anything within last_start_minutes; accepted: a shift"):
        Roster(short, MONDAY)


def test_a_station_between_two_days_was_staffed_on_those() -> None:
    plan = {"shifts": [{"start": "09:00", "end": "17:00", "staff": 2}]}
    station = StationFacts(
        name="picking.north", table="fulfilments", node=0, entered="a", started="b", finished="c", staffed=0, wage=1,
        roster=Roster(Staffing.model_validate(plan), MONDAY),
    )  # fmt: skip
    assert station.within(DAY, 3 * DAY).staffed == 2 * 2 * 8 * HOUR
    assert station.within(12 * HOUR, DAY).staffed == 2 * 5 * HOUR
