"""The own fleet of one node: parcels wait on the dock, waves are planned, vans drive and return.

Vans drive realised times: planned driving and door times are multiplied by right-skewed factors
keyed by (origin, destination, hour) and (order, attempt). A failed attempt stays on the van and is
back on the dock when the van is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import COMPLETION, DECISION, Token
from sim.context import Context
from sim.delivery.dispatch import DispatchPolicy, Dock
from sim.delivery.doors import Doors
from sim.delivery.planning import Planner, WavePlan, WaveRequest
from sim.fulfilment.workloads import Workloads
from sim.log import Kind
from sim.order import ADDRESS_WRONG, IN_TRANSIT, PACKED, Fulfilment, advance_parts
from sim.streams import log_logistic, uniforms
from sim.units import DAY, HOUR, MINUTE, SECOND, time_of_day


class Trip(Token):
    """One van on the road: who drives, how far, and the parcels that come back."""

    __slots__ = ("failed", "metres", "van", "van_type")

    def __init__(self, index: int, van: int, van_type: int) -> None:
        self.callbacks = None
        self.index = index
        self.van = van
        self.van_type = van_type
        self.failed: list[Fulfilment] = []
        self.metres = 0


class Fleet:
    """Dock, waves and vans of one node.

    `give_up(parcel, now)` takes parcels back after the last attempt, `handed_over(parcel, now)` is
    told of every parcel that leaves for the first time.
    """

    def __init__(
        self,
        context: Context,
        node: int,
        policy: DispatchPolicy,
        planner: Planner,
        doors: Doors,
        work: Workloads,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
        handed_over: Callable[[Fulfilment, int], None],
        give_up: Callable[[Fulfilment, int], None],
    ) -> None:
        fleet = context.config.delivery.fleet
        self._context = context
        self._node = node
        self._policy = policy
        self._planner = planner
        self._doors = doors
        self._volume = work.volume
        self._promise_open, self._promise_close = windows
        self._handed_over = handed_over
        self._give_up = give_up
        self._fleet = fleet
        stamps = context.log.fulfilments
        self._staged, self._eta, self._left = stamps["staged"], stamps["eta"], stamps["handed_over"]
        self._waiting: list[Fulfilment] = []
        self._vans = [list(range(first, last)) for first, last in _numbers(fleet.vans)]
        self._shifts = [(time_of_day(v.shift_start), time_of_day(v.shift_end)) for v in fleet.vans.values()]
        self._service = round(fleet.service_minutes * MINUTE)
        self._traffic_key, self._service_key = context.key("traffic"), context.key("door time")
        self._back: list[Callable[[Any], None]] = [self._returned]
        self._waves = self._trips = 0
        context.clock.at(policy.next_decision(-1), DECISION, self._decide, node)

    def staged(self, parcel: Fulfilment, now: int) -> None:
        """A labelled parcel joins the dock."""
        self._waiting.append(parcel)

    # -- the decision

    def _decide(self, now: int) -> None:
        following = self._policy.next_decision(now)
        self._context.clock.at(following, DECISION, self._decide, self._node)
        planning = self._planner.planning_time
        departure = now + planning
        free = self._free_vans(departure)
        if not self._waiting or not any(free):
            return
        index = np.array([parcel.index for parcel in self._waiting])
        order = np.array([parcel.order.index for parcel in self._waiting])
        opens, closes = self._promise_open[order], self._promise_close[order]
        chosen = self._policy.select(
            Dock(
                now=now,
                departure=departure,
                next_departure=following + planning,
                staged=np.array([self._staged[i] for i in index]),
                promise_open=opens,
                promise_close=closes,
                attempts=np.array([parcel.attempt for parcel in self._waiting]),
                vans_available=sum(free),
            )
        )
        offered = np.flatnonzero(chosen)
        if not offered.size:
            return
        address = self._context.tape.address
        self._waves += 1
        request = WaveRequest(
            number=self._waves,
            node=self._node,
            departure=departure,
            next_departure=following + planning,
            x=address.x[order[offered]].astype(np.int64),
            y=address.y[order[offered]].astype(np.int64),
            volume=np.array([self._volume[i] for i in index[offered]], dtype=np.int64),
            promise_open=opens[offered],
            promise_close=closes[offered],
            vans=tuple(free),
        )
        self._depart(now, request, self._planner.plan(request), [self._waiting[k] for k in offered])

    def _free_vans(self, departure: int) -> list[int]:
        time = departure % DAY
        return [
            len(vans) if start <= time < end else 0 for vans, (start, end) in zip(self._vans, self._shifts, strict=True)
        ]

    # -- the road

    def _depart(self, now: int, wave: WaveRequest, plan: WavePlan, offered: list[Fulfilment]) -> None:
        """Load the vans, drive them, and put their return on the clock."""
        leave = wave.departure
        orders = np.array([-1, *(parcel.order.index for parcel in offered)])
        attempts = np.array([0, *(parcel.attempt + 1 for parcel in offered)])
        service = self._service * log_logistic(
            uniforms(self._service_key, orders, attempts), self._fleet.service_spread
        )
        taken: set[int] = set()
        for route in plan.routes:
            trip = Trip(self._trips, self._vans[route.vehicle].pop(0), route.vehicle)
            self._trips += 1
            nodes = np.array([0, *route.stops, 0])
            metres = plan.distance[nodes[:-1], nodes[1:]]
            planned = plan.duration[nodes[:-1], nodes[1:]] * SECOND
            slot = uniforms(self._traffic_key, orders[nodes[:-1]], orders[nodes[1:]], leave // HOUR)
            driving = planned * log_logistic(slot, self._fleet.traffic_spread)
            parcels = [offered[stop - 1] for stop in route.stops]
            taken.update(route.stops)
            trip.metres = int(metres.sum())
            self._context.log.add(
                leave, Kind.VAN_DEPARTED, trip.index, 0, trip.van_type, 0, -1, self._node, trip.van, 0, len(parcels)
            )
            self._drive(
                now, leave, trip, parcels, metres.tolist(), planned.tolist(), driving.tolist(),
                service[nodes[1:-1]].tolist(),
            )  # fmt: skip
        self._waiting = [p for p in self._waiting if p.trip is None]

    def _drive(
        self,
        now: int,
        leave: int,
        trip: Trip,
        parcels: list[Fulfilment],
        metres: list[int],
        planned: list[int],
        driving: list[float],
        service: list[float],
    ) -> None:
        """Realised times along one route; a van that is early waits for the window to open."""
        attempt = self._doors.attempt
        opens = self._promise_open
        expected = actual = leave
        for k, parcel in enumerate(parcels):
            index, earliest = parcel.index, int(opens[parcel.order.index])
            expected = max(expected + planned[k], earliest) + self._service
            actual = max(actual + int(driving[k]), earliest) + int(service[k])
            parcel.trip = trip
            if self._left[index] < 0:
                self._handed_over(parcel, leave)
            self._left[index] = leave
            self._eta[index] = expected
            advance_parts(parcel.parts, PACKED, IN_TRANSIT)
            if not attempt(parcel, actual, trip.van, metres[k]):
                trip.failed.append(parcel)
        self._context.open_matters += 1  # until the van is back
        trip.callbacks = self._back
        self._context.clock.schedule(trip, COMPLETION + trip.index, actual + int(driving[-1]) - now)

    def _returned(self, trip: Trip) -> None:
        """The van is back: it is free, and what it could not deliver is on the dock again."""
        now = self._context.clock.now
        self._context.log.add(
            now, Kind.VAN_RETURNED, trip.index, 0, trip.van_type, 0, -1, self._node, trip.van, 0, trip.metres
        )
        vans = self._vans[trip.van_type]
        vans.append(trip.van)
        vans.sort()
        for parcel in trip.failed:
            parcel.trip = None
            if parcel.attempt >= self._doors.maximum_attempts:
                self._give_up(parcel, now)
            else:
                self._put_back(parcel, now)
        self._context.end_matter()

    def _put_back(self, parcel: Fulfilment, now: int) -> None:
        order = parcel.order
        advance_parts(parcel.parts, IN_TRANSIT, PACKED)
        self._context.log.add(now, Kind.PUT_BACK, order.index, 0, parcel.ref, parcel.attempt, -1, self._node, 0, 0, 0)
        if not order.flags & ADDRESS_WRONG:
            self._waiting.append(parcel)
            return

        def corrected(at: int) -> None:
            order.flags &= ~ADDRESS_WRONG
            self._waiting.append(parcel)

        time = max(now, self._doors.corrected_at(order, now))
        self._context.clock.at(time, COMPLETION, corrected, parcel.index)


def _numbers(vans: dict[str, Any]) -> list[tuple[int, int]]:
    """First and one past the last van number of each type."""
    edges = [0]
    for van in vans.values():
        edges.append(edges[-1] + van.count)
    return list(zip(edges, edges[1:], strict=False))
