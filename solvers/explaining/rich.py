"""Why stops are left out of a plan with rich features: every place is tried by the audit's own schedule of a route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from solvers.alone import why_not_alone
from solvers.explaining.explanation import HAS_A_PLACE, Change, Explanation
from solvers.explaining.loosening import Clock, Loosening, of_limits, of_time, one_more
from solvers.explaining.weighing import not_worth, weighed
from solvers.limits import NO_ROAD, broken_limits, metres_of
from solvers.money import Tariff
from solvers.pairs import together
from solvers.problem import RoutingProblem
from solvers.screen import unservable
from solvers.solution import Route
from solvers.timetable import RouteTimes

FREE = Tariff(0, 0, 0)
"""Any schedule will do."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A route with the stop put in, its number in the plan (the next one for a new route), and what it breaks.

    `limits` are the limits apart from time in words, `late` what cannot be kept in time; `longer` the metres added.
    """

    number: int
    route: Route
    limits: tuple[str, ...]
    late: str
    longer: int

    @property
    def fits(self) -> bool:
        return not (self.limits or self.late)


@dataclass(frozen=True, slots=True)
class RichCase:
    """A problem, a plan of it, and how times are told."""

    problem: RoutingProblem
    plan: tuple[Route, ...]
    clock: Clock

    def explained(self, stop: int) -> Explanation:
        """The reason of one stop, and what would help."""
        kept, idle = self._places(stop)
        fitting = [place for place in kept if place.fits]
        if fitting:
            return self._priced(stop, fitting)
        problem = self.problem
        changes: dict[str, Change] = {}
        timely = [place for place in kept if not place.late]
        roomy = [place for place in kept if not place.limits]
        more = (one_more(problem, place.route.vehicle) for place in idle if place.fits)
        for loosening, places in (
            *((one, roomy) for one in of_time(problem, stop, self.clock)),
            *((one, timely) for one in of_limits(problem, stop)),
            *((one, idle) for one in more),
        ):
            least = changes[loosening.kind].amount if loosening.kind in changes else loosening.most + 1
            found = self._least(stop, loosening, places, min(loosening.most, least - 1))
            if found is not None:
                changes[loosening.kind] = found
        return Explanation(stop, self._reason(stop, kept), tuple(changes.values()))

    def _places(self, stop: int) -> tuple[list[_Place], list[_Place]]:
        """Every place of a stop in the plan as it is, and a new route of each type of which no vehicle is left.

        A stop of a pair has its place with the other one.
        """
        served = together(self.problem, stop)
        used = [0] * len(self.problem.vehicles)
        kept: list[_Place] = []
        for number, route in enumerate(self.plan):
            used[route.vehicle] += 1
            before = int(metres_of(self.problem, self.problem.vehicles[route.vehicle], route.stops).sum())
            ways = self._ways(route, served)
            kept += [self._place(number, Route(route.vehicle, stops), before) for stops in ways]
        idle: list[_Place] = []
        for kind, vehicle in enumerate(self.problem.vehicles):
            alone = self._place(len(self.plan), Route(kind, served), 0)
            (kept if vehicle.count > used[kind] else idle).append(alone)
        return kept, idle

    def _ways(self, route: Route, served: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """A stop, or a pair, between any neighbours of a route, or on a trip of its own before or after all others."""
        stops, vehicle = route.stops, self.problem.vehicles[route.vehicle]
        for at in range(len(stops) + 1):
            for on in range(at, len(stops) + 1) if len(served) > 1 else (at,):
                yield (*stops[:at], served[0], *stops[at:on], *served[1:], *stops[on:])
        for depot in replace(vehicle, max_trips=max(2, vehicle.max_trips)).reloads:
            yield (*stops, depot, *served)
            yield (*served, depot, *stops)

    def _place(self, number: int, route: Route, before: int) -> _Place:
        problem, vehicle = self.problem, self.problem.vehicles[route.vehicle]
        limits = tuple(broken_limits(problem, route.vehicle, route.stops))
        times = RouteTimes(problem, vehicle, route.stops)
        in_time = NO_ROAD in limits or times.cheapest(FREE) is not None
        late = "" if in_time else times.first_fault(self.clock)[0]
        longer = int(metres_of(problem, vehicle, route.stops).sum()) - before
        return _Place(number, route, limits, late, longer)

    def _reason(self, stop: int, kept: Sequence[_Place]) -> str:
        """All that stands in the way at the nearest place of those at which the fewest limits do."""
        if never := unservable(self.problem).get(stop):
            opens, closes = self.problem.hull[stop].tolist()
            if opens > closes:
                return never  # when it is reached means nothing
            every = f"{never}; {why_not_alone(self.problem, stop, self.clock)}".split("; ")
            return "; ".join(dict.fromkeys(every))
        if not kept:
            return "every vehicle is on a route already"
        best = min(kept, key=lambda place: (len(place.limits) + bool(place.late), bool(place.limits), place.longer))
        name = repr(self.problem.vehicles[best.route.vehicle].name)
        where = f"{name} alone" if best.number == len(self.plan) else f"route {best.number + 1} ({name})"
        return f"{where}: {'; '.join(filter(None, (*best.limits, best.late)))}"

    def _least(self, stop: int, loosening: Loosening, places: Iterable[_Place], most: int) -> Change | None:
        """The least amount up to `most` that lets the stop into the plan somewhere; None where no amount does."""
        if most < 1:
            return None
        there = [place for place in places if loosening.vehicle in (None, place.route.vehicle)]
        there = _letting_in(loosening.applied(most), there) if there else []
        if not there:
            return None
        low, high = 0, most
        while high - low > 1:
            # doubling first: amounts are mostly far below the most there can be
            middle = min(2 * low + 1, (low + high) // 2)
            if good := _letting_in(loosening.applied(middle), there):
                there, high = good, middle
            else:
                low = middle
        changed = loosening.applied(high)
        found = weighed(changed, self.plan, stop, ((place.number, place.route) for place in there))
        if found is None:
            return None
        return Change(loosening.kind, high, loosening.told(high), changed, found.routes, found.beyond)

    def _priced(self, stop: int, fitting: Sequence[_Place]) -> Explanation:
        """A stop that fits: it costs more than its prize, or the search was not long enough."""
        found = weighed(self.problem, self.plan, stop, ((place.number, place.route) for place in fitting))
        return not_worth(self.problem, stop, found) if found and found.beyond else Explanation(stop, HAS_A_PLACE, ())


def _letting_in(problem: RoutingProblem, places: Sequence[_Place]) -> list[_Place]:
    """The places whose route keeps every limit of a problem."""
    return [
        place
        for place in places
        if next(broken_limits(problem, place.route.vehicle, place.route.stops), None) is None
        and RouteTimes(problem, problem.vehicles[place.route.vehicle], place.route.stops).cheapest(FREE) is not None
    ]
