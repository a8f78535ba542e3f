"""The schedule of one route with every feature, and what its time costs: part of the audit, in plain integers.

A sequence of stops can be driven at many times. What a plan costs is that of the cheapest of these schedules. The van
leaves at one of the *departures tried*: the opening of its shift (when the goods are there), each change of speed
after it, the end of each rest, and what brings it to a stop just as a later one of its windows opens. It serves each
stop as soon as it can, resting where that ends the route soonest. Then it leaves as much later as ends the route no
later and

- makes no start of service later than its soft window or than it was, or
- where time costs or is limited, keeps the hard windows alone;

and where starting early costs, it waits for the soft window to open, or serves at once. With hard windows, one a stop,
and constant travel times this is the shortest schedule of all. Times are seconds, prices minor units times seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solvers.driving import in_turn
from solvers.money import Tariff
from solvers.problem import FAR, RoutingProblem
from solvers.units import shown
from solvers.vehicle import NOWHERE, Vehicle
from solvers.visits import Visit, legs_of, visits_of


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a route is where.

    `arrival`, `start` and `departure` have a row for each visited node, reloads included. `late` and `early` are
    seconds times the price of a minute, `rested` the seconds of rests on the way, `over` those above the shift length;
    `rests` has, for each rest of the vehicle, the place of the visit before which it is taken (-1 before it leaves, the
    number of visits after it is back), its begin and its end.
    """

    leave: int
    back: int
    arrival: tuple[int, ...]
    start: tuple[int, ...]
    departure: tuple[int, ...]
    late: int = 0
    early: int = 0
    rested: int = 0
    over: int = 0
    rests: tuple[tuple[int, int, int], ...] = ()

    @property
    def duration(self) -> int:
        """Seconds from leaving to the end of the route."""
        return self.back - self.leave


class RouteTimes:
    """The times of one route of a vehicle.

    Parameters
    ----------
    problem, vehicle
        Whose route it is.
    stops
        Stops in order; a depot among them is a reload.
    """

    def __init__(self, problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...]) -> None:
        self.problem, self.vehicle = problem, vehicle
        self.visits = visits_of(problem, vehicle, stops)
        self.legs = legs_of(problem, vehicle, stops)
        opens, closes = problem.hull[vehicle.start].tolist()
        self.opening = max(vehicle.shift[0], opens, self.legs[0].gate)
        self.latest_leave = min(vehicle.shift[1], closes)

    def cheapest(self, tariff: Tariff) -> Timetable | None:
        """The cheapest schedule; None where none keeps all limits."""
        best: tuple[tuple[int, int], Timetable] | None = None
        for found in self._schedules(tariff.second > 0 or tariff.overtime > 0 or self.vehicle.longest < FAR):
            if found.duration > self.vehicle.longest:
                continue
            cost = sum(tariff.costs(0, found.duration, found.rested, found.over, found.late, found.early))
            if best is None or (cost, found.duration) < best[0]:
                best = (cost, found.duration), found
        return best[1] if best else None

    def _schedules(self, timed: bool) -> Iterator[Timetable]:
        waits = [False, True] if any(visit.early_price for visit in self.visits) else [False]
        hard = [False, True] if timed and any(visit.late_price for visit in self.visits) else [False]
        for wait in waits:
            for leave in self.departures():
                soonest = self._forward(leave, wait)
                if soonest is None:
                    continue
                for loose in hard:
                    yield self._latest(*soonest, wait=wait, loose=loose)

    def departures(self) -> list[int]:
        """The moments of leaving that are tried, the first one as soon as the van can."""
        tried = {self.opening}
        for profile in self.problem.speed_profiles:
            tried.update(profile.times)
        done = 0
        for rest in self.vehicle.breaks:
            done = max(done, rest.window[0]) + rest.duration
            tried.add(done)
        for at, visit in enumerate(self.visits):
            if len(visit.windows) > 1:
                tried.update(self._leaving_for(at, opens) for opens, closes in visit.windows if opens <= closes)
        return sorted(time for time in tried if self.opening <= time <= self.latest_leave)

    def _leaving_for(self, at: int, opens: int) -> int:
        """The latest moment to leave that brings the van to visit `at` by the time it opens; -1 where there is none."""
        time: int | None = opens
        for place in range(at, -1, -1):
            time = self.legs[place].departure(time) if time is not None else None
            if time is None or place == 0:
                break
            time = self.visits[place - 1].last(time - self.visits[place - 1].service)
        return -1 if time is None else time

    def _forward(self, leave: int, wait: bool) -> tuple[int, list[int], list[int]] | None:
        """As soon as possible: (leave, start of service at each visit, rests taken before each of them)."""
        rests = self.vehicle.breaks
        before, done = 0, 0
        while before < len(rests) and (done := max(done, rests[before].window[0]) + rests[before].duration) <= leave:
            before += 1
        labels = {before: (leave, 0)}
        trail: list[dict[int, tuple[int, int, int]]] = []  # by rests taken: (free, start, rests taken before the leg)
        for leg, visit in zip(self.legs, self.visits, strict=True):
            reached: dict[int, tuple[int, int]] = {}
            steps: dict[int, tuple[int, int, int]] = {}
            for taken, (ready, late) in sorted(labels.items()):
                for more in range(len(rests) - taken + 1):
                    there = leg.arrival(ready, rests[taken : taken + more])
                    start = None if there is None else visit.begun(there, wait)
                    if start is None:
                        break
                    label = start + visit.service, late + visit.late_price * max(0, start - visit.soft[1])
                    if taken + more not in reached or label < reached[taken + more]:
                        reached[taken + more] = label
                        steps[taken + more] = label[0], start, taken
            if not reached:
                return None
            labels = reached
            trail.append(steps)
        ends = [(label, taken) for taken, label in labels.items() if self._after(label[0], taken)]
        if not ends:
            return None
        taken = min(ends)[1]
        starts, counts = [], []
        for steps in reversed(trail):
            starts.append(steps[taken][1])
            counts.append(taken)
            taken = steps[taken][2]
        return leave, starts[::-1], [taken, *counts[::-1]]

    def _after(self, back: int, taken: int) -> bool:
        """Whether the rests that are left can be taken after the end of the route."""
        for rest in self.vehicle.breaks[taken:]:
            begin = max(back, rest.window[0])
            if begin > rest.window[1]:
                return False
            back = begin + rest.duration
        return True

    def _latest(self, leave: int, soonest: list[int], counts: list[int], wait: bool, loose: bool) -> Timetable:
        """The same rests and end, leaving as late as can be."""
        rests = self.vehicle.breaks
        latest: int | None = soonest[-1]
        for at in range(len(self.visits) - 1, -1, -1):
            assert latest is not None
            free = self.legs[at].departure(latest, rests[counts[at] : counts[at + 1]])
            assert free is not None
            if at == 0:
                leave = max(leave, min(free, self.latest_leave))
                break
            visit = self.visits[at - 1]
            bound = free - visit.service
            if not loose and visit.late_price:
                bound = min(bound, max(visit.soft[1], soonest[at - 1]))
            latest = visit.last(bound)
        return self._driven(leave, counts, wait)

    def _driven(self, leave: int, counts: list[int], wait: bool) -> Timetable:
        rests, ready = self.vehicle.breaks, leave
        arrival, starts, departure = [], [], []
        taken = in_turn(-1, 0, rests[: counts[0]])
        late = early = 0
        for at, (leg, visit) in enumerate(zip(self.legs, self.visits, strict=True)):
            there = leg.arrival(ready, rests[counts[at] : counts[at + 1]])
            taken += in_turn(at, ready, rests[counts[at] : counts[at + 1]])
            start = None if there is None else visit.begun(there, wait)
            assert there is not None
            assert start is not None
            ready = start + visit.service
            late += visit.late_price * max(0, start - visit.soft[1])
            early += visit.early_price * max(0, visit.soft[0] - start)
            arrival.append(there)
            starts.append(start)
            departure.append(ready)
        rested = sum(rest.duration for rest in rests[counts[0] : counts[-1]])
        over = max(0, starts[-1] - leave - self.vehicle.shift_length)
        taken += in_turn(len(self.visits), starts[-1], rests[counts[-1] :])
        stamps = _inner(arrival, starts, departure)
        return Timetable(leave, starts[-1], *stamps, late, early, rested, over, tuple(taken))

    def first_fault(self, clock: Callable[[int], str] | None = None) -> tuple[str, Timetable]:
        """What cannot be kept, in words, and the schedule that goes on as if each start were in time.

        Moments are told by `clock`, or in the units of the file.
        """
        told = clock or (lambda time: shown(time, self.problem.scale))
        ready, fault = self.opening, ""
        arrival, starts, departure = [], [], []
        for leg, visit in zip(self.legs, self.visits, strict=True):
            there = leg.arrival(ready)
            assert there is not None
            start = visit.first(there)
            if start is None:
                start = max((closes for opens, closes in visit.windows if opens <= closes), default=there)
                fault = fault or self._reached(visit, told(there), told(start))
            arrival.append(there)
            starts.append(start)
            ready = start + visit.service
            departure.append(ready)
        found = Timetable(self.opening, max(self.opening, starts[-1]), *_inner(arrival, starts, departure))
        if not fault and self.opening > self.latest_leave:
            fault = f"it can leave at {told(self.opening)} at the earliest, after {told(self.latest_leave)}"
        most = self.vehicle.longest
        free = self._shortest() if not fault and most < FAR else None
        if free is not None and free.duration > most:
            scale = self.problem.scale
            return f"it lasts {shown(free.duration, scale)}, more than {shown(most, scale)}", free
        return fault or "its breaks cannot be taken in their windows", found

    def leaving(self, leave: int) -> Timetable | None:
        """The schedule as soon as possible of a van that leaves at a given moment; None where there is none."""
        found = self._forward(leave, wait=False)
        return None if found is None else self._driven(leave, found[2], wait=False)

    def _shortest(self) -> Timetable | None:
        """The shortest schedule there is, however long."""
        return min(self._schedules(True), key=lambda found: found.duration, default=None)

    def _reached(self, visit: Visit, there: str, latest: str) -> str:
        times = f"at {there}, after {latest}"
        if visit.node == NOWHERE:
            return f"it ends {times}"
        what = f"stop {visit.node}"
        if visit is self.visits[-1] or visit.node in self.problem.depot_nodes:
            what = f"depot {visit.node}" if self.problem.depots > 1 else "the depot"
        return f"{what} is reached {times}"


def _inner(*columns: list[int]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Columns without their last entry, the end of the route."""
    arrival, start, departure = (tuple(column[:-1]) for column in columns)
    return arrival, start, departure
