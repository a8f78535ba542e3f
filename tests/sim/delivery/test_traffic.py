"""Rush hours: slower roads at some hours, for vans as they drive and for plans as far as they know of it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.delivery.planning import Planner
from sim.delivery.traffic import Traffic, TrafficConfig
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw
from sim.units import DAY, HOUR, MINUTE, SECOND

RUSH = {"07:00": 0.5, "09:00": 1.0, "16:00": 0.5, "18:00": 1.0}


def traffic(**changes):
    return Traffic(TrafficConfig.model_validate({"speeds": RUSH, **changes}))


@pytest.mark.parametrize(
    ("leave", "minutes", "there"),
    [
        (6 * HOUR, 60, 7 * HOUR),
        (7 * HOUR, 60, 9 * HOUR),  # the whole rush hour at half the speed
        (6 * HOUR + 30 * MINUTE, 60, 8 * HOUR),  # half of it before the rush, half in it
        (8 * HOUR + 30 * MINUTE, 60, 9 * HOUR + 45 * MINUTE),
        (DAY + 23 * HOUR + 30 * MINUTE, 60, 2 * DAY + 30 * MINUTE),  # over midnight at the last speed of the day
        (5 * DAY + 15 * HOUR, 0, 5 * DAY + 15 * HOUR),
    ],
)
def test_a_drive_takes_as_long_as_the_hours_it_lies_in(leave, minutes, there):
    assert traffic().arrival(leave, minutes * MINUTE) == there


def test_a_plan_that_begins_within_a_second_of_a_change():
    (profile,) = traffic(plans_know="hours").profiles(7 * HOUR - SECOND // 2)
    assert (profile.times[:2], profile.speeds[:2]) == ((0, 2 * 3600), (500, 1_000))


@pytest.mark.parametrize(
    "speeds", [{"00:00": 1.0, "24:00": 0.5}, {"07:00": 100_000}, {"07:00": 0.0}, {"7:00": 1.0}, {"07:00": float("nan")}]
)
def test_speeds_that_are_refused(speeds):
    with pytest.raises(ValueError, match="speeds"):
        TrafficConfig(speeds=speeds)


def test_who_leaves_later_arrives_no_earlier_and_plans_know_the_same_hours():
    known = traffic(plans_know="hours")
    rng = np.random.default_rng(1)
    for free in rng.integers(1, 4 * 3600, 20).tolist():
        departure = int(rng.integers(0, 3 * 24 * 3600)) * SECOND
        (profile,) = known.profiles(departure)
        last = 0
        for later in np.sort(rng.integers(0, 12 * 3600, 30)).tolist():
            there = known.arrival(departure + later * SECOND, free * SECOND)
            assert there >= last
            last = there
            assert profile.arrival(later, free) == -(-(there - departure) // SECOND)


def test_the_mean_speed_is_that_of_the_hours_in_which_vans_drive():
    assert traffic().mean(7 * HOUR, 11 * HOUR) == pytest.approx(0.75)
    fleet = SimConfig.model_validate({"delivery": {"fleet": {"traffic": {"speeds": RUSH}}}}).delivery.fleet
    hours = 14  # 07:30 to 21:30, of which 1.5 and 2 are slow
    assert fleet.planned_speed == pytest.approx(27 / 3.6 * (hours - 3.5 / 2) / hours)
    free = fleet.model_copy(update={"traffic": TrafficConfig(speeds=RUSH, plans_know="nothing", slack=0.25)})
    assert free.planned_speed == pytest.approx(27 / 3.6 / 1.25)


def test_an_even_day_is_free_of_all_this():
    even = Traffic(TrafficConfig())
    assert even.arrival(123, 456) == even.foreseen(123, 456) == 579
    assert even.profiles(0) == ()


def test_a_solver_that_knows_no_hours_cannot_plan_by_them():
    config = {
        "delivery": {"solver": {"name": "savings"}, "fleet": {"traffic": {"speeds": RUSH, "plans_know": "hours"}}}
    }
    with pytest.raises(ValueError, match=r"delivery.solver.name: savings lacks time_dependent, which .*plans_know"):
        Planner(SimConfig.model_validate(config), [(0, 0)], 1, 0)


def late_and_kilometres(solver="savings", **changes):
    """Parcels late at the door, by simulation of a day of slots; the roads have no other luck."""
    fleet = {"traffic_spread": 0, "service_spread": 0, "traffic": changes,
             "vans": {"van": {"count": 14, "capacity_litres": 2600}}}  # fmt: skip
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 250},
                "preferences": {"standard": 0, "slot": 1, "express": 0},
                "channels": {"web": {"share": 1, "address_error": 0}},
            },
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {
                "solver": {"name": solver, "iterations": 5 if solver == "savings" else 150},
                "fleet": fleet,
                "doors": {"not_home": 0},
            },
        }
    )
    values = evaluate(simulate(config, draw(config, 3, 0)))
    return values["on_time_delivery"], values["kilometres"]


def test_rush_hours_make_late_and_knowing_them_helps():
    free, _ = late_and_kilometres()
    known, _ = late_and_kilometres(speeds=RUSH)
    ignored, short = late_and_kilometres(speeds=RUSH, plans_know="nothing")
    careful, long = late_and_kilometres(speeds=RUSH, plans_know="mean", slack=0.3)
    assert free > careful > known > ignored
    assert long > short  # time to spare costs kilometres


def test_plans_by_the_hour_are_on_time_where_those_by_the_mean_are_late():
    free, _ = late_and_kilometres("numba")
    mean, _ = late_and_kilometres("numba", speeds=RUSH)
    hours, _ = late_and_kilometres("numba", speeds=RUSH, plans_know="hours")
    assert 1 - hours < (1 - mean) / 2
    assert hours > free - 0.02
