"""A plan in plain Python lists, for the heuristics that need no compiler.

Each tour keeps the earliest and latest start of service at its stops, so that putting a stop between two others is
checked in constant time. Prices are those of the objective per metre and second; waiting is not priced here, the
audit does that. Seconds, metres, and parts of money as in `kernel_data`.
"""

from __future__ import annotations

from collections.abc import Iterable

from solvers.engines.prices import Prices, prices
from solvers.problem import FAR, RoutingProblem
from solvers.screen import reason_left_out
from solvers.solution import Route

SEEDS = 5
"""Stops left out, of the highest prizes, around which a further vehicle is tried."""


class Travel:
    """Distance and travel time rows as Python lists, made when first needed."""

    def __init__(self, problem: RoutingProblem) -> None:
        self._problem = problem
        self._every = range(problem.stops + 1)
        self._distance: dict[int, list[int]] = {}
        self._duration: dict[int, list[int]] = self._distance if problem.duration is None else {}

    def distance(self, origin: int) -> list[int]:
        """Distances from one node to all."""
        row = self._distance.get(origin)
        if row is None:
            row = self._distance[origin] = self._problem.arc_distance(origin, self._every).tolist()
        return row

    def duration(self, origin: int) -> list[int]:
        """Travel times from one node to all."""
        if self._duration is self._distance:
            return self.distance(origin)
        row = self._duration.get(origin)
        if row is None:
            row = self._duration[origin] = self._problem.arc_duration(origin, self._every).tolist()
        return row


class Tour:
    """One vehicle's stops between two depots, with the earliest and latest start of service at each node."""

    __slots__ = ("latest", "load", "path", "soonest", "vehicle")

    def __init__(self, vehicle: int, opening: int, closing: int) -> None:
        self.vehicle = vehicle
        self.load = 0
        self.path = [0, 0]
        self.soonest = [opening, opening]
        self.latest = [closing, closing]


class PlainPlan:
    """Tours under construction, and the vehicles still free."""

    def __init__(self, problem: RoutingProblem) -> None:
        self.problem = problem
        self.travel = Travel(problem)
        self.tours: list[Tour] = []
        self.free = [vehicle.count for vehicle in problem.vehicles]
        self.prices: Prices = prices(problem)
        self._demand = problem.demand.tolist()
        self._window = problem.time_window.tolist()
        self._service: list[int] = problem.service_time.tolist()
        self._prize = problem.prize.tolist()

    def fresh(self, vehicle: int) -> Tour:
        """An empty tour of a vehicle type; it counts once a stop is put in."""
        return Tour(vehicle, *self.horizon(vehicle))

    def horizon(self, vehicle: int) -> tuple[int, int]:
        """When a vehicle type may leave, and when it must be back."""
        shift, opening = self.problem.vehicles[vehicle].shift, self._window[0]
        return max(shift[0], opening[0]), min(shift[1], opening[1])

    def price(self, tour: Tour, position: int, stop: int) -> int | None:
        """Cost of putting `stop` before `tour.path[position]` (at least 1), or None when it does not fit."""
        if tour.load + self._demand[stop] > self.problem.vehicles[tour.vehicle].room:
            return None
        before, after = tour.path[position - 1], tour.path[position]
        to_stop, onward = self.travel.duration(before)[stop], self.travel.duration(stop)[after]
        metres_to, metres_on = self.travel.distance(before)[stop], self.travel.distance(stop)[after]
        if max(to_stop, onward, metres_to, metres_on) >= FAR:
            return None
        start = max(tour.soonest[position - 1] + self._service[before] + to_stop, self._window[stop][0])
        if start > self._window[stop][1]:
            return None
        if start + self._service[stop] + onward > tour.latest[position]:
            return None
        fixed = 0
        metres: int = metres_to + metres_on
        seconds: int = to_stop + onward + self._service[stop]
        if len(tour.path) == 2:
            fixed = self.prices.fixed[tour.vehicle]
        else:
            metres -= self.travel.distance(before)[after]
            seconds -= self.travel.duration(before)[after]
        return fixed + metres * self.prices.distance[tour.vehicle] + seconds * self.prices.time[tour.vehicle]

    def put(self, tour: Tour, position: int, stop: int) -> None:
        """Put `stop` before `tour.path[position]` and renew the tour's times."""
        if len(tour.path) == 2:
            self.adopt(tour)
        self._insert(tour, position, stop)

    def adopt(self, tour: Tour) -> None:
        """Count a tour as driven, and its vehicle as taken."""
        self.tours.append(tour)
        self.free[tour.vehicle] -= 1

    def trial(self, vehicle: int, stops: Iterable[int]) -> tuple[int, Tour] | None:
        """Cost and tour of one vehicle that visits `stops` in this order, not yet adopted; None when it cannot."""
        tour, cost = self.fresh(vehicle), 0
        for stop in stops:
            end = len(tour.path) - 1
            more = self.price(tour, end, stop)
            if more is None:
                return None
            self._insert(tour, end, stop)
            cost += more
        return cost, tour

    def cost(self, vehicle: int, stops: list[int]) -> int | None:
        """Cost of one vehicle that visits `stops` in this order, waiting left aside; None when it cannot."""
        opening, closing = self.horizon(vehicle)
        time = opening
        here = load = metres = spent = 0
        for stop in (*stops, 0):
            leg, far = self.travel.duration(here)[stop], self.travel.distance(here)[stop]
            onward = leg + (self._service[here] if here else 0)
            opens, closes = self._window[stop] if stop else (opening, closing)
            time, spent = max(time + onward, opens), spent + onward
            metres, load, here = metres + far, load + self._demand[stop], stop
            if leg >= FAR or far >= FAR or time > closes or load > self.problem.vehicles[vehicle].room:
                return None
        price = self.prices
        return price.fixed[vehicle] + metres * price.distance[vehicle] + spent * price.time[vehicle]

    def _insert(self, tour: Tour, position: int, stop: int) -> None:
        tour.path.insert(position, stop)
        tour.soonest.insert(position, 0)
        tour.latest.insert(position, 0)
        tour.load += self._demand[stop]
        path, last = tour.path, len(tour.path) - 1
        for at in range(position, last + 1):
            before, node = path[at - 1], path[at]
            arrival = tour.soonest[at - 1] + self._service[before] + self.travel.duration(before)[node]
            tour.soonest[at] = max(arrival, self._window[node][0])
        for at in range(position, 0, -1):
            node, after = path[at], path[at + 1]
            leave_by = tour.latest[at + 1] - self.travel.duration(node)[after] - self._service[node]
            tour.latest[at] = min(leave_by, self._window[node][1])

    def cheapest(self, stop: int) -> tuple[int, Tour, int] | None:
        """The cheapest (cost, tour, position) for `stop` over all tours and one fresh vehicle of each type."""
        best: tuple[int, Tour, int] | None = None
        candidates = [*self.tours, *(self.fresh(kind) for kind, left in enumerate(self.free) if left > 0)]
        for tour in candidates:
            for position in range(1, len(tour.path)):
                cost = self.price(tour, position, stop)
                if cost is not None and (best is None or cost < best[0]):
                    best = (cost, tour, position)
        return best

    def insert_all(self, stops: Iterable[int]) -> dict[int, str]:
        """Put each stop at its cheapest place, in the order given; returns those left out, with reasons."""
        left: dict[int, str] = {}
        for stop in stops:
            place = self.cheapest(stop)
            prize = self._prize[stop]
            if place is None or (0 <= prize * self.prices.unit < place[0]):
                left[stop] = reason_left_out(self.problem, stop)
            else:
                self.put(place[1], place[2], stop)
        while left and self._open_together(left):
            pass
        return left

    def _open_together(self, left: dict[int, str]) -> bool:
        """Open a vehicle for stops left out whose prizes pay it together; they leave `left`."""
        best: tuple[int, Tour] | None = None
        seeds = sorted((stop for stop in left if self._prize[stop] >= 0), key=lambda stop: (-self._prize[stop], stop))
        for kind in (kind for kind, count in enumerate(self.free) if count > 0):
            for seed in seeds[:SEEDS]:
                gain, tour = self._gathered(kind, [seed, *(stop for stop in seeds if stop != seed)])
                if gain > 0 and (best is None or gain > best[0]):
                    best = gain, tour
        if best is None:
            return False
        self.adopt(best[1])
        for stop in best[1].path[1:-1]:
            del left[stop]
        return True

    def _gathered(self, kind: int, stops: list[int]) -> tuple[int, Tour]:
        """A tour of the first stop and of those whose prize pays the way to them, and what it gains."""
        tour, gain = self.fresh(kind), 0
        for stop in stops:
            places = ((self.price(tour, at, stop), at) for at in range(1, len(tour.path)))
            cost, at = min(((cost, at) for cost, at in places if cost is not None), default=(None, 0))
            prize = self._prize[stop] * self.prices.unit
            if cost is not None and (cost <= prize or len(tour.path) == 2):
                self._insert(tour, at, stop)
                gain += prize - cost
        return gain, tour

    def routes(self) -> list[Route]:
        """The tours as routes."""
        return [Route(tour.vehicle, tuple(tour.path[1:-1])) for tour in self.tours]
