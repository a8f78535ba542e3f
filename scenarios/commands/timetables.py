"""When a plan has its vehicles where: a table for a person, and the same as JSON, in the units of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvers import Route, RoutingProblem

HEAD = ("where", "arrival", "start", "departure")


def timetable(problem: RoutingProblem, routes: Sequence[Route]) -> list[dict[str, Any]]:
    """Each route's vehicle and its events in order, in the units of the file.

    An event is a depot that is left or reached, a stop, or a break, with the times that it has.
    """
    return [
        {"route": number, "vehicle": problem.vehicles[route.vehicle].name, "events": list(_events(problem, route))}
        for number, route in enumerate(routes, start=1)
        if route.stops
    ]


def in_words(problem: RoutingProblem, routes: Sequence[Route]) -> str:
    """The same as tables."""
    from scenarios.text_tables import text_table

    tables = []
    for one in timetable(problem, routes):
        rows = [
            (event["at"], *(f"{event[key]:.12g}" if key in event else "" for key in HEAD[1:]))
            for event in one["events"]
        ]
        head = f"route {one['route']} ({one['vehicle']!r})", *HEAD[1:]
        tables.append(text_table(head, rows))
    return "\n\n".join(tables)


def _events(problem: RoutingProblem, route: Route) -> Iterator[dict[str, Any]]:
    from solvers import schedule
    from solvers.instances import in_file_units
    from solvers.problem import NOWHERE

    def event(where: str, **times: int) -> dict[str, Any]:
        return {"at": where} | {key: in_file_units(int(value), problem.scale) for key, value in times.items()}

    depots = {node: "depot" if problem.depots == 1 else f"depot {node}" for node in problem.depot_nodes}
    planned, vehicle = schedule(problem, route), problem.vehicles[route.vehicle]
    for at, stop in enumerate([None, *route.stops, None, None], start=-1):
        yield from (event("break", start=begin, departure=end) for place, begin, end in planned.breaks if place == at)
        if at == -1:
            yield event(depots[vehicle.start], departure=planned.leave)
        elif at == len(route.stops):
            yield event("end" if vehicle.end == NOWHERE else depots[vehicle.end], arrival=planned.back)
        elif stop is not None:
            where = f"{depots[stop]}, loads again" if stop in depots else f"stop {stop}"
            times = (planned.arrival[at], planned.start[at], planned.departure[at])
            yield event(where, **dict(zip(HEAD[1:], times, strict=True)))
