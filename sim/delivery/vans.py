"""The vans of one node: they are loaded, drive their trips, and come back with what nobody took.

How long the driving really takes is the road's business (`sim/delivery/road.py`). A failed attempt
stays on the van and is back on the dock when the van is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.clock import COMPLETION
from sim.context import Context
from sim.delivery.breaks import TakenBreak
from sim.delivery.diverting import Diverting
from sim.delivery.doors import Doors
from sim.delivery.driver_pool import Crew
from sim.delivery.road import Conditions, Legs, Road
from sim.delivery.tour import Tour, tours
from sim.delivery.trip import Trip
from sim.delivery.wave import WavePlan, WaveRequest
from sim.delivery.yard import Yard
from sim.life.ledger import IN_TRANSIT, PACKED
from sim.life.orders import ADDRESS_WRONG
from sim.life.parcels import LeftOut, parcel_put_back, parcels_left_out
from sim.life.trips import break_taken, incident_met
from sim.matters import Matter
from sim.order import OrderBook
from sim.parcels import Parcels
from sim.units import MINUTE, UNOBSERVED, microseconds


class Consequences(Protocol):
    """What follows for the order: the payment, a parcel back."""

    def handed_over(self, rows: NDArray[np.int64], now: int) -> None:
        """These parcels leave for the first time."""

    def given_up(self, row: int, now: int) -> None:
        """After its last attempt the parcel is back at its node."""

    def cancelled(self, row: int, now: int) -> None:
        """The customer of a parcel does not want it any more, and it is back at its node."""


class Waiting(Protocol):
    """Where parcels wait for a van."""

    def join(self, rows: NDArray[np.int64], since: NDArray[np.int64] | int) -> None:
        """Parcels are on the dock, which the order system knows since then."""


class Driven(NamedTuple):
    """Trips of a plan worked out: what they meet, and their legs; `offered` are the parcels of the wave."""

    wave: WaveRequest
    plan: WavePlan
    offered: NDArray[np.int64]
    conditions: Conditions
    legs: Legs


class Vans:
    """Vans of a node on the road."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        node: int,
        road: Road,
        yard: Yard,
        policy: Asked,
        doors: Doors,
        consequences: Consequences,
        dock: Waiting,
    ) -> None:
        self._context, self._book, self._parcels = context, book, parcels
        self._node, self._depot, self._yard, self._policy = node, road.depot, yard, policy
        self._doors, self._consequences, self._dock = doors, consequences, dock
        stamps = context.log.fulfilments
        self._eta, self._left = stamps.array("eta"), stamps.array("handed_over")
        self._road = road
        self._reload = microseconds(context.config.delivery.fleet.reload_minutes, MINUTE)
        self._diverting = Diverting(context.clock, doors, policy, self)
        self._back: list[Callable[[Any], None]] = [self.returned]
        self._trips = context.log.trips

    def leave(self, now: int, wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> None:
        """Vans and drivers leave with the first trips of a plan; `offered` are its parcels."""
        if not plan.routes:
            return
        firsts, ahead = tours(wave, plan, offered)
        crews = [wave.crews[route.vehicle] for route in plan.routes]
        vans = [self._yard.take(crew, wave.departure) for crew in crews]
        self._depart(now, self._worked_out(wave, firsts, offered), ahead, crews, vans)

    def _worked_out(self, wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> Driven:
        """How the trips of a plan will go."""
        conditions = self._road.conditions(wave, plan, self._parcels.order[offered], self._parcels.attempt[offered])
        return Driven(wave, plan, offered, conditions, self._road.drive(wave, plan, conditions))

    def _depart(
        self, now: int, driven: Driven, ahead: list[Tour], crews: list[Crew], vans: list[tuple[int, int]]
    ) -> None:
        """Load vans, drive one trip of each, and put their return on the clock."""
        wave, plan, offered, conditions, legs = driven
        leave, rows = wave.departure, offered[[stop - 1 for route in plan.routes for stop in route.stops]]
        self._consequences.handed_over(rows[self._left[rows] == UNOBSERVED], leave)
        self._left[rows] = leave
        self._parcels.move(self._book, rows, PACKED, IN_TRANSIT)
        trips = [
            self._begin(leave, crew, van, len(route.stops), tour)
            for crew, van, route, tour in zip(crews, vans, plan.routes, ahead, strict=True)
        ]
        self._eta[rows] = legs.expected[legs.to_door]
        if self._policy.diverts:
            for trip, route, breaks in zip(trips, plan.routes, plan.breaks, strict=True):
                self._diverting.leave(trip, route, wave, plan, conditions, offered, self._depot, breaks)
        else:
            for trip, taken, held_up in zip(trips, legs.breaks_taken, legs.held_up, strict=True):
                self.had_breaks(trip, taken)
                self.held_up(trip, held_up)
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
        for trip, metres, returns, (first, last) in zip(trips, length, back, pairwise(edges), strict=True):
            trip.metres = metres
            trip.drive(legs.begins[first:last], legs.reached[first:last], [places[stop] for stop in target[first:last]])
            self._context.clock.schedule(trip, COMPLETION + trip.index, returns - now)

    def _begin(self, leave: int, crew: Crew, who: tuple[int, int], stops: int, tour: Tour) -> Trip:
        """A van and a driver take a trip."""
        van, driver = who
        number = self._trips.append(self._node, van, crew.van_type, driver, stops, tour.after, leave)
        trip = Trip(number, van, crew, driver, self._depot, leave, tour)
        trip.callbacks = self._back
        self._yard.leave(trip)
        self._context.matters.begin(Matter.TRIP)  # until the van is back
        return trip

    def position(self, trip: int, now: int) -> tuple[int, int]:
        """Where the van of a trip is, metres east and north; its depot if it is back."""
        on_the_road = self._yard.on_the_road(trip)
        return self._depot if on_the_road is None else on_the_road.position(now)

    def returned(self, trip: Trip) -> None:
        """The van is back: it has its next trip or is free, and what it could not deliver is on the dock again."""
        now = self._context.clock.now
        self._trips["returned"][trip.index], self._trips["metres"][trip.index] = now, trip.metres
        self._yard.home(trip)
        if not self._goes_on(trip, now):
            self._is_free(trip, now)
        for row in trip.failed:
            if self._parcels.cancelled[row]:
                self._consequences.cancelled(row, now)
            elif self._parcels.attempt[row] >= self._doors.maximum_attempts:
                self._consequences.given_up(row, now)
            else:
                self._put_back(row, now)
        self._context.matters.end(Matter.TRIP)

    def _goes_on(self, trip: Trip, now: int) -> bool:
        """Whether the van is loaded for the next trip of its tour; if it is too late for it, the parcels wait again."""
        tour = trip.tour
        if tour is None or not tour.trips:
            return False
        leave = now + self._reload
        wave, plan, ahead = tour.next(leave, trip.breaks_taken, trip.index)
        driven = self._worked_out(wave, plan, tour.offered)
        if int(driven.legs.expected[-1]) > tour.latest:
            rows, parcels = np.sort(tour.rows), self._parcels
            order, ref, attempt = parcels.order[rows], parcels.ref[rows], parcels.attempt[rows]
            why = np.full(rows.size, LeftOut.BEYOND_SHIFT)
            parcels_left_out(self._context.log, now, order, ref, attempt, self._node, why)
            self._dock.join(rows, now)
            return False
        crew = replace(trip.crew, had=trip.crew.had + trip.breaks_taken, breaks=trip.crew.breaks[trip.breaks_taken :])

        def loaded(at: int) -> None:
            self._depart(at, driven, [ahead], [crew], [(trip.van, trip.driver)])

        self._context.clock.at(leave, COMPLETION, loaded, trip.index)
        return True

    def _is_free(self, trip: Trip, now: int) -> None:
        """Breaks that should have begun by now begin, and the van may leave again once it is loaded."""
        for due in trip.crew.breaks[trip.breaks_taken :]:
            if due.closes < now:
                break_taken(self._context.log, now, trip.index, self._node, trip.van, late=True)
        if not self._reload:
            self._yard.give_back(trip, now)
            return

        def loaded(at: int) -> None:
            self._yard.give_back(trip, at)

        self._context.clock.at(now + self._reload, COMPLETION, loaded, trip.index)

    def had_breaks(self, trip: Trip, taken: list[TakenBreak]) -> None:
        """Breaks of a driver on the way, which may lie ahead of the clock."""
        trip.breaks_taken += len(taken)
        for one in taken:
            break_taken(self._context.log, one.begin, trip.index, self._node, trip.van, late=one.late)

    def held_up(self, trip: Trip, times: list[int]) -> None:
        """Drives that began then were held up by an incident."""
        for time in times:
            incident_met(self._context.log, time, trip.index, self._node, trip.van)

    def _put_back(self, row: int, now: int) -> None:
        parcels, flags = self._parcels, self._book.flags
        order, back = int(parcels.order[row]), np.array([row])
        parcels.move(self._book, back, IN_TRANSIT, PACKED)
        ref, attempt = int(parcels.ref[row]), int(parcels.attempt[row])
        parcel_put_back(self._context.log, now, order, ref, attempt, self._node)
        if not flags[order] & ADDRESS_WRONG:
            self._dock.join(back, now)
            return

        def corrected(at: int) -> None:
            self._book.correct_address(order)
            self._dock.join(back, at)

        self._context.clock.at(self._doors.corrected_at(order, now), COMPLETION, corrected, row)
