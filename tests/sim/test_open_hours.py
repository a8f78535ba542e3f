"""When a desk is open: intervals counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from sim.closures import SHUT
from sim.open_hours import OpenHours
from sim.roster import Roster
from sim.settings import Staffing
from sim.units import DAY, HOUR, MINUTE

MONDAY = date(2026, 3, 2)


def opening(*shifts: dict[str, object], closed: frozenset[int] = frozenset()) -> OpenHours:
    return OpenHours(
        Roster(Staffing.model_validate({"shifts": shifts}), MONDAY, days=dict.fromkeys(closed, SHUT)), 30 * DAY
    )


WEEK = {"start": "09:00", "end": "17:00", "staff": 2, "days": ["mon", "tue", "wed", "thu", "fri"]}


@pytest.mark.parametrize(
    ("time", "is_open", "following"),
    [
        (0, False, (9 * HOUR, 17 * HOUR)),
        (9 * HOUR, True, (DAY + 9 * HOUR, DAY + 17 * HOUR)),
        (17 * HOUR - 1, True, (DAY + 9 * HOUR, DAY + 17 * HOUR)),
        (17 * HOUR, False, (DAY + 9 * HOUR, DAY + 17 * HOUR)),
        (4 * DAY + 18 * HOUR, False, (7 * DAY + 9 * HOUR, 7 * DAY + 17 * HOUR)),  # Friday evening
    ],
)
def test_a_week_of_office_hours(time: int, is_open: bool, following: tuple[int, int]) -> None:
    desk = opening(WEEK)
    assert desk.is_open(time) is is_open
    assert desk.next_open(time) == following


def test_shifts_that_meet_are_one_spell_and_a_closed_day_is_none() -> None:
    desk = opening(WEEK, {**WEEK, "start": "17:00", "end": "20:00"}, closed=frozenset({1}))
    assert desk.next_open(10 * HOUR) == (2 * DAY + 9 * HOUR, 2 * DAY + 20 * HOUR)


def test_day_and_night_is_always_open() -> None:
    desk = opening({"start": "00:00", "end": "24:00", "staff": 1})
    assert desk.is_open(0)
    assert desk.is_open(29 * DAY)
    assert desk.next_open(DAY) is None


def test_a_spell_that_begins_before_the_last_day_is_over_has_its_end() -> None:
    """Half past twelve is a break of all; who comes and goes at midnight neither opens nor shuts."""
    lunch = [{"start": "12:30", "end": "13:15"}]
    desk = opening(
        {"start": "12:00", "end": "24:00", "staff": 2, "breaks": lunch},
        {"start": "00:00", "end": "17:00", "staff": 1, "breaks": lunch},
    )
    begin = 29 * DAY + 13 * HOUR + 15 * MINUTE
    assert desk.next_open(29 * DAY + 13 * HOUR) == (begin, 30 * DAY + 12 * HOUR + 30 * MINUTE)
    assert desk.next_open(begin) is None
