"""Planning alone: parcels and crews become a problem a solver understands, in its own units."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner
from sim.delivery.wave import WaveRequest
from sim.life.parcels import LeftOut
from sim.tape import EXPRESS, STANDARD
from sim.units import HOUR, MINUTE


def plan(
    places, volume=100, opens=0, closes=20 * HOUR, crews=((0, 1, 8 * 3600),), options=0, solver="savings", **fleet
):
    delivery = {"solver": {"name": solver, "iterations": 100},
                "fleet": {"vans": {"van": {"count": 4, "capacity_litres": 1.0}}, **fleet}}  # fmt: skip
    planner = Planner(SimConfig.model_validate({"delivery": delivery}), [(0, 0)], 1, 0)
    x, y = np.array(places, dtype=np.int64).T
    size = len(places)
    request = WaveRequest(
        number=1, node=0, departure=10 * HOUR, next_departure=11 * HOUR, x=x, y=y,
        volume=np.full(size, volume, dtype=np.int64), promise_open=np.full(size, opens, dtype=np.int64),
        promise_close=np.full(size, closes, dtype=np.int64),
        option=np.full(size, options, dtype=np.uint8), zone=x * 0,
        crews=tuple(Crew(crew[0], 0, *crew[1:]) for crew in crews),
    )  # fmt: skip
    return planner.plan(request)


def test_roads_are_longer_than_straight_lines_and_driven_at_the_mean_speed():
    found = plan([(3000, 4000)])
    assert found.distance[0, 1] == 6500  # 5 km, 1.3 times
    assert found.duration[0, 1] == round(6500 / 7.5)  # 27 km/h
    assert [route.stops for route in found.routes] == [(1,)]
    assert found.left_out.size == 0


@pytest.mark.parametrize(
    ("why", "request_of"),
    [
        (LeftOut.TOO_LARGE, {"volume": 2000}),
        (LeftOut.BEYOND_SHIFT, {"crews": ((0, 1, 600),)}),
    ],
)
def test_what_no_van_can_bring_is_left_out_with_its_reason(why, request_of):
    found = plan([(3000, 4000)], **request_of)
    assert found.routes == ()
    assert found.left_out.tolist() == [1]
    assert found.why.tolist() == [why]


def test_a_promise_that_cannot_be_kept_any_more_is_no_window():
    found = plan([(3000, 4000)], closes=10 * HOUR + MINUTE)
    assert [route.stops for route in found.routes] == [(1,)]


def test_a_higher_class_goes_first_whatever_it_costs():
    """One litre of room: of a parcel near by and one far away, both of 0.6 litres, the dear one has priority or not."""
    places, chosen = [(300, 400), (9000, 12000)], np.array([STANDARD, EXPRESS])
    usual = plan(places, volume=600, options=chosen, solver="numba", crews=((0, 1, 9 * 3600),))
    assert [route.stops for route in usual.routes] == [(1,)]
    first = plan(places, volume=600, options=chosen, solver="numba", crews=((0, 1, 9 * 3600),), priority={"express": 1})
    assert [route.stops for route in first.routes] == [(2,)]
    with pytest.raises(ValueError, match=r"delivery.solver.name: savings lacks priorities, which .*priority needs"):
        plan(places, priority={"express": 1})
