"""Why a parcel stays on the dock: the reason of one step, held against the audit's own words."""

import numpy as np
import pytest

from scenarios import load, run
from scenarios.report.insights import bottlenecks
from sim.config import SimConfig
from sim.delivery.left_out import why_left_out
from sim.life.parcels import LEFT_OUT, PARCEL_LEFT_OUT, LeftOut
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.tracking.timeline import timeline
from solvers.alone import why_not_alone
from solvers.problem import FAR, Break, Objective, RoutingProblem, Vehicle
from solvers.solution import Route, audit
from solvers.speeds import SpeedProfile

SMALL = Vehicle("small", 1, 10, shift=(0, 1000))
LARGE = Vehicle("large", 1, 50, shift=(0, 300))


def problem(vehicles, demand=5, duration=100, window=(0, FAR), service=10, prize=1, profiles=(), priority=(0, 0)):
    road = np.array([[0, duration], [duration, 0]])
    return RoutingProblem(
        demand=[0, demand], vehicles=vehicles, distance=road, service_time=[0, service], objective=Objective.COST,
        time_window=[(0, FAR), window], prize=[0, prize], speed_profiles=profiles, priority=np.array(priority),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("why", "of"),
    [
        (LeftOut.OTHERS_FIRST, problem((SMALL, LARGE))),
        (LeftOut.TOO_LARGE, problem((SMALL, LARGE), demand=60)),
        (LeftOut.TOO_LARGE, problem((SMALL, Vehicle("gone", 0, 100)), demand=20)),
        (LeftOut.NO_ROAD, problem((SMALL,), duration=FAR)),
        (LeftOut.OUTSIDE_WINDOW, problem((SMALL,), window=(0, 99))),
        (LeftOut.OUTSIDE_WINDOW, problem((SMALL,), window=(0, 999), duration=1001)),
        (LeftOut.BEYOND_SHIFT, problem((SMALL,), window=(0, 1000), duration=1001)),
        (LeftOut.BEYOND_SHIFT, problem((SMALL,), duration=500)),
        (LeftOut.BEYOND_SHIFT, problem((SMALL, LARGE), demand=20, duration=200)),
        (LeftOut.OTHERS_FIRST, problem((SMALL, LARGE), duration=200)),
    ],
)
def test_the_reason_is_what_stands_in_the_way_of_every_van(why, of):
    busy = [Route(kind, (1,)) for kind, vehicle in enumerate(of.vehicles) for _ in range(vehicle.count)]
    assert why_left_out(of, np.array([1]), busy).tolist() == [why]
    assert (why_not_alone(of, 1) == "") == (why == LeftOut.OTHERS_FIRST)


def test_a_stop_that_a_van_reaches_only_without_its_break_says_so():
    """Open from 100 to 110, 100 away, while the break has to be had from 0 to 50 on the way there."""
    resting = Vehicle("van", 1, 10, shift=(0, 1000), breaks=(Break((0, 50), 30),))
    of = problem((resting,), window=(100, 110))
    assert why_left_out(of, np.array([1])).tolist() == [LeftOut.AROUND_BREAK]
    assert "breaks" in why_not_alone(of, 1)
    later = problem((resting,), window=(100, 130), prize=10**6)
    assert why_left_out(later, np.array([1])).tolist() == [LeftOut.OVERLOOKED]


def test_by_the_hour_a_road_that_jams_is_beyond_the_shift():
    slow = problem((SMALL,), duration=400, profiles=(SpeedProfile((0, 500), (1000, 200)),))
    assert why_left_out(slow, np.array([1]), [Route(0, (1,))]).tolist() == [LeftOut.BEYOND_SHIFT]
    assert why_not_alone(slow, 1)


@pytest.mark.parametrize(("prize", "why"), [(1299, LeftOut.NOT_WORTH_IT), (1301, LeftOut.OVERLOOKED)])
def test_an_idle_van_is_not_worth_its_trip_or_overlooked(prize, why):
    """A trip of 200 m and 210 s, 10 of them overtime: 1000, and 100 for the way, 105 for the time, 95 for overtime."""
    van = Vehicle(
        "van", 2, 10, shift=(0, 1000), fixed_cost=1000, cost_per_kilometre=500, cost_per_hour=1800,
        shift_length=200, max_overtime=60, overtime_cost_per_hour=34200,
    )  # fmt: skip
    of = problem((van,), prize=prize)
    assert audit(of, [Route(0, (1,))]).cost == 1300
    assert why_left_out(of, np.array([1]), [Route(0, (1,))]).tolist() == [why]
    assert why_left_out(of, np.array([1]), [Route(0, (1,))] * 2).tolist() == [LeftOut.OTHERS_FIRST]


def test_whom_comes_first_an_idle_van_serves_whatever_it_costs():
    of = problem((Vehicle("van", 1, 10, fixed_cost=1000),), priority=[0, 1])
    assert why_left_out(of, np.array([1])).tolist() == [LeftOut.OVERLOOKED]


def test_every_reason_has_words():
    assert set(LEFT_OUT) == set(LeftOut)


@pytest.fixture(scope="module")
def too_far() -> Outcome:
    """Vans of a shift of two hours, customers up to 60 km away."""
    van = {"count": 4, "capacity_litres": 2000, "shift_start": "09:00", "shift_end": "11:00"}
    config = SimConfig.model_validate(
        {
            "days": 1,
            "follow_up_days": 3,
            "placement": {
                "demand": {"orders_per_day": 60},
                "catalogue": {"items": 15},
                "addresses": {"customers": 200, "radius_kilometres": 60.0},
            },
            "delivery": {
                "mode": "fleet",
                "promise": {"slots": ["09:00"]},
                "solver": {"name": "savings"},
                "fleet": {"vans": {"van": van}},
            },
        }
    )
    return simulate(config, draw(config, 3, 0))


def test_a_parcel_offered_and_left_out_says_so(too_far):
    parcels, rows = too_far.log.fulfilments.arrays(), too_far.log.rows()
    waiting = parcels["order"][(parcels["staged"] >= 0) & (parcels["handed_over"] < 0)]
    assert waiting.size > 30
    left = rows[rows["kind"] == PARCEL_LEFT_OUT.code]
    assert set(waiting.tolist()) <= set(left["order"].tolist())
    beyond = left[left["reason"] == LeftOut.BEYOND_SHIFT]
    assert beyond.size > 0.9 * left.size
    assert any("would be back before its shift ends" in text for _, text in timeline(too_far, int(waiting[0])))


def test_the_bottleneck_and_a_warning_name_it(too_far):
    said = [str(one) for one in bottlenecks(too_far)] + list(too_far.warnings)
    assert sum("had not left at the end: no free van would be back before its shift ends" in text for text in said) == 2


def test_a_van_that_stands_idle_is_no_van_that_went_to_others():
    """Leaving a parcel costs nothing, so no van drives."""
    loaded = load("tiny", ["delivery.fleet.lateness_cost=0", "placement.demand.orders_per_day=20"])
    (first,) = run(loaded, replications=1).replications
    assert any("vans stand idle, and a trip costs more than leaving a parcel does" in text for text in first.warnings)
