"""The single changes that could let a stop into a plan: each loosens one limit by an amount.

More of a change never forbids what less of it allowed, so the least amount that helps can be found by bisection.
Amounts are seconds, metres, units of load or counts, as the limit is; times in words come from the caller's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from solvers.limits import unfit_for
from solvers.pairs import together
from solvers.problem import FAR, RoutingProblem, Vehicle
from solvers.units import shown
from solvers.vehicle import MOST_TRIPS

Clock = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Loosening:
    """One limit that can give way.

    `applied` makes the problem loosened by an amount from 1 to `most`, `told` the words for it; `vehicle` is the type
    of vehicle whose limit it is, None where it is the stop's or a depot's.
    """

    kind: str
    most: int
    applied: Callable[[int], RoutingProblem]
    told: Callable[[int], str]
    vehicle: int | None = None


def of_time(problem: RoutingProblem, stop: int, clock: Clock) -> Iterator[Loosening]:
    """What gives a stop more time: its windows and release, shifts, lengths and breaks of vehicles, hours of depots."""
    for one in together(problem, stop):
        name = "its window" if one == stop else f"the window of stop {one}"
        yield from _windows(problem, one, "window", name, clock)
        if released := int(problem.release_time[one]):
            yield _release(problem, one, released, "its goods" if one == stop else f"the goods of stop {one}", clock)
    for number, vehicle in enumerate(problem.vehicles):
        yield from _hours(problem, number, vehicle, clock)
        yield from _breaks(problem, number, vehicle, clock)
    for depot in problem.depot_nodes:
        name = "the depot" if problem.depots == 1 else f"depot {depot}"
        yield from _windows(problem, depot, "depot", name, clock)


def of_limits(problem: RoutingProblem, stop: int) -> Iterator[Loosening]:
    """What lets a stop on a vehicle apart from time: room, skills and permission, distance, stops and trips."""
    loads = np.atleast_2d((problem.demand + problem.pickup).reshape(problem.nodes, -1)).sum(axis=0).tolist()
    for number, vehicle in enumerate(problem.vehicles):
        for at, load in enumerate(loads):
            if (room := min(max(1, load), FAR - vehicle.capacities[at])) > 0:
                yield _capacity(problem, number, at, room)
        if unfit_for(problem, number, stop):
            yield from _choice(problem, number, stop)
        for kind, most in (("distance", FAR), ("stops", problem.stops), ("trips", MOST_TRIPS)):
            room = most - getattr(vehicle, f"max_{kind}")
            if room > 0:
                yield _limit(problem, number, kind, room)


def one_more(problem: RoutingProblem, number: int) -> Loosening:
    """One more vehicle of a type."""
    vehicle = problem.vehicles[number]
    return Loosening(
        "vehicle",
        1,
        lambda amount: _with(problem, number, count=vehicle.count + amount),
        lambda _: f"one more {vehicle.name!r}",
        number,
    )


def _windows(problem: RoutingProblem, node: int, kind: str, name: str, clock: Clock) -> Iterator[Loosening]:
    """Each window of a stop or depot that closes later or opens earlier, up to its neighbours."""
    rows = problem.time_window[node].reshape(-1, 2).tolist()
    there = [(at, opens, closes) for at, (opens, closes) in enumerate(rows) if opens < FAR]
    ends = [-1, *(closes for _, _, closes in there), FAR + 1]
    begins = [-1, *(opens for _, opens, _ in there), FAR + 1]
    for place, (at, opens, closes) in enumerate(there, start=1):
        for edge, most in ((1, begins[place + 1] - 1 - closes), (0, opens - ends[place - 1] - 1)):
            if most > 0:
                yield _window(problem, node, (at, edge), most, (kind, name), clock)


def _window(
    problem: RoutingProblem, node: int, which: tuple[int, int], most: int, called: tuple[str, str], clock: Clock
) -> Loosening:
    at, edge = which
    kind, name = called
    old = int(problem.time_window[node].reshape(-1, 2)[at, edge])
    sign, doing, how = (1, "closing", "later") if edge else (-1, "opening", "earlier")

    def applied(amount: int) -> RoutingProblem:
        window = problem.time_window.copy()
        window[node].reshape(-1, 2)[at, edge] = old + sign * amount
        return problem.replace(time_window=window)

    def told(amount: int) -> str:
        return f"{doing} {name} {shown(amount, problem.scale)} {how} (at {clock(old + sign * amount)})"

    return Loosening(kind, most, applied, told)


def _release(problem: RoutingProblem, stop: int, released: int, goods: str, clock: Clock) -> Loosening:
    def applied(amount: int) -> RoutingProblem:
        release = problem.release_time.copy()
        release[stop] -= amount
        return problem.replace(release_time=release)

    def told(amount: int) -> str:
        return f"having {goods} {shown(amount, problem.scale)} earlier (at {clock(released - amount)})"

    return Loosening("release", released, applied, told)


def _hours(problem: RoutingProblem, number: int, vehicle: Vehicle, clock: Clock) -> Iterator[Loosening]:
    begin, end = vehicle.shift
    name = repr(vehicle.name)
    if begin > 0:
        yield Loosening(
            "shift",
            begin,
            lambda amount: _with(problem, number, shift=(begin - amount, end)),
            lambda amount: (
                f"beginning the shift of {name} {shown(amount, problem.scale)} earlier (at {clock(begin - amount)})"
            ),
            number,
        )
    if end < FAR:
        yield Loosening(
            "shift",
            FAR - end,
            lambda amount: _with(problem, number, shift=(begin, end + amount)),
            lambda amount: (
                f"ending the shift of {name} {shown(amount, problem.scale)} later (at {clock(end + amount)})"
            ),
            number,
        )
    if vehicle.longest < FAR:
        yield Loosening(
            "duration",
            FAR - vehicle.longest,
            lambda amount: _with(problem, number, shift_length=vehicle.shift_length + amount),
            lambda amount: (
                f"letting {name} be out {shown(amount, problem.scale)} longer "
                f"({shown(vehicle.longest + amount, problem.scale)})"
            ),
            number,
        )


def _breaks(problem: RoutingProblem, number: int, vehicle: Vehicle, clock: Clock) -> Iterator[Loosening]:
    earliest = [0, *(one.window[0] for one, _ in pairwise(vehicle.breaks))]
    for at, (rest, first) in enumerate(zip(vehicle.breaks, earliest, strict=False)):
        for edge, most in ((1, FAR - rest.window[1]), (0, rest.window[0] - first)):
            if most > 0:
                yield _break(problem, number, at, edge, most, clock)


def _break(problem: RoutingProblem, number: int, at: int, edge: int, most: int, clock: Clock) -> Loosening:
    vehicle = problem.vehicles[number]
    rest = vehicle.breaks[at]
    sign, how = (1, "later") if edge else (-1, "earlier")

    def moved(amount: int) -> tuple[int, int]:
        begins = list(rest.window)
        begins[edge] += sign * amount
        return begins[0], begins[1]

    def applied(amount: int) -> RoutingProblem:
        breaks = list(vehicle.breaks)
        breaks[at] = replace(rest, window=moved(amount))
        return _with(problem, number, breaks=tuple(breaks))

    def told(amount: int) -> str:
        size, when = shown(amount, problem.scale), clock(moved(amount)[edge])
        return f"letting a break of {vehicle.name!r} begin {size} {how} (at {when})"

    return Loosening("break", most, applied, told, number)


def _capacity(problem: RoutingProblem, number: int, at: int, most: int) -> Loosening:
    vehicle = problem.vehicles[number]
    where = f" in dimension {at}" if problem.dimensions > 1 else ""

    def applied(amount: int) -> RoutingProblem:
        rooms = [room + amount * (place == at) for place, room in enumerate(vehicle.capacities)]
        return _with(problem, number, capacity=tuple(rooms))

    def told(amount: int) -> str:
        return f"{amount} more capacity for {vehicle.name!r}{where} ({vehicle.capacities[at] + amount})"

    return Loosening("capacity", most, applied, told, number)


def _choice(problem: RoutingProblem, number: int, stop: int) -> Iterator[Loosening]:
    vehicle, served = problem.vehicles[number], list(together(problem, stop))
    lacking = int(np.bitwise_or.reduce(problem.skills[served])) & ~vehicle.skills
    if lacking:
        names = ", ".join(str(bit) for bit in range(lacking.bit_length()) if lacking >> bit & 1)
        yield Loosening(
            "skill",
            1,
            lambda _: _with(problem, number, skills=vehicle.skills | lacking),
            lambda _: f"skill {names} for {vehicle.name!r}",
            number,
        )
    if not problem.allowed_vehicles[served, number].all():

        def applied(_: int) -> RoutingProblem:
            allowed = problem.allowed_vehicles.copy()
            allowed[served, number] = 1
            return problem.replace(allowed_vehicles=allowed)

        yield Loosening("skill", 1, applied, lambda _: f"allowing {vehicle.name!r} there", number)


def _limit(problem: RoutingProblem, number: int, kind: str, room: int) -> Loosening:
    vehicle = problem.vehicles[number]
    limit = int(getattr(vehicle, f"max_{kind}"))

    def told(amount: int) -> str:
        if kind == "distance":
            size, total = shown(amount, problem.scale), shown(limit + amount, problem.scale)
            return f"letting {vehicle.name!r} drive {size} further ({total})"
        return f"{amount} more {kind if amount > 1 else kind[:-1]} for {vehicle.name!r} ({limit + amount})"

    return Loosening(kind, room, lambda amount: _with(problem, number, **{f"max_{kind}": limit + amount}), told, number)


def _with(problem: RoutingProblem, number: int, **changes: object) -> RoutingProblem:
    fleet = list(problem.vehicles)
    fleet[number] = replace(fleet[number], **changes)  # type: ignore[arg-type]
    return problem.replace(vehicles=tuple(fleet))
