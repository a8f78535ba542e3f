"""Drivers: duties that cover the vans' hours, who leaves with which van, and what they are paid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hand_made import World
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew, DriverPool, duties_of
from sim.delivery.drivers import Duty, PaidByShift
from sim.delivery.fleet_config import VanConfig
from sim.delivery.owning import vans_at
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE

NINE_TO_SIX = {"start": "09:00", "end": "18:00", "staff": 2}


def fleet(drivers: dict[str, Any], **van: Any) -> dict[str, Any]:
    """A fleet of one van that costs nothing but its drivers."""
    free = {"count": 1, "capacity_litres": 1000, "cost_per_month": 0, "cost_per_trip": 0, "cost_per_kilometre": 0}
    return {"delivery": {"fleet": {"vans": {"van": {**free, **van}, "small": None}, "drivers": drivers}}}


def world(drivers: dict[str, Any], days: int = 1, **van: Any) -> World:
    config = fleet(drivers, **van)
    del config["delivery"]["fleet"]["vans"]["small"]
    return World(days=days, config=config)


def drive(w: World, departed: float, returned: float, driver: int = 0, stops: int = 1) -> World:
    w.trip(driver=driver, stops=stops, departed=round(departed * HOUR), returned=round(returned * HOUR))
    return w


def test_a_van_of_fourteen_hours_needs_two_drivers_of_nine() -> None:
    van = VanConfig(count=3, capacity_litres=1000, shift_start="07:30", shift_end="21:30")
    found = [(duty.start, duty.end, duty.staff) for duty in duties_of(PaidByShift(), [(van, 3)])]
    assert found == [("07:30", "16:30", 3), ("12:30", "21:30", 3)]
    short = van.model_copy(update={"shift_end": "13:00"})
    assert [(duty.start, duty.end) for duty in duties_of(PaidByShift(), [(short, 3)])] == [("07:30", "13:00")]


def test_a_duty_longer_than_the_law_is_refused_unless_allowed() -> None:
    long = {"shifts": [{"start": "08:00", "end": "19:30", "staff": 1}]}
    with pytest.raises(ValidationError, match=r"08:00 to 19:30 is 11\.5 hours, longer than longest_duty_hours 11"):
        SimConfig.model_validate(fleet({"pay": "shift", **long}) | {})
    allowed = fleet({"pay": "shift", **long, "allow_longer_duties": True})
    del allowed["delivery"]["fleet"]["vans"]["small"]
    assert SimConfig.model_validate(allowed).delivery.fleet.drivers.allow_longer_duties


def test_vans_leave_with_drivers_on_duty_whose_duty_lasts_longest() -> None:
    pool = DriverPool(
        [
            Duty(start="07:00", end="16:00", staff=2),
            Duty(start="12:00", end="21:00", staff=1),
            Duty(start="07:00", end="23:00", days=("sun",), staff=9),
        ],
        0,
        (),
    )
    until = [22 * HOUR, 20 * HOUR]
    assert pool.crews(8 * HOUR, 0, [3, 1], until, 0) == [Crew(0, 0, 2, 8 * 3600)]
    assert pool.crews(13 * HOUR, 0, [1, 5], until, 0) == [Crew(0, 1, 1, 8 * 3600), Crew(1, 0, 2, 3 * 3600)]
    assert pool.take(1, 0, 13 * HOUR) == 2
    assert pool.crews(13 * HOUR, 0, [1, 5], until, 0) == [Crew(0, 0, 1, 3 * 3600), Crew(1, 0, 1, 3 * 3600)]
    pool.give_back(1, 2, 14 * HOUR, 0)
    assert pool.crews(17 * HOUR, 0, [1, 5], [22 * HOUR, 17 * HOUR], 0) == [Crew(0, 1, 1, 4 * 3600)]
    assert pool.crews(6 * HOUR, 0, [1, 5], until, 0) == []


def test_a_shift_is_paid_driven_or_not_and_overtime_at_its_factor() -> None:
    paid = {"pay": "shift", "wage_per_hour": 10.0, "shifts": [NINE_TO_SIX]}
    assert world(paid).kpis()["cost.drivers"] == 2 * 9 * 10.0
    assert drive(world(paid), 10, 17).kpis()["cost.drivers"] == 180.0  # driving changes nothing
    late = drive(drive(world(paid), 10, 12), 16, 20)  # two hours late: 2 x 10 x 1.25
    assert late.kpis()["cost.drivers"] == 205.0
    ten = {**NINE_TO_SIX, "end": "19:00", "staff": 1}
    assert world({**paid, "shifts": [ten]}).kpis()["cost.drivers"] == 90.0 + 12.5


def test_overtime_by_the_week_as_in_the_united_states() -> None:
    weekdays = {**NINE_TO_SIX, "staff": 1, "days": ["mon", "tue", "wed", "thu", "fri"]}
    paid = {"pay": "shift", "wage_per_hour": 10.0, "shifts": [weekdays], "paid_hours": None, "overtime_factor": 1.5}
    assert world({**paid, "paid_hours_a_week": 40}, days=7).kpis()["cost.drivers"] == 40 * 10 + 5 * 15
    assert world(paid, days=7).kpis()["cost.drivers"] == 450.0
    two_weeks = world({**paid, "paid_hours_a_week": 40}, days=14)
    assert two_weeks.kpis()["cost.drivers"] == 2 * (40 * 10 + 5 * 15)


@pytest.mark.parametrize("day", [f"2026-03-0{one}" for one in range(2, 9)])
def test_a_week_of_overtime_costs_the_same_whatever_day_a_run_begins_on(day: str) -> None:
    """84 hours a week, 44 of them overtime: a run from Wednesday on stands in a week that Monday and Tuesday began."""
    long = {"start": "07:00", "end": "19:00", "staff": 1}
    paid = {"pay": "shift", "wage_per_hour": 10.0, "shifts": [long], "paid_hours": None, "overtime_factor": 1.5}
    config = fleet({**paid, "paid_hours_a_week": 40, "allow_longer_duties": True})
    del config["delivery"]["fleet"]["vans"]["small"]
    for weeks in (1, 2):
        run = World(days=7 * weeks, config={**config, "start": day})
        assert run.kpis()["cost.drivers"] == weeks * (40 * 10 + 44 * 15)


def test_by_the_hour_the_day_and_the_drop() -> None:
    def trips(drivers: dict[str, Any]) -> float | None:
        w = world({"shifts": [NINE_TO_SIX], **drivers}, days=2)
        drive(w, 10, 12.5, stops=4)
        drive(w, 13, 14, stops=3)
        drive(w, 10, 11, driver=1, stops=2)
        drive(w, 34, 35, stops=1)
        return w.kpis()["cost.drivers"]

    assert trips({"pay": "hour", "wage_per_hour": 10.0}) == 55.0
    assert trips({"pay": "day_rate", "rate_per_day": 120.0}) == 3 * 120.0
    assert trips({"pay": "drop", "rate_per_drop": 1.5}) == 15.0


def test_an_unused_van_costs_its_lease_and_nothing_else() -> None:
    drivers = {"pay": "shift", "shifts": [NINE_TO_SIX]}
    few, many = (world(drivers, count=count, cost_per_day=18.0, cost_per_month=365.25).kpis() for count in (3, 4))
    differ = {key: many[key] - few[key] for key in few if few[key] != many[key]}  # type: ignore[operator]
    lease = 18.0 + 12.0
    assert differ == {key: pytest.approx(sign * lease) for key, sign in (("cost.vans", 1), ("profit", -1))}


def test_vans_in_all_are_shared_out_over_the_nodes() -> None:
    config = fleet({"pay": "hour"}, count=7, count_per="fleet")
    del config["delivery"]["fleet"]["vans"]["small"]
    config["fulfilment"] = {"nodes": {"a": {"demand_share": 2}, "b": {"demand_share": 1}}}
    assert vans_at(SimConfig.model_validate(config)) == [[5], [2]]
    config["delivery"]["fleet"]["vans"]["van"]["count_per"] = "node"
    assert vans_at(SimConfig.model_validate(config)) == [[7], [7]]
    config["fulfilment"]["nodes"] = {"shop": {"kind": "store"}, "centre": {"demand_share": 0}}
    for count_per in ("node", "fleet"):
        config["delivery"]["fleet"]["vans"]["van"]["count_per"] = count_per
        assert vans_at(SimConfig.model_validate(config)) == [[0], [7]]
        shops = {**config, "fulfilment": {"nodes": {"shop": {"kind": "store"}}}}
        assert vans_at(SimConfig.model_validate(shops)) == [[0]], "stores have none"
    config["delivery"]["mode"] = "carrier"
    assert vans_at(SimConfig.model_validate(config)) == [[0], [0]]


@pytest.mark.parametrize(
    "drivers",
    [
        {"pay": "shift", "wage_per_hour": 40.0, "overtime_factor": 2.0},
        {"pay": "day_rate", "rate_per_day": 500.0},
        {"pay": "drop", "rate_per_drop": 9.0},
    ],
)
def test_the_planner_is_not_the_payroll(drivers: dict[str, Any]) -> None:
    """The same plans at the same cost, whatever the shift is paid and however."""
    document = {
        "days": 1,
        "placement": {"demand": {"orders_per_day": 150}},
        "fulfilment": {"nodes": {"north": {}}},
        "delivery": {"solver": {"name": "savings"}, "fleet": {"vans": {"van": {"count": 4, "capacity_litres": 900}}}},
    }
    shifts = [{"start": "08:00", "end": "16:00", "staff": 3}, {"start": "12:00", "end": "20:00", "staff": 4}]
    logs, costs, shipping = [], [], []
    for paid in ({"pay": "shift"}, drivers):
        document["delivery"]["fleet"]["drivers"] = {**paid, "shifts": shifts}  # type: ignore[index]
        config = SimConfig.model_validate(document)
        outcome = simulate(config, draw(config, 1, 0), watch=lambda *_: None)
        logs.append(outcome.log.trips.arrays())
        costs.append([wave.cost for wave in outcome.waves])
        shipping.append(evaluate(outcome)["cost.shipping"])
    usual, other = logs
    assert usual["departed"].size > 5
    assert all(np.array_equal(usual[name], other[name]) for name in usual)
    assert costs[0] == costs[1]
    assert sum(costs[0]) > 0
    assert shipping[0] == shipping[1]


def test_no_driver_is_on_two_trips_at_once_nor_out_of_hours() -> None:
    shifts = [{"start": "08:00", "end": "16:00", "staff": 2}, {"start": "12:00", "end": "20:00", "staff": 1}]
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {"demand": {"orders_per_day": 200}},
            "delivery": {
                "solver": {"name": "savings"},
                "fleet": {
                    "vans": {"van": {"count": 5, "capacity_litres": 2000}},
                    "drivers": {"pay": "shift", "shifts": shifts},
                },
            },
        }
    )
    trips = simulate(config, draw(config, 3, 0)).log.trips.arrays()
    assert set(trips["driver"].tolist()) == {0, 1, 2}
    for driver in range(3):
        own = np.flatnonzero(trips["driver"] == driver)
        own = own[np.argsort(trips["departed"][own])]
        assert np.all(trips["departed"][own][1:] >= trips["returned"][own][:-1])
        begin, end = (8, 16) if driver < 2 else (12, 20)
        leaves, back = trips["departed"][own] % DAY, trips["returned"][own] % DAY
        assert np.all((leaves >= begin * HOUR) & (back <= end * HOUR + 45 * MINUTE))
