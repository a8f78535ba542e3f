"""The own fleet of one node: parcels wait on the dock, waves are planned, vans drive and return.

Vans drive realised times: planned driving and door times are multiplied by right-skewed factors
keyed by (origin, destination, hour) and (order, attempt). A failed attempt stays on the van and is
back on the dock when the van is.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
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
from sim.order import ADDRESS_WRONG, IN_TRANSIT, PACKED, OrderBook
from sim.parcels import Parcels
from sim.streams import log_logistic, uniforms
from sim.units import DAY, HOUR, MINUTE, SECOND, UNOBSERVED, time_of_day


class Trip(Token):
    """One van on the road: who drives, how far, and the parcels that come back."""

    __slots__ = ("failed", "metres", "van", "van_type")

    def __init__(self, index: int, van: int, van_type: int, metres: int) -> None:
        self.callbacks = None
        self.index = index
        self.van = van
        self.van_type = van_type
        self.metres = metres
        self.failed: list[int] = []


class Fleet:
    """Dock, waves and vans of one node.

    `handed_over(rows, now)` is told of the parcels that leave for the first time, `give_up(row, now)`
    takes parcels back after the last attempt, `catch_up(node, until)` brings the dock up to date.
    """

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        node: int,
        policy: DispatchPolicy,
        planner: Planner,
        doors: Doors,
        work: Workloads,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
        handed_over: Callable[[NDArray[np.int64], int], None],
        give_up: Callable[[int, int], None],
        catch_up: Callable[[int, int], None],
    ) -> None:
        fleet = context.config.delivery.fleet
        self._context = context
        self._book = book
        self._parcels = parcels
        self._node = node
        self._policy = policy
        self._planner = planner
        self._doors = doors
        self._volume = work.volume
        self._promise_open, self._promise_close = windows
        self._handed_over = handed_over
        self._give_up = give_up
        self._catch_up = catch_up
        self._fleet = fleet
        stamps = context.log.fulfilments
        self._staged, self._eta, self._left = (stamps.array(name) for name in ("staged", "eta", "handed_over"))
        self._waiting = np.zeros(0, dtype=np.int64)
        self._vans = [list(range(first, last)) for first, last in _numbers(fleet.vans)]
        self._shifts = [(time_of_day(v.shift_start), time_of_day(v.shift_end)) for v in fleet.vans.values()]
        self._service = round(fleet.service_minutes * MINUTE)
        self._traffic_key, self._service_key = context.key("traffic"), context.key("door time")
        self._back: list[Callable[[Any], None]] = [self._returned]
        self._waves = self._trips = 0
        context.clock.at(policy.next_decision(-1), DECISION, self._decide, node)

    def staged(self, rows: NDArray[np.int64]) -> None:
        """Labelled parcels join the dock."""
        self._waiting = np.concatenate((self._waiting, rows))

    # -- the decision

    def _decide(self, now: int) -> None:
        following = self._policy.next_decision(now)
        self._context.clock.at(following, DECISION, self._decide, self._node)
        self._catch_up(self._node, now + 1)
        departure = now + self._planner.planning_time
        free = self._free_vans(departure)
        if not self._waiting.size or not any(free):
            return
        rows = self._waiting = np.sort(self._waiting)  # by number, however the parcels came to the dock
        order = self._parcels.order[rows]
        dock = Dock(
            now=now,
            departure=departure,
            next_departure=following + self._planner.planning_time,
            staged=self._staged[rows],
            promise_open=self._promise_open[order],
            promise_close=self._promise_close[order],
            attempts=self._parcels.attempt[rows].astype(np.int64),
            vans_available=sum(free),
        )
        offered = np.flatnonzero(self._policy.select(dock))
        if offered.size:
            self._waves += 1
            request = self._request(dock, rows[offered], offered, free)
            self._depart(now, request, self._planner.plan(request), rows[offered])

    def _request(self, dock: Dock, rows: NDArray[np.int64], offered: NDArray[np.int64], free: list[int]) -> WaveRequest:
        address, order = self._context.tape.address, self._parcels.order[rows]
        return WaveRequest(
            number=self._waves,
            node=self._node,
            departure=dock.departure,
            next_departure=dock.next_departure,
            x=address.x[order].astype(np.int64),
            y=address.y[order].astype(np.int64),
            volume=self._volume[rows],
            promise_open=dock.promise_open[offered],
            promise_close=dock.promise_close[offered],
            vans=tuple(free),
        )

    def _free_vans(self, departure: int) -> list[int]:
        time = departure % DAY
        return [
            len(vans) if start <= time < end else 0 for vans, (start, end) in zip(self._vans, self._shifts, strict=True)
        ]

    # -- the road

    def _depart(self, now: int, wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> None:
        """Load the vans, drive them, and put their return on the clock."""
        loaded = np.array([stop - 1 for route in plan.routes for stop in route.stops], dtype=np.int64)
        if not loaded.size:
            return
        leave, rows = wave.departure, offered[loaded]
        self._waiting = self._waiting[~np.isin(self._waiting, rows)]
        self._handed_over(rows[self._left[rows] == UNOBSERVED], leave)
        self._left[rows] = leave
        self._parcels.move(self._book, rows, PACKED, IN_TRANSIT)
        # Node 0 of a plan is the depot, which stands for "order" -1 in the keys of traffic.
        order = np.concatenate(([-1], self._parcels.order[offered]))
        attempt = np.concatenate(([0], self._parcels.attempt[offered].astype(np.int64) + 1))
        service = self._service * log_logistic(uniforms(self._service_key, order, attempt), self._fleet.service_spread)
        for route in plan.routes:
            nodes = np.array([0, *route.stops, 0])
            origin, target = nodes[:-1], nodes[1:]
            metres = plan.distance[origin, target]
            planned = plan.duration[origin, target] * SECOND
            slot = uniforms(self._traffic_key, order[origin], order[target], leave // HOUR)
            driving = planned * log_logistic(slot, self._fleet.traffic_spread)
            trip = Trip(self._trips, self._vans[route.vehicle].pop(0), route.vehicle, int(metres.sum()))
            self._trips += 1
            self._drive(now, leave, trip, offered[nodes[1:-1] - 1], metres, planned, driving, service[nodes[1:-1]])

    def _drive(
        self,
        now: int,
        leave: int,
        trip: Trip,
        rows: NDArray[np.int64],
        metres: NDArray[np.int64],
        planned: NDArray[np.int64],
        driving: NDArray[np.float64],
        service: NDArray[np.float64],
    ) -> None:
        """Realised times along one route; a van that is early waits for the window to open."""
        context = self._context
        context.open_matters += 1  # until the van is back
        context.log.add(
            leave, Kind.VAN_DEPARTED, trip.index, 0, trip.van_type, 0, -1, self._node, trip.van, 0, rows.size
        )
        expected = actual = leave
        etas, times = [], []
        opens = self._promise_open[self._parcels.order[rows]]
        stops = zip(planned.tolist(), driving.tolist(), opens.tolist(), service.tolist(), strict=False)
        for foreseen, drive, earliest, door in stops:
            expected = max(expected + foreseen, earliest) + self._service
            actual = max(actual + int(drive), earliest) + int(door)
            etas.append(expected)
            times.append(actual)
        self._eta[rows] = etas
        failed = self._doors.attempt(rows, np.array(times, dtype=np.int64), trip.van, metres[:-1])
        trip.failed = rows[failed].tolist()
        trip.callbacks = self._back
        context.clock.schedule(trip, COMPLETION + trip.index, actual + int(driving[-1]) - now)

    def _returned(self, trip: Trip) -> None:
        """The van is back: it is free, and what it could not deliver is on the dock again."""
        now = self._context.clock.now
        self._context.log.add(
            now, Kind.VAN_RETURNED, trip.index, 0, trip.van_type, 0, -1, self._node, trip.van, 0, trip.metres
        )
        vans = self._vans[trip.van_type]
        vans.append(trip.van)
        vans.sort()
        for row in trip.failed:
            if self._parcels.attempt[row] >= self._doors.maximum_attempts:
                self._give_up(row, now)
            else:
                self._put_back(row, now)
        self._context.end_matter()

    def _put_back(self, row: int, now: int) -> None:
        parcels, flags = self._parcels, self._book.flags
        order, back = int(parcels.order[row]), np.array([row])
        parcels.move(self._book, back, IN_TRANSIT, PACKED)
        ref, attempt = int(parcels.ref[row]), int(parcels.attempt[row])
        self._context.log.add(now, Kind.PUT_BACK, order, 0, ref, attempt, -1, self._node, 0, 0, 0)
        if not flags[order] & ADDRESS_WRONG:
            self.staged(back)
            return

        def corrected(at: int) -> None:
            flags[order] &= ~np.uint8(ADDRESS_WRONG)
            self.staged(back)

        self._context.clock.at(self._doors.corrected_at(order, now), COMPLETION, corrected, row)


def _numbers(vans: dict[str, Any]) -> list[tuple[int, int]]:
    """First and one past the last van number of each type."""
    edges = [0]
    for van in vans.values():
        edges.append(edges[-1] + van.count)
    return list(pairwise(edges))
