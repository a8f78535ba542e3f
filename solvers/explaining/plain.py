"""Why stops are left out of a plan without rich features: every place is priced in a few array operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solvers.alone import why_not_alone
from solvers.explaining.explanation import HAS_A_PLACE, Change, Explanation
from solvers.explaining.weighing import TRIED, not_worth, weighed
from solvers.places import Offers, Places, offers, places, with_stop
from solvers.problem import FAR, Objective, RoutingProblem, Vehicle
from solvers.screen import unservable
from solvers.solution import Route, horizon
from solvers.units import shown

Changing = Callable[[int, int], tuple[RoutingProblem, str]]
"""From a place and an amount to the changed problem and its words."""


@dataclass(frozen=True, slots=True)
class PlainCase:
    """A problem, a plan of it, the plan's places, and how times are told."""

    problem: RoutingProblem
    plan: tuple[Route, ...]
    found: Places
    clock: Callable[[int], str]

    def explained(self, stop: int) -> Explanation:
        """The reason of one stop, and what would help."""
        offer = offers(self.problem, self.found, stop)
        fitting = np.flatnonzero(offer.fits & (self.found.there > 0))
        if len(fitting):
            return self._priced(stop, offer, fitting)
        changes = list(self._capacity(stop, offer))
        for what in ("window", "shift", "depot"):
            both = [
                change
                for edge in ("end", "start")
                for change in (self._window(stop, offer, edge) if what == "window" else self._shift(stop, edge, what))
            ]
            changes += sorted(both, key=lambda change: change.amount)[:1]
        changes += self._vehicle(stop, offer)
        return Explanation(stop, self._reason(stop, offer), tuple(changes))

    def _reason(self, stop: int, offer: Offers) -> str:
        """What stands in the way at the place that comes nearest to taking the stop."""
        problem, there = self.problem, self.found.there > 0
        alone, demand = why_not_alone(problem, stop, self.clock), int(problem.demand[stop])
        opens, closes = (int(edge) for edge in problem.time_window[stop])
        if alone and (opens > closes or not there.any() or demand > _largest(problem)):
            return alone
        if not there.any() or not (there & (offer.excess <= 0)).any():
            left = demand - int(offer.excess[there].min()) if there.any() else 0
            return f"no vehicle has room for its {demand}: the most that is left is {max(0, left)}"
        rows = np.flatnonzero(there & (offer.excess <= 0) & offer.road)
        if not len(rows):
            return self._alone(stop, alone) or "no road leads to it and on from any place with room for it"
        worst = np.maximum(offer.late[rows], offer.pushed[rows])
        best = int(rows[len(rows) - 1 - worst[::-1].argmin()])  # a route of its own before a place in another
        if alone and self.found.route[best] == len(self.plan):
            return self._alone(stop, alone)
        where = self._where(best)
        if offer.late[best] > 0:
            at = self.clock(int(offer.arrival[best]))
            return f"{where} reaches it at {at} at the earliest, its window closes at {self.clock(closes)}"
        after, due = int(self.found.after[best]), int(self.found.due[best])
        then = f"reach stop {after}" if after else "be back"
        return f"{where} would {then} at {self.clock(due + int(offer.pushed[best]))}, after {self.clock(due)}"

    def _alone(self, stop: int, reason: str) -> str:
        """Why a route of its own cannot serve a stop; said so where other stops on the way might help."""
        if not reason or stop in unservable(self.problem):
            return reason
        return f"on a route of its own {reason}, and no route passes where it would fit"

    def _where(self, row: int) -> str:
        number, kind = int(self.found.route[row]), int(self.found.kind[row])
        name = self.problem.vehicles[kind].name
        return f"{name!r} alone" if number == len(self.plan) else f"route {number + 1} ({name!r})"

    def _priced(self, stop: int, offer: Offers, rows: Any) -> Explanation:
        """A stop that fits: it costs more than its prize, or the search was not long enough."""
        if self.problem.objective in (Objective.DISTANCE, Objective.VEHICLES_THEN_DISTANCE):
            # there the shortest way round is the cheapest, on a route of the plan or on one of its own
            own = self.found.route[rows] == len(self.plan)
            by_length = [some[np.argsort(offer.longer[some], kind="stable")] for some in (rows[~own], rows[own])]
            rows = np.concatenate([some[:TRIED] for some in by_length])
        found = weighed(self.problem, self.plan, stop, [self._way(int(row), stop) for row in rows])
        return not_worth(self.problem, stop, found) if found and found.beyond else Explanation(stop, HAS_A_PLACE, ())

    def _way(self, row: int, stop: int) -> tuple[int, Route]:
        """A place with the stop in it: the number of its route in the plan, and the route."""
        number = int(self.found.route[row])
        return number, with_stop(self.plan, self.found, row, stop)[number]

    def _first(self, what: str, amounts: Any, stop: int, change: Changing) -> Iterator[Change]:
        """The smallest of some amounts, one a place (FAR where none helps), whose plan passes the audit."""
        for amount in np.unique(amounts)[:TRIED].tolist():
            if amount >= FAR:
                return
            # an amount may be that of several types of vehicle, each a change of its own
            changes: list[Change] = []
            rows = np.flatnonzero(amounts == amount)
            for kind in np.unique(self.found.kind[rows]):
                same = rows[self.found.kind[rows] == kind]
                problem, text = change(int(same[0]), amount)
                ways = [self._way(int(row), stop) for row in same]
                if found := weighed(problem, self.plan, stop, ways):
                    changes.append(Change(what, amount, text, problem, found.routes, found.beyond))
            if changes:
                yield min(changes, key=lambda one: one.beyond)
                return

    def _capacity(self, stop: int, offer: Offers) -> Iterator[Change]:
        good = offer.road & (offer.late <= 0) & (offer.pushed <= 0) & (self.found.there > 0)
        room = np.array([vehicle.room for vehicle in self.problem.vehicles], dtype=np.int64)[self.found.kind]
        good &= room + offer.excess <= FAR

        def change(row: int, amount: int) -> tuple[RoutingProblem, str]:
            kind = int(self.found.kind[row])
            old = self.problem.vehicles[kind]
            text = f"{amount} more capacity for {old.name!r} ({old.room + amount})"
            return self._with_vehicle(kind, replace(old, capacity=old.room + amount)), text

        return self._first("capacity", np.where(good, offer.excess, FAR), stop, change)

    def _vehicle(self, stop: int, offer: Offers) -> Iterator[Change]:
        good = offer.fits & (self.found.there == 0)

        def change(row: int, amount: int) -> tuple[RoutingProblem, str]:
            kind = int(self.found.kind[row])
            old = self.problem.vehicles[kind]
            return self._with_vehicle(kind, replace(old, count=old.count + 1)), f"one more {old.name!r}"

        return self._first("vehicle", np.where(good, 1, FAR), stop, change)

    def _window(self, stop: int, offer: Offers, edge: str) -> Iterator[Change]:
        """Closing later, or opening earlier."""
        good = offer.road & (offer.excess <= 0) & (self.found.there > 0)
        opens, closes = (int(time) for time in self.problem.time_window[stop])
        early = edge == "start"
        if early:
            # a start that leaves the rest of the route on time: as far before the window as `pushed` says
            can = good & (offer.late <= 0) & (opens - offer.pushed >= np.maximum(offer.arrival, 0))
            amounts = np.where(can, offer.pushed, FAR)
        else:
            amounts = np.where(good & (offer.pushed <= 0), np.maximum(offer.arrival, opens) - closes, FAR)

        def change(_: int, amount: int) -> tuple[RoutingProblem, str]:
            window = self.problem.time_window.copy()
            window[stop] = (opens - amount, closes) if early else (opens, min(FAR, closes + amount))
            size, when = shown(amount, self.problem.scale), self.clock(opens - amount if early else closes + amount)
            doing = f"opening its window {size} earlier" if early else f"closing its window {size} later"
            return self.problem.replace(time_window=window), f"{doing} (at {when})"

        return self._first("window", amounts, stop, change)

    def _shift(self, stop: int, edge: str, what: str) -> Iterator[Change]:
        """A longer shift of one type of vehicle, or longer hours of the depot, at one end."""
        early = edge == "start"
        loose = places(self.problem, self.plan, start=early, end=not early)
        offer = offers(self.problem, loose, stop)
        limits = np.array([horizon(self.problem, vehicle) for vehicle in self.problem.vehicles])[loose.kind]
        need = limits[:, 0] - offer.leave if early else offer.back - limits[:, 1]
        room = np.array([_can_move(self.problem, vehicle, edge, what) for vehicle in self.problem.vehicles])[loose.kind]
        good = offer.fits & (loose.there > 0) & (need > 0) & (need <= room)

        def change(row: int, amount: int) -> tuple[RoutingProblem, str]:
            kind = int(loose.kind[row])
            old = self.problem.vehicles[kind]
            hours = old.shift if what == "shift" else tuple(self.problem.time_window[0].tolist())
            new = (hours[0] - amount, hours[1]) if early else (hours[0], hours[1] + amount)
            if what == "shift":
                problem = self._with_vehicle(kind, replace(old, shift=new))
                doing = f"{'beginning' if early else 'ending'} the shift of {old.name!r}"
            else:
                window = self.problem.time_window.copy()
                window[0] = new
                problem, doing = (
                    self.problem.replace(time_window=window),
                    f"{'opening' if early else 'closing'} the depot",
                )
            size, when = shown(amount, problem.scale), self.clock(new[0] if early else new[1])
            return problem, f"{doing} {size} {'earlier' if early else 'later'} (at {when})"

        return self._first(what, np.where(good, need, FAR), stop, change)

    def _with_vehicle(self, kind: int, vehicle: Vehicle) -> RoutingProblem:
        fleet = list(self.problem.vehicles)
        fleet[kind] = vehicle
        return self.problem.replace(vehicles=tuple(fleet))


def _largest(problem: RoutingProblem) -> int:
    return max((vehicle.room for vehicle in problem.vehicles if vehicle.count), default=0)


def _can_move(problem: RoutingProblem, vehicle: Vehicle, edge: str, what: str) -> int:
    """How far one edge of a vehicle's hours or of the depot's can move before the other one stands in the way."""
    shift, depot = vehicle.shift, problem.time_window[0].tolist()
    gap = shift[0] - depot[0] if edge == "start" else depot[1] - shift[1]
    most = FAR - shift[1] if edge == "end" and what == "shift" else FAR
    return min(most, int(gap if what == "shift" else -gap))
