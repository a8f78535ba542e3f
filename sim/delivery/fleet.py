"""The own fleet of one node: parcels wait on the dock, waves are planned, vans drive and return.

How long the driving really takes is the road's business (`sim/delivery/road.py`). A failed attempt
stays on the van and is back on the dock when the van is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.clock import COMPLETION, DECISION
from sim.context import Context
from sim.delivery.dispatch import Dock
from sim.delivery.diverting import Diverting
from sim.delivery.doors import Doors
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner, WavePlan, WaveRequest
from sim.delivery.road import Legs, Road
from sim.delivery.trip import Trip
from sim.delivery.yard import Yard
from sim.fulfilment.workloads import Workloads
from sim.life.ledger import IN_TRANSIT, PACKED
from sim.life.orders import ADDRESS_WRONG
from sim.life.parcels import parcel_put_back, parcels_left_out
from sim.matters import Matter
from sim.order import OrderBook
from sim.parcels import Parcels
from sim.units import UNOBSERVED
from solvers.problem import sealed


class Consequences(Protocol):
    """What follows for the order: the payment, a parcel back."""

    def handed_over(self, rows: NDArray[np.int64], now: int) -> None:
        """These parcels leave for the first time."""

    def given_up(self, row: int, now: int) -> None:
        """After its last attempt the parcel is back at its node."""


class Docks(Protocol):
    """What stands on the docks, up to a moment."""

    def bring_up_to(self, node: int, until: int) -> None:
        """Let everything happen at a node that happens before `until`."""


class Fleet:
    """Dock, waves and vans of one node."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        node: int,
        depot: tuple[int, int],
        policy: Asked,
        planner: Planner,
        doors: Doors,
        work: Workloads,
        windows: tuple[NDArray[np.int64], NDArray[np.int64]],
        consequences: Consequences,
        docks: Docks,
    ) -> None:
        self._context = context
        self._book = book
        self._parcels = parcels
        self._node = node
        self._policy = policy
        self._planner = planner
        self._doors = doors
        self._volume = work.volume
        self._promise_open, self._promise_close = windows
        self._consequences = consequences
        self._docks = docks
        stamps = context.log.fulfilments
        self._staged, self._eta, self._left = (stamps.array(name) for name in ("staged", "eta", "handed_over"))
        self._planning = context.config.delivery.planning
        self._waiting = np.zeros(0, dtype=np.int64)
        self._known = np.zeros(self._staged.size, dtype=np.int64)
        self._yard = Yard(context.config, node, planner.overtime.longest)
        self._road = Road(context)
        self._depot = depot
        self._diverting = Diverting(context.clock, doors, policy, self)
        self._back: list[Callable[[Any], None]] = [self.returned]
        self._trips = context.log.trips
        self._waves = 0
        context.clock.at(policy.time("next_decision", -1, -1), DECISION, self._decide, node)

    def staged(self, rows: NDArray[np.int64]) -> None:
        """Labelled parcels join the dock."""
        self._join(rows, self._staged[rows])

    def _join(self, rows: NDArray[np.int64], since: NDArray[np.int64] | int) -> None:
        """Parcels wait on the dock, which the order system knows since then."""
        self._waiting = np.concatenate((self._waiting, rows))
        self._known[rows] = since

    # -- the decision

    def _decide(self, now: int) -> None:
        following = self._policy.time("next_decision", now, now)
        self._context.clock.at(following, DECISION, self._decide, self._node)
        self._docks.bring_up_to(self._node, now + 1)
        if not self._waiting.size:
            return
        crews = self._planner.takes(self._yard.crews(now + self._planner.planning_time))
        if not crews:
            return
        self._waiting = np.sort(self._waiting)  # by number, however the parcels came to the dock
        rows = self._waiting[self._known[self._waiting] <= self._planning.seen_until(now)]
        if not rows.size:
            return
        order = self._parcels.order[rows]
        dock = self._dock(now, following, rows, order, sum(crew.count for crew in crews))
        offered = np.flatnonzero(self._policy.mask("select", now, rows.size, dock))
        if offered.size:
            self._waves += 1
            request = self._request(dock.departure, dock.next_departure, rows[offered], crews)
            plan = self._planner.plan(request)
            self._leave_behind(request, plan, rows[offered])
            self._depart(now, request, plan, rows[offered])

    def _dock(self, now: int, following: int, rows: NDArray[np.int64], order: NDArray[np.int64], free: int) -> Dock:
        """What a policy sees: copies, so that nothing it does to them reaches the model."""
        address, planning = self._context.tape.address, self._planner.planning_time
        east, north = address.x, address.y
        return Dock(
            now=now,
            departure=now + planning,
            next_departure=following + planning,
            staged=sealed(self._staged[rows]),
            promise_open=sealed(self._promise_open[order]),
            promise_close=sealed(self._promise_close[order]),
            attempts=sealed(self._parcels.attempt[rows].astype(np.int64)),
            vans_available=free,
            places=lambda: sealed(np.column_stack((east[order], north[order])).astype(np.int64)),
            volumes=lambda: sealed(self._volume[rows]),
            travel=lambda: sealed(self._planner.roads(self._node, east[order], north[order])[1]),
        )

    def _request(self, departure: int, following: int, rows: NDArray[np.int64], crews: tuple[Crew, ...]) -> WaveRequest:
        address, order = self._context.tape.address, self._parcels.order[rows]
        return WaveRequest(
            number=self._waves,
            node=self._node,
            departure=departure,
            next_departure=following,
            x=address.x[order].astype(np.int64),
            y=address.y[order].astype(np.int64),
            volume=self._volume[rows],
            promise_open=self._promise_open[order],
            promise_close=self._promise_close[order],
            option=self._context.tape.preference[order],
            crews=crews,
        )

    def _leave_behind(self, wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> None:
        """Parcels that no route serves stay on the dock, and the log says why."""
        parcels, rows = self._parcels, offered[plan.left_out - 1]
        order, ref, attempt = parcels.order[rows], parcels.ref[rows], parcels.attempt[rows]
        parcels_left_out(self._context.log, wave.departure, order, ref, attempt, self._node, plan.why)

    # -- the road

    def _depart(self, now: int, wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> None:
        """Load the vans, drive them, and put their return on the clock."""
        loaded = np.array([stop - 1 for route in plan.routes for stop in route.stops], dtype=np.int64)
        if not loaded.size:
            return
        leave, rows = wave.departure, offered[loaded]
        self._waiting = self._waiting[~np.isin(self._waiting, rows)]
        self._consequences.handed_over(rows[self._left[rows] == UNOBSERVED], leave)
        self._left[rows] = leave
        self._parcels.move(self._book, rows, PACKED, IN_TRANSIT)
        conditions = self._road.conditions(wave, plan, self._parcels.order[offered], self._parcels.attempt[offered])
        legs = self._road.drive(wave, plan, conditions)
        trips = [self._leave(leave, wave.crews[route.vehicle], len(route.stops)) for route in plan.routes]
        self._eta[rows] = legs.expected[legs.to_door]
        if self._policy.diverts:
            for trip, route in zip(trips, plan.routes, strict=True):
                self._diverting.leave(trip, route, wave, plan, conditions, offered, self._depot)
        else:
            self._drive(now, wave, legs, trips, rows)

    def _drive(self, now: int, wave: WaveRequest, legs: Legs, trips: list[Trip], rows: NDArray[np.int64]) -> None:
        """Nothing can change a trip that nobody diverts: its doors are settled now, and its return is on the clock."""
        places = [self._depot, *zip(wave.x.tolist(), wave.y.tolist(), strict=True)]
        edges = [*legs.first.tolist(), legs.target.size]
        stops = np.diff(edges) - 1
        of = np.repeat(np.arange(len(trips)), stops)
        numbers, vans = np.array([(trip.index, trip.van) for trip in trips]).T
        doors = legs.ends[legs.to_door], numbers[of], vans[of], legs.metres[legs.to_door]
        for k in self._doors.attempt(rows, *doors).tolist():
            trips[of[k]].failed.append(int(rows[k]))
        length = np.add.reduceat(legs.metres, legs.first).tolist()
        target, back = legs.target.tolist(), legs.ends[~legs.to_door].tolist()
        for trip, metres, returns, first, last in zip(trips, length, back, edges, edges[1:], strict=False):
            trip.metres = metres
            trip.drive(legs.begins[first:last], legs.reached[first:last], [places[stop] for stop in target[first:last]])
            self._context.clock.schedule(trip, COMPLETION + trip.index, returns - now)

    def _leave(self, leave: int, crew: Crew, stops: int) -> Trip:
        """A van and a driver take a route."""
        van, driver = self._yard.take(crew)
        number = self._trips.append(self._node, van, crew.van_type, driver, stops, leave)
        trip = Trip(number, van, crew, driver, self._depot)
        trip.callbacks = self._back
        self._yard.leave(trip)
        self._context.matters.begin(Matter.TRIP)  # until the van is back
        return trip

    def position(self, trip: int, now: int) -> tuple[int, int]:
        """Where the van of a trip is, metres east and north; its depot if it is back."""
        on_the_road = self._yard.on_the_road(trip)
        return self._depot if on_the_road is None else on_the_road.position(now)

    def returned(self, trip: Trip) -> None:
        """The van is back: it is free, and what it could not deliver is on the dock again."""
        now = self._context.clock.now
        self._trips["returned"][trip.index], self._trips["metres"][trip.index] = now, trip.metres
        self._yard.give_back(trip)
        for row in trip.failed:
            if self._parcels.attempt[row] >= self._doors.maximum_attempts:
                self._consequences.given_up(row, now)
            else:
                self._put_back(row, now)
        self._context.matters.end(Matter.TRIP)

    def _put_back(self, row: int, now: int) -> None:
        parcels, flags = self._parcels, self._book.flags
        order, back = int(parcels.order[row]), np.array([row])
        parcels.move(self._book, back, IN_TRANSIT, PACKED)
        ref, attempt = int(parcels.ref[row]), int(parcels.attempt[row])
        parcel_put_back(self._context.log, now, order, ref, attempt, self._node)
        if not flags[order] & ADDRESS_WRONG:
            self._join(back, now)
            return

        def corrected(at: int) -> None:
            self._book.correct_address(order)
            self._join(back, at)

        self._context.clock.at(self._doors.corrected_at(order, now), COMPLETION, corrected, row)
