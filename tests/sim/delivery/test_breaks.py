"""Breaks of drivers: where one is had, what plans make of it, what a solver must know, what longer ones cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import own_solver
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.breaks import (
    BreakConfig,
    DueBreak,
    TakenBreak,
    breaks_of_duty,
    breaks_to_plan,
    drive_with_breaks,
    had_by,
)
from sim.delivery.driver_pool import Crew, DriverPool
from sim.delivery.drivers import Duty, PaidByShift
from sim.delivery.planning import Planner
from sim.delivery.traffic import EVEN, Traffic, TrafficConfig
from sim.delivery.wave import WaveRequest
from sim.kpis import evaluate
from sim.life.trips import BREAK_TAKEN, BreakTaken
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE
from solvers.vehicle import Break

BY_AUDIT = f"{Path(own_solver.__file__)}::ByAudit"
NOON = DueBreak(12 * HOUR, 13 * HOUR, HOUR // 2)
HALF_AN_HOUR = {"after_hours": 3, "by_hours": 5, "minutes": 30}


@pytest.mark.parametrize(
    ("leave", "free", "opens", "leg", "there", "served", "begin"),
    [
        ("11:00", 90, "00:00", 0, "13:00", "13:00", "12:00"),  # in the middle of the drive
        ("12:10", 10, "00:00", 0, "12:50", "12:50", "12:10"),  # open already
        ("11:00", 50, "12:20", 0, "11:50", "12:30", "12:00"),  # at the door, which it makes wait
        ("11:00", 50, "14:00", 0, "11:50", "14:00", "12:00"),  # at the door, within the wait
        ("11:00", 50, "12:00", 0, "11:50", "12:00", None),  # the door opens as the break may begin
        ("11:00", 90, "00:00", 1, "12:30", "12:30", None),  # the plan has it on the next leg
        ("11:00", 150, "00:00", 1, "14:00", "14:00", "13:00"),  # where it would be late
        ("11:00", 50, "13:30", 1, "11:50", "13:30", "13:00"),
        ("13:10", 10, "00:00", 1, "13:50", "13:50", "13:10"),
        ("13:10", 10, "00:00", 0, "13:50", "13:50", "13:10"),  # later than it had to begin
    ],
)
def test_a_break_is_had_on_the_drive_or_at_a_door(
    leave: str, free: int, opens: str, leg: int, there: str, served: str, begin: str | None
) -> None:
    def at(text: str) -> int:
        return int(text[:2]) * HOUR + int(text[3:]) * MINUTE

    left, taken = [DueBreak(NOON.opens, NOON.closes, NOON.length, leg)], list[TakenBreak]()
    found = drive_with_breaks(EVEN, at(leave), free * MINUTE, at(opens), 0, left, taken)
    assert found == (at(there), at(served))
    assert taken == ([] if begin is None else [TakenBreak(at(begin), at(begin) > NOON.closes)])
    assert len(left) + len(taken) == 1


def test_the_way_behind_a_break_is_driven_by_the_speed_of_its_hour() -> None:
    slow = Traffic(TrafficConfig(speeds={"00:00": 1.0, "12:15": 0.5}))
    # an hour of way is left at 12:00, driven from 12:30 on at half the speed
    assert drive_with_breaks(slow, 11 * HOUR, 2 * HOUR, 0, 0, [NOON], []) == (14 * HOUR + HOUR // 2,) * 2


def test_who_stands_at_the_depot_has_it_there() -> None:
    seven = 7 * HOUR
    assert [had_by([NOON], seven, 0, at) for at in (11 * HOUR, 12 * HOUR, 12 * HOUR + 1, 12 * HOUR + HOUR // 2)] == [
        0, None, None, 1,
    ]  # fmt: skip
    back_late = 14 * HOUR  # with the break outstanding: at once
    assert [had_by([NOON], back_late, 0, back_late + after) for after in (0, HOUR // 2)] == [None, 1]
    assert had_by([NOON], back_late, 1, back_late) == 1


def test_drivers_who_had_a_break_leave_and_those_in_the_middle_of_one_do_not() -> None:
    duty = Duty(start="08:00", end="17:00", staff=2)
    pool = DriverPool([duty], 0, [BreakConfig(after_hours=4, by_hours=5, minutes=30)])
    until = [17 * HOUR]
    (crew,) = pool.crews(11 * HOUR, 0, [2], until, 0)
    assert (crew.count, crew.had, crew.breaks) == (2, 0, (NOON,))
    assert pool.take(0, crew.had, 11 * HOUR) == 0
    pool.give_back(0, 0, 12 * HOUR + 10 * MINUTE, 1)  # had it on the way, the other one has it at the depot
    (crew,) = pool.crews(12 * HOUR + 15 * MINUTE, 0, [2], until, 0)
    assert (crew.count, crew.had, crew.breaks) == (1, 1, ())
    (crew,) = pool.crews(12 * HOUR + 30 * MINUTE, 0, [2], until, 0)
    assert (crew.count, crew.had) == (2, 1)
    (crew,) = pool.crews(9 * HOUR, 1, [2], until, 1)
    assert (crew.count, crew.had) == (2, 0), "a new day, a new duty"


def test_a_duty_too_short_for_a_break_has_none() -> None:
    breaks = [BreakConfig(after_hours=2, by_hours=5, minutes=30)]
    assert breaks_of_duty(breaks, 8 * HOUR, 13 * HOUR + HOUR // 2) == (DueBreak(10 * HOUR, 13 * HOUR, HOUR // 2),)
    assert breaks_of_duty(breaks, 8 * HOUR, 13 * HOUR) == ()


def test_a_plan_knows_breaks_in_seconds_after_the_departure() -> None:
    assert breaks_to_plan([NOON], 11 * HOUR, 9 * 3600) == ((Break((3600, 7200), 1800),), 9 * 3600)
    assert breaks_to_plan([NOON], 11 * HOUR, 1700) == ((), 1700), "the van is back before"
    long = DueBreak(12 * HOUR, 13 * HOUR, 3 * HOUR)
    assert breaks_to_plan([long], 11 * HOUR, 9000) == ((), 7200), "no room for it: back by its latest hour"
    between = 11 * HOUR + 1  # no whole second
    one, other = DueBreak(12 * HOUR, 12 * HOUR, HOUR), DueBreak(13 * HOUR, 13 * HOUR, HOUR)
    breaks, _ = breaks_to_plan([one, other], between, 9 * 3600)
    assert [one.window for one in breaks] == [(3600, 3600), (7200, 7200)]


def business(breaks: list[dict[str, float]], solver: str = BY_AUDIT, orders: int = 70, **costs: float) -> SimConfig:
    duty = {"start": "08:00", "end": "18:00", "staff": 2}
    van = {"count": 2, "capacity_litres": 900, **costs}
    settings = {"vans": {"van": van}, "drivers": {"pay": "shift", "shifts": [duty], "breaks": breaks}}
    return SimConfig.model_validate(
        {
            "days": 2,
            "placement": {"demand": {"orders_per_day": orders}, "addresses": {"radius_kilometres": 9}},
            "delivery": {"solver": {"name": solver, "iterations": 40}, "fleet": settings},
        }
    )


def run(config: SimConfig) -> Outcome:
    return simulate(config, draw(config, 4, 0))


def breaks_of(outcome: Outcome) -> list[tuple[int, int]]:
    rows = outcome.log.rows()
    rows = rows[rows["kind"] == BREAK_TAKEN.code]
    return list(zip(rows["time"].tolist(), rows[BREAK_TAKEN.column("reason")].tolist(), strict=True))


def test_breaks_on_the_way_are_in_the_log_within_their_hours() -> None:
    outcome = run(business([HALF_AN_HOUR]))
    found = breaks_of(outcome)
    assert len(found) >= 2
    for time, late in found:
        hours = (time % DAY - 8 * HOUR) / HOUR
        assert hours >= 3
        assert (hours > 5) == (late == BreakTaken.LATE)
    kept = evaluate(outcome)["breaks_in_time"]
    counted = [late for time, late in found if time < 2 * DAY]
    assert kept == sum(late == BreakTaken.IN_TIME for late in counted) / len(counted)
    none = run(business([]))
    assert breaks_of(none) == []
    assert evaluate(none)["breaks_in_time"] is None


def test_long_breaks_cost_promises_and_their_lack_gives_them_back() -> None:
    """The lever, both ways: with few vans two hours of breaks a duty are felt, a quarter of an hour hardly."""
    kept = []
    for minutes in (15.0, 120.0):
        outcome = run(business([{"after_hours": 2, "by_hours": 4, "minutes": minutes}], solver="numba", orders=150))
        kept.append(evaluate(outcome)["on_time_delivery"])
    kept.append(evaluate(run(business([], solver="numba", orders=150)))["on_time_delivery"])
    short, long, none = kept
    assert long is not None
    assert long + 0.02 < min(short, none)  # type: ignore[type-var,operator]


def test_a_solver_without_breaks_is_refused_by_name_before_anything_runs() -> None:
    config = business([HALF_AN_HOUR], solver="savings")
    with pytest.raises(ValueError, match=r"savings lacks breaks, which delivery\.fleet\.drivers\.breaks needs"):
        Planner(config, [(0, 0)], 1, 0)


def test_a_plan_that_leaves_at_eleven_has_the_break_on_its_way() -> None:
    """A trip of four hours: 104 minutes there and back, and the driver's half an hour between 11 and 13."""
    config = business([HALF_AN_HOUR], cost_per_trip=0, cost_per_kilometre=0)
    one, at = np.array([1]), np.array([10 * HOUR])
    due = breaks_of_duty(config.delivery.fleet.drivers.breaks, 8 * HOUR, 18 * HOUR)

    def plan(seconds: int) -> Any:
        crew = Crew(0, 0, 1, seconds, breaks=due)
        return Planner(config, [(0, 0)], 1, 0).plan(
            WaveRequest(
                number=1, node=0, departure=10 * HOUR, next_departure=24 * HOUR, x=one * 36_000, y=one * 0, volume=one,
                promise_open=at, promise_close=at + DAY, option=np.array([0], dtype=np.uint8), zone=at * 0,
                crews=(crew,),
            )
        )  # fmt: skip

    drive = 2 * 36 * 1.3 / 27 * 3600 + 180  # 3:31
    found = plan(round(drive + 1800) + 60)
    assert [len(found.routes), [one.leg for one in found.breaks[0]]] in ([1, [0]], [1, [1]])  # there, or back
    without = plan(round(drive) + 60)
    assert not without.routes, "there is no time for the break"
    assert without.why.tolist() == [7]


def test_breaks_that_overlap_or_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValidationError, match="by_hours 2 is before after_hours 3"):
        BreakConfig(after_hours=3, by_hours=2, minutes=30)
    with pytest.raises(ValidationError, match=r"begins before the one by 5 hours may be over, at 5\.5"):
        PaidByShift.model_validate({"breaks": [HALF_AN_HOUR, {"after_hours": 5.2, "by_hours": 6, "minutes": 15}]})
