"""Overtime that a plan may use: only where it pays, only where the solver knows it, and never past the law."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import own_solver
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew, DriverPool
from sim.delivery.drivers import Duty, PaidByShift
from sim.delivery.planning import Planner
from sim.delivery.wave import WavePlan, WaveRequest
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, HOUR

BY_AUDIT = f"{Path(own_solver.__file__)}::ByAudit"
EIGHT = {"start": "09:00", "end": "17:00", "staff": 1}


def business(drivers: dict[str, Any], solver: str = BY_AUDIT, **fleet: Any) -> SimConfig:
    van = {"count": 1, "capacity_litres": 1000, "cost_per_trip": 0, "cost_per_kilometre": 0}
    settings = {"vans": {"van": van}, "drivers": {"pay": "shift", "shifts": [EIGHT], **drivers}, **fleet}
    return SimConfig.model_validate({"delivery": {"solver": {"name": solver}, "fleet": settings}})


def plan(config: SimConfig, crew: Crew, place: tuple[int, int] = (9000, 12000)) -> WavePlan:
    """The plan for one parcel, 43 minutes there by a straight road of 19.5 km, service of 3 minutes, 43 back."""
    at, one = np.array([10 * HOUR]), np.array([1])
    return Planner(config, [(0, 0)], 1, 0).plan(
        WaveRequest(
            number=1,
            node=0,
            departure=10 * HOUR,
            next_departure=24 * HOUR,
            x=one * place[0],
            y=one * place[1],
            volume=one,
            promise_open=at,
            promise_close=at + DAY,
            option=np.array([0], dtype=np.uint8),
            zone=at * 0,
            crews=(crew,),
        )
    )


def test_a_plan_brings_a_driver_back_late_where_that_costs_less_than_leaving_the_parcel() -> None:
    hour_left = Crew(0, 0, 1, 3600, 3600)  # the trip takes 89:40: 29:40 of overtime
    for wage, served in ((10.0, True), (200.0, False)):  # at 1.25: 6.18 and 123.61; leaving it costs 9.00, or 90.00
        config = business({"planned_overtime_hours": 1.0, "wage_per_hour": wage, "paid_hours": 8})
        assert bool(plan(config, hour_left).routes) == served
    assert not plan(config, Crew(0, 0, 1, 3600)).routes


def test_crews_may_stay_as_long_as_the_van_and_the_overtime_last() -> None:
    pool = DriverPool([Duty.model_validate(EIGHT)], 2 * HOUR, ())
    for van_back, overtime in ((24, 2), (18, 1), (16, 0)):
        assert pool.crews(13 * HOUR, 0, [1], [van_back * HOUR], 0) == [
            Crew(0, 0, 1, (min(17, van_back) - 13) * 3600, overtime * 3600)
        ]
    assert pool.crews(17 * HOUR, 0, [1], [24 * HOUR], 0) == [], "nobody leaves after the end of the duty"


@pytest.mark.parametrize(
    ("paid", "wage"),
    [
        ({"paid_hours": 8}, 15.0),
        ({"paid_hours": 9}, 12.5),  # one of the two hours is paid anyway
        ({"paid_hours": 10}, 10.0),
        ({"paid_hours": None}, 10.0),
        ({"paid_hours": None, "paid_hours_a_week": 40}, 15.0),
        ({"paid_hours": None, "paid_hours_a_week": 45}, 12.5),  # 9 of the week's 45 on each of five days
        ({"paid_hours": 8, "paid_hours_a_week": 60}, 15.0),
    ],
)
def test_an_hour_after_the_duty_costs_the_plain_wage_while_paid_hours_are_left(
    paid: dict[str, Any], wage: float
) -> None:
    drivers = PaidByShift.model_validate(
        {"wage_per_hour": 10, "overtime_factor": 1.5, "planned_overtime_hours": 2, "longest_duty_hours": 12, **paid}
    )
    duty = Duty.model_validate({**EIGHT, "days": ["mon", "tue", "wed", "thu", "fri"]})
    assert drivers.overtime_wage(duty) == wage


def test_a_duty_with_its_overtime_is_no_longer_than_the_law_allows() -> None:
    with pytest.raises(ValidationError, match=r"09:00 to 17:00 is 11\.5 hours with 3\.5 of planned overtime, longer"):
        business({"planned_overtime_hours": 3.5})
    with pytest.raises(ValidationError, match=r"planned_overtime_hours: a duty of 12 hours with 3 of planned overtime"):
        business({"planned_overtime_hours": 3, "shifts": None})
    business({"planned_overtime_hours": 3.5, "allow_longer_duties": True})
    with pytest.raises(ValidationError, match="planned_overtime_hours"):
        business({"pay": "day_rate", "planned_overtime_hours": 1})


def test_a_solver_without_overtime_plans_as_before_and_says_so() -> None:
    document = {
        "days": 1,
        "placement": {"demand": {"orders_per_day": 60}},
        "delivery": {"solver": {"name": "savings"}, "fleet": {"vans": {"van": {"count": 2, "capacity_litres": 900}}}},
    }
    logs = []
    for hours in (0.0, 2.0):
        document["delivery"]["fleet"]["drivers"] = {"pay": "shift", "planned_overtime_hours": hours}  # type: ignore[index]
        config = SimConfig.model_validate(document)
        outcome = simulate(config, draw(config, 1, 0))
        said = [warning for warning in outcome.warnings if "planned_overtime_hours" in warning]
        assert len(said) == bool(hours)
        logs.append(outcome.log.trips.arrays())
    assert all(np.array_equal(logs[0][name], logs[1][name]) for name in logs[0])
