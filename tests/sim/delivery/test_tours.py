"""Several trips in one plan: when a van leaves again, what happens where it is late, what loading costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import own_solver
import pytest

from sim.config import SimConfig
from sim.delivery.breaks import DueBreak
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner
from sim.delivery.tour import tours, trips_of
from sim.delivery.wave import WavePlan, WaveRequest
from sim.kpis import evaluate
from sim.life.parcels import PARCEL_LEFT_OUT, LeftOut
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import HOUR, MINUTE, SECOND, UNOBSERVED
from solvers.solution import Route

BY_AUDIT = f"{Path(own_solver.__file__)}::ByAudit"
ONCE_A_DAY = {"policy": "waves", "every_minutes": 900, "first": "09:00", "last": "09:00", "look_ahead_minutes": 1000}


def business(trips: int, reload: float = 0.0, solver: str = BY_AUDIT, **fleet: Any) -> SimConfig:
    """One small van and one wave a day."""
    settings = {
        "vans": {"van": {"count": 1, "capacity_litres": 150}},
        "drivers": {"pay": "shift", "shifts": [{"start": "08:00", "end": "18:00", "staff": 1}]},
        "trips_per_plan": trips,
        "reload_minutes": reload,
        **fleet,
    }
    return SimConfig.model_validate(
        {
            "days": 2,
            "placement": {"demand": {"orders_per_day": 60}},
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {"solver": {"name": solver, "iterations": 60}, "dispatch": ONCE_A_DAY, "fleet": settings},
        }
    )


def run(config: SimConfig) -> Outcome:
    return simulate(config, draw(config, 3, 0))


def test_a_van_leaves_again_once_it_is_loaded_and_takes_what_the_wave_promised_it() -> None:
    outcome = run(business(4, reload=20.0))
    trips, parcels = outcome.log.trips.arrays(), outcome.log.fulfilments.arrays()
    assert trips["departed"].size > np.unique(trips["departed"] // (24 * HOUR)).size, "several a day"
    order = np.argsort(trips["departed"])
    leave, back = trips["departed"][order], trips["returned"][order]
    same_day = leave[1:] // (24 * HOUR) == leave[:-1] // (24 * HOUR)
    assert np.all(leave[1:][same_day] - back[:-1][same_day] == 20 * MINUTE)
    handed = parcels["handed_over"][parcels["handed_over"] != UNOBSERVED]
    assert set(handed.tolist()) == set(trips["departed"].tolist()), "loaded as each trip leaves"


def test_more_trips_a_plan_bring_more_on_time_and_longer_loading_less() -> None:
    """The lever, both ways, where a wave is more than a van holds."""
    kept = []
    for trips, reload in ((1, 0.0), (4, 0.0), (4, 120.0)):
        kept.append(evaluate(run(business(trips, reload, "numba")))["on_time_delivery"])
    one, several, slowly = kept
    assert one + 0.1 < several  # type: ignore[operator]
    assert slowly + 0.05 < several  # type: ignore[operator]


def test_what_a_trip_costs_is_counted_once_a_van_by_plans_and_by_the_business() -> None:
    outcome = run(business(4, 20.0, "numba"))
    trips = outcome.log.trips.arrays()
    firsts = trips["after"] == UNOBSERVED
    assert sum(wave.vehicles for wave in outcome.waves) == np.count_nonzero(firsts) < firsts.size
    before = trips["after"][~firsts]
    for name in ("van", "driver", "node"):
        assert (trips[name][before] == trips[name][~firsts]).all()
    assert (trips["returned"][before] <= trips["departed"][~firsts]).all()


def test_loading_takes_its_time_between_waves_too() -> None:
    waves = {"policy": "waves", "every_minutes": 10}
    for reload in (0.0, 45.0):
        document = business(1, reload, "savings").model_dump(by_alias=True)
        document["delivery"]["dispatch"] = waves
        trips = run(SimConfig.model_validate(document)).log.trips.arrays()
        order = np.argsort(trips["departed"])
        between = trips["departed"][order][1:] - trips["returned"][order][:-1]
        assert (between.min() >= 45 * MINUTE) == (reload == 45.0)


def test_a_van_that_comes_back_late_leaves_its_other_trips_on_the_dock() -> None:
    """Roads at a third of the speed that plans know: what was planned for later waits for another wave."""
    config = business(6, 5.0, traffic={"speeds": {"00:00": 0.33}, "plans_know": "nothing"})
    outcome = run(config)
    rows = outcome.log.rows()
    rows = rows[rows["kind"] == PARCEL_LEFT_OUT.code]
    late = rows[rows[PARCEL_LEFT_OUT.column("reason")] == LeftOut.BEYOND_SHIFT]
    back = set(outcome.log.trips.arrays()["returned"].tolist())
    assert any(time in back for time in late["time"].tolist())


def test_the_trips_of_a_route() -> None:
    assert trips_of(Route(0, (1, 2, 0, 3, 0, 0, 4))) == [(1, 2), (3,), (4,)]


def test_breaks_are_numbered_through_all_trips() -> None:
    at = np.zeros(3, dtype=np.int64)
    crew = Crew(0, 0, 1, 3600)
    wave = WaveRequest(1, 0, 9 * HOUR, 10 * HOUR, at, at, at, at, at, at.astype(np.uint8), at, (crew,))
    road = np.zeros((4, 4), dtype=np.int64)
    breaks = (DueBreak(0, 0, 1, 1), DueBreak(0, 0, 1, 4))  # on the way to the second stop, and from the third one home
    plan = WavePlan((Route(0, (1, 2, 0, 3)),), road, road, road, at[:0], at[:0].astype(np.uint8), (breaks,))
    first, (tour,) = tours(wave, plan, np.array([7, 8, 9]))
    assert first.routes == (Route(0, (1, 2)),)
    assert tour.rows.tolist() == [9]
    assert tour.latest == 9 * HOUR + 3600 * SECOND
    later, second, left = tour.next(11 * HOUR, 1, 5)
    assert later.departure == 11 * HOUR
    assert second.routes == (Route(0, (3,)),)
    assert second.breaks == ((DueBreak(0, 0, 1, 1),),)
    assert (left.trips, left.after) == ((), 5)


def test_a_solver_without_trips_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"savings lacks several_trips, which delivery\.fleet\.trips_per_plan needs"):
        Planner(business(2, solver="savings"), [(0, 0)], 1, 0)
