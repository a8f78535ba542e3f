"""The road: how long vans really drive and stand at doors.

Planned driving and door times are multiplied by right-skewed factors keyed by (origin, destination,
hour) and (order, attempt): two plans that use the same road at the same hour meet the same traffic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.delivery.planning import WavePlan, WaveRequest
from sim.streams import log_logistic, uniforms
from sim.units import HOUR, MINUTE, SECOND


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """All legs of a wave, one route after another; the last of each leads back to the depot.

    first : int64 (routes,), where each route begins. By leg: to_door bool, metres int64, and the
    microseconds at which it was expected to end, and ends, int64: service at the door begins, which
    is what a promised window is about, or the van is back.
    """

    first: NDArray[np.int64]
    to_door: NDArray[np.bool_]
    metres: NDArray[np.int64]
    expected: NDArray[np.int64]
    ends: NDArray[np.int64]


class Road:
    """Traffic and doors as they are, whatever was planned."""

    __slots__ = ("_service", "_service_key", "_service_spread", "_traffic_key", "_traffic_spread")

    def __init__(self, context: Context) -> None:
        fleet = context.config.delivery.fleet
        self._service = round(fleet.service_minutes * MINUTE)
        self._service_spread, self._traffic_spread = fleet.service_spread, fleet.traffic_spread
        self._traffic_key, self._service_key = context.key("traffic"), context.key("door time")

    def drive(self, wave: WaveRequest, plan: WavePlan, orders: NDArray[np.int64], attempts: NDArray[np.uint8]) -> Legs:
        """Drive every route of a plan; a van that is early waits for the window to open.

        orders and attempts made before: (stops of the wave,).
        """
        # Node 0 of a plan is the depot, which stands for "order" -1 in the keys of traffic.
        order = np.concatenate(([-1], orders))
        attempt = np.concatenate(([0], attempts.astype(np.int64) + 1))
        service = self._service * log_logistic(uniforms(self._service_key, order, attempt), self._service_spread)
        service[0] = 0.0
        opens = np.concatenate(([0], wave.promise_open))
        origin = np.array([node for route in plan.routes for node in (0, *route.stops)])
        target = np.array([node for route in plan.routes for node in (*route.stops, 0)])
        metres = plan.distance[origin, target]
        planned = plan.duration[origin, target] * SECOND
        slot = uniforms(self._traffic_key, order[origin], order[target], wave.departure // HOUR)
        driving = planned * log_logistic(slot, self._traffic_spread)
        expected, ends = [], []
        foreseen = now = wave.departure
        columns = (origin, planned, driving, opens[target], service[target])
        legs = zip(*(column.tolist() for column in columns), strict=True)
        for start, plan_time, drive, earliest, door in legs:
            if start == 0:
                foreseen = now = wave.departure
            foreseen = max(foreseen + plan_time, earliest)
            now = max(now + int(drive), earliest)
            expected.append(foreseen)
            ends.append(now)
            foreseen += self._service
            now += int(door)
        return Legs(
            first=np.flatnonzero(origin == 0),
            to_door=target != 0,
            metres=metres,
            expected=np.array(expected, dtype=np.int64),
            ends=np.array(ends, dtype=np.int64),
        )
