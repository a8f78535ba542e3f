"""The road: how long vans really drive and stand at doors.

Driving at free speed and planned door times are multiplied by right-skewed factors keyed by (origin, destination,
hour) and (order, attempt), and driven at the speed of the hour (`traffic`): two plans that use the same road at the
same hour meet the same traffic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.delivery.breaks import DueBreak, TakenBreak, drive_with_breaks
from sim.delivery.incidents import Incidents
from sim.delivery.traffic import Traffic
from sim.delivery.traffic_zones import ZoneTraffic
from sim.delivery.wave import WavePlan, WaveRequest
from sim.streams import log_logistic, uniforms
from sim.units import HOUR, MINUTE, SECOND


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """All legs of a wave, one route after another; the last of each leads back to the depot.

    first : int64 (routes,), where each route begins. By leg: target int64, the stop it leads to (0 the
    depot); metres int64; in microseconds: expected, when it was to end by the plan, int64; begins and
    reached, when the van drives off and is there; and ends, int64: service begins, or the van is back.
    breaks_taken : on each route; held_up : when drives of each route began that were held up by an incident.
    """

    first: NDArray[np.int64]
    target: NDArray[np.int64]
    metres: NDArray[np.int64]
    expected: NDArray[np.int64]
    begins: list[int]
    reached: list[int]
    ends: NDArray[np.int64]
    breaks_taken: list[list[TakenBreak]]
    held_up: list[list[int]]

    @property
    def to_door(self) -> NDArray[np.bool_]:
        """Which legs lead to a door, (legs,)."""
        door: NDArray[np.bool_] = self.target != 0
        return door


class Conditions:
    """Traffic and doors as a wave meets them, whatever is done with its plan.

    Stops are nodes of the plan, 0 the depot, which stands for "order" -1 in the keys of traffic.
    """

    def __init__(
        self, road: Road, wave: WaveRequest, plan: WavePlan, orders: NDArray[np.int64], attempts: NDArray[np.uint8]
    ) -> None:
        self._order, self._zone = np.concatenate(([-1], orders)), [0, *wave.zone.tolist()]
        attempt = np.concatenate(([0], attempts.astype(np.int64) + 1))
        factor = log_logistic(uniforms(road.service_key, self._order, attempt), road.service_spread)
        self.service = road.service * factor
        self.service[0] = 0.0
        self._road, self._plan, self._wave, self._hour = road, plan, wave, wave.departure // HOUR

    def planned(self, origin: NDArray[np.int64], target: NDArray[np.int64]) -> NDArray[np.int64]:
        """Planned microseconds of some legs, (legs,)."""
        time: NDArray[np.int64] = self._plan.duration[origin, target] * SECOND
        return time

    def really(self, origin: NDArray[np.int64], target: NDArray[np.int64]) -> NDArray[np.float64]:
        """Microseconds that they really take where no hour is slower than another, (legs,)."""
        slot = uniforms(self._road.traffic_key, self._order[origin], self._order[target], self._hour)
        free = self._plan.free[origin, target] * SECOND
        time: NDArray[np.float64] = free * log_logistic(slot, self._road.traffic_spread)
        return time

    def traffic(self, origin: int, target: int) -> Traffic:
        """The traffic of a leg."""
        return self._road.traffic.of(self._zone[target or origin])

    def drive(
        self,
        begin: int,
        origin: int,
        target: int,
        earliest: int,
        leg: int,
        due: list[DueBreak],
        taken: list[TakenBreak],
    ) -> tuple[int, int, int]:
        """Drive one leg, which begins at a moment, see `drive_with_breaks`; the last is by how much it was held up."""
        free = int(self.really(np.array([origin]), np.array([target]))[0])
        hold = self.hold(begin, origin, target)
        return *drive_with_breaks(self.traffic(origin, target), begin + hold, free, earliest, leg, due, taken), hold

    def hold(self, begin: int, origin: int, target: int) -> int:
        """Microseconds by which an incident holds up a drive that begins at a moment."""
        incidents = self._road.incidents
        return 0 if incidents is None else incidents.hold(begin, self._place(origin), self._place(target))

    def _place(self, node: int) -> tuple[int, int]:
        return (int(self._wave.x[node - 1]), int(self._wave.y[node - 1])) if node else self._road.depot

    def at_door(self, stop: int) -> int:
        """Whole microseconds the van really stands there."""
        return int(self.service[stop])


class Road:
    """Traffic and doors as they are, for the vans of a depot."""

    __slots__ = (
        "depot", "incidents", "service", "service_key", "service_spread", "traffic", "traffic_key", "traffic_spread",
    )  # fmt: skip

    def __init__(self, context: Context, depot: tuple[int, int], incidents: Incidents | None) -> None:
        fleet = context.config.delivery.fleet
        self.depot, self.incidents = depot, incidents
        self.service = round(fleet.service_minutes * MINUTE)
        self.service_spread, self.traffic_spread = fleet.service_spread, fleet.traffic_spread
        self.traffic = ZoneTraffic(fleet.traffic, context.tape.zones)
        self.traffic_key, self.service_key = context.key("traffic"), context.key("door time")

    def conditions(
        self, wave: WaveRequest, plan: WavePlan, orders: NDArray[np.int64], attempts: NDArray[np.uint8]
    ) -> Conditions:
        """What a wave meets; orders and attempts made before: (stops of the wave,)."""
        return Conditions(self, wave, plan, orders, attempts)

    def drive(self, wave: WaveRequest, plan: WavePlan, conditions: Conditions) -> Legs:
        """Drive every route of a plan as planned; a van that is early waits for the window to open."""
        if any(plan.breaks) or self.incidents is not None:
            return self._drive_each(wave, plan, conditions)
        opens = np.concatenate(([0], wave.promise_open))
        origin = np.array([node for route in plan.routes for node in (0, *route.stops)])
        target = np.array([node for route in plan.routes for node in (*route.stops, 0)])
        planned, driving = conditions.planned(origin, target), conditions.really(origin, target)
        expected, begins, reached, ends = [], [], [], []
        foreseen = now = wave.departure
        columns = (origin, target, planned, driving, opens[target], conditions.service[target])
        legs = zip(*(column.tolist() for column in columns), strict=True)
        for start, stop, plan_time, drive, earliest, door in legs:
            traffic = conditions.traffic(start, stop)
            if start == 0:
                foreseen = now = wave.departure
            foreseen = max(traffic.foreseen(foreseen, plan_time), earliest)
            begins.append(now)
            there = traffic.arrival(now, int(drive))
            reached.append(there)
            now = max(there, earliest)
            expected.append(foreseen)
            ends.append(now)
            foreseen += self.service
            now += int(door)
        return Legs(
            first=np.flatnonzero(origin == 0),
            target=target,
            metres=plan.distance[origin, target],
            expected=np.array(expected, dtype=np.int64),
            begins=begins,
            reached=reached,
            ends=np.array(ends, dtype=np.int64),
            breaks_taken=[[] for _ in plan.routes],
            held_up=[[] for _ in plan.routes],
        )

    def _drive_each(self, wave: WaveRequest, plan: WavePlan, conditions: Conditions) -> Legs:
        """Drive them leg by leg, with incidents, and with breaks on the way, expected where the plan has them."""
        opens = [0, *wave.promise_open.tolist()]
        first: list[int] = []
        targets: list[int] = []
        metres: list[int] = []
        expected, begins, reached, ends = [], [], [], []
        breaks_taken: list[list[TakenBreak]] = []
        held_up: list[list[int]] = []
        for route, breaks in zip(plan.routes, plan.breaks, strict=True):
            first.append(len(targets))
            foreseen = now = wave.departure
            ahead, left, taken = list(breaks), list(breaks), list[TakenBreak]()
            met: list[int] = []
            origin, target = np.array((0, *route.stops)), np.array((*route.stops, 0))
            planned, driving = conditions.planned(origin, target), conditions.really(origin, target)
            columns = zip(origin.tolist(), target.tolist(), planned.tolist(), driving.tolist(), strict=True)
            for leg, (start, stop, plan_time, drive) in enumerate(columns):
                traffic = conditions.traffic(start, stop)
                _, foreseen = drive_with_breaks(traffic.foreseeing, foreseen, plan_time, opens[stop], leg, ahead, [])
                begins.append(now)
                if hold := conditions.hold(now, start, stop):
                    met.append(now)
                there, now = drive_with_breaks(traffic, now + hold, int(drive), opens[stop], leg, left, taken)
                reached.append(there)
                expected.append(foreseen)
                ends.append(now)
                foreseen += self.service
                now += conditions.at_door(stop)
            targets += target.tolist()
            metres += plan.distance[origin, target].tolist()
            breaks_taken.append(taken)
            held_up.append(met)
        return Legs(
            first=np.array(first, dtype=np.int64),
            target=np.array(targets, dtype=np.int64),
            metres=np.array(metres, dtype=np.int64),
            expected=np.array(expected, dtype=np.int64),
            begins=begins,
            reached=reached,
            ends=np.array(ends, dtype=np.int64),
            breaks_taken=breaks_taken,
            held_up=held_up,
        )
