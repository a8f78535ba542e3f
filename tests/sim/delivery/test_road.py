"""The road: a promised window is about the start of service, as in a routing problem."""

from __future__ import annotations

import numpy as np

from sim.clock import Clock
from sim.config import SimConfig
from sim.context import Context
from sim.delivery.driver_pool import Crew
from sim.delivery.road import Road
from sim.delivery.wave import WavePlan, WaveRequest
from sim.log import Log
from sim.model import simulate
from sim.tape import draw
from sim.units import HOUR, MINUTE, SECOND, UNOBSERVED
from solvers.solution import Route

QUIET = {"traffic_spread": 0, "service_spread": 0, "service_minutes": 10}


def test_a_parcel_is_there_when_service_begins_and_the_van_goes_on_when_it_ends() -> None:
    config = SimConfig.model_validate({"days": 1, "delivery": {"fleet": QUIET}})
    tape = draw(config, 1, 0)
    road = Road(Context(config, tape, Clock(), Log(tape.orders)), (0, 0), None)
    minutes = np.array([[0, 20, 30], [20, 0, 5], [30, 5, 0]])
    opens = np.array([10 * HOUR, 0])
    wave = WaveRequest(
        number=1, node=0, departure=9 * HOUR, next_departure=10 * HOUR, x=opens, y=opens, volume=opens,
        promise_open=opens, promise_close=opens, option=opens, zone=opens * 0, crews=(Crew(0, 0, 1, 9 * 3600),),
    )  # fmt: skip
    seconds = minutes * MINUTE // SECOND
    plan = WavePlan(
        (Route(vehicle=0, stops=(1, 2)),),
        minutes * 1000,
        seconds,
        seconds,
        opens[:0],
        opens[:0].astype(np.uint8),
        ((),),
    )
    conditions = road.conditions(wave, plan, np.array([3, 4]), np.array([0, 0], dtype=np.uint8))
    legs = road.drive(wave, plan, conditions)
    # There at 09:20, served from 10:00 to 10:10; at the next door at 10:15, served to 10:25; back at 10:55.
    assert (legs.ends / MINUTE).tolist() == [600, 615, 655]
    assert legs.expected.tolist() == legs.ends.tolist()


def test_a_plan_that_keeps_its_windows_is_on_time_when_nothing_disturbs_it() -> None:
    """However long the service: the planner's window, the door's and the KPI's are one."""
    for service in (3, 20):
        fleet = {**QUIET, "service_minutes": service, "vans": {"van": {"count": 12, "capacity_litres": 2600}}}
        config = SimConfig.model_validate(
            {
                "days": 1,
                "placement": {
                    "demand": {"orders_per_day": 300},
                    "preferences": {"standard": 0, "slot": 1, "express": 0},
                    "channels": {"web": {"share": 1, "address_error": 0}},
                },
                "fulfilment": {"nodes": {"north": {}}},
                "delivery": {"solver": {"name": "savings"}, "fleet": fleet, "doors": {"not_home": 0}},
            }
        )
        outcome = simulate(config, draw(config, 5, 0))
        parcels, due = outcome.log.fulfilments.arrays(), outcome.facts.promise_close
        came = parcels["delivered"] != UNOBSERVED
        late = parcels["delivered"][came] - due[parcels["order"][came]]
        # A van that stands at the door within the window is on time; nobody is late by less than a service.
        assert came.sum() > 200
        assert not np.any((late > 0) & (late <= service * MINUTE))
