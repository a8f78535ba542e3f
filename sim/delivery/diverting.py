"""Vans that may be diverted: driven leg by leg, doors settled when the van is there.

A policy that says `diverts` is asked at every door where to go next. What is driven or being driven
stays; the stops that are left may be visited in any order. The batch way of `fleet`, which settles a
trip when it leaves, gives the same log where nobody is diverted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.clock import COMPLETION, Clock
from sim.delivery.breaks import DueBreak, TakenBreak
from sim.delivery.dispatch import VanAtDoor
from sim.delivery.doors import Doors
from sim.delivery.road import Conditions
from sim.delivery.trip import Place, Trip
from sim.delivery.wave import WavePlan, WaveRequest
from sim.units import SECOND
from solvers.problem import sealed
from solvers.solution import Route


class Yard(Protocol):
    """Where vans come back to, and who hears of breaks on the way."""

    def had_breaks(self, trip: Trip, taken: list[TakenBreak]) -> None:
        """Breaks were taken on the way."""

    def held_up(self, trip: Trip, times: list[int]) -> None:
        """Drives that began then were held up by an incident."""

    def returned(self, trip: Trip) -> None:
        """The van is back."""


@dataclass(slots=True, eq=False)
class _OnTheRoad:
    """A trip and what is left of it; stops are nodes of its wave."""

    trip: Trip
    wave: WaveRequest
    plan: WavePlan
    conditions: Conditions
    rows: NDArray[np.int64]
    wrong: NDArray[np.bool_]
    left: list[int]
    depot: Place
    breaks: list[DueBreak]
    at: int = 0
    leg: int = 0
    """Metres of the leg that ends here."""
    number: int = 0
    """Of the next leg."""


class Diverting:
    """Drives trips one leg at a time and asks the policy in between."""

    def __init__(self, clock: Clock, doors: Doors, policy: Asked, yard: Yard) -> None:
        self._clock, self._doors, self._policy, self._yard = clock, doors, policy, yard

    def leave(
        self,
        trip: Trip,
        route: Route,
        wave: WaveRequest,
        plan: WavePlan,
        conditions: Conditions,
        rows: NDArray[np.int64],
        depot: Place,
        breaks: tuple[DueBreak, ...],
    ) -> None:
        """A loaded van leaves at the wave's departure; rows: of the parcels offered, (stops of the wave,)."""
        # The driver has the addresses that were known when the van was loaded.
        wrong = self._doors.wrong_addresses(rows)
        van = _OnTheRoad(trip, wave, plan, conditions, rows, wrong, list(route.stops), depot, list(breaks))
        self._drive(van, wave.departure)

    def _drive(self, van: _OnTheRoad, begin: int) -> None:
        """The next leg: to the first of the stops that are left, or home."""
        target = van.left.pop(0) if van.left else 0
        opens = int(van.wave.promise_open[target - 1]) if target else 0
        taken: list[TakenBreak] = []
        reached, time, hold = van.conditions.drive(begin, van.at, target, opens, van.number, van.breaks, taken)
        self._yard.had_breaks(van.trip, taken)
        self._yard.held_up(van.trip, [begin] * (hold > 0))
        van.number += 1
        van.leg = int(van.plan.distance[van.at, target])
        van.trip.metres += van.leg
        van.trip.drive([begin], [reached], [self._place(van, target)])
        van.at = target
        if target:
            row = int(van.rows[target - 1])
            self._clock.at(time, COMPLETION, partial(self._arrive, van), row)
        else:
            self._clock.at(reached, COMPLETION, lambda _now: self._yard.returned(van.trip), van.trip.index)

    def _arrive(self, van: _OnTheRoad, now: int) -> None:
        """At a door: it is settled, and the policy may send the van elsewhere next."""
        stop, trip = van.at - 1, van.trip
        row, wrong = van.rows[stop : stop + 1], van.wrong[stop : stop + 1]
        failed = self._doors.attempt(row, np.array([now]), trip.index, trip.van, van.leg, wrong)
        trip.failed.extend(row[failed].tolist())
        if len(van.left) > 1:
            order = self._policy.order("divert", now, len(van.left), self._shown(van, now))
            van.left = [van.left[k] for k in order]
        self._drive(van, now + van.conditions.at_door(van.at))

    def _shown(self, van: _OnTheRoad, now: int) -> VanAtDoor:
        stops, wave = np.array(van.left) - 1, van.wave
        nodes = np.array([van.at, *van.left, 0])
        return VanAtDoor(
            now=now,
            departed=wave.departure,
            place=van.trip.position(now),
            places=sealed(np.column_stack((wave.x[stops], wave.y[stops]))),
            promise_open=sealed(wave.promise_open[stops]),
            promise_close=sealed(wave.promise_close[stops]),
            travel=lambda: sealed(van.plan.duration[np.ix_(nodes, nodes)] * SECOND),
        )

    @staticmethod
    def _place(van: _OnTheRoad, node: int) -> Place:
        return (int(van.wave.x[node - 1]), int(van.wave.y[node - 1])) if node else van.depot
