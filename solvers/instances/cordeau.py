"""Cordeau's `.txt` files of one or several depots, with windows or without (types 0, 2, 4 and 6).

A first line of type, vehicles a depot, customers and depots; a line of longest duration and load for each depot, where
0 is no limit; a row for each customer and then each depot: number, place, service time, demand, frequency, number of
visit combinations and those, and with windows the hours. Any depot may serve any customer. Total distance, unrounded
(four decimals kept), as the sets are published.
"""

from __future__ import annotations

import numpy as np

from solvers.instances.lines import InstanceError, Lines
from solvers.instances.vrplib import UNROUNDED_SCALE as SCALE
from solvers.problem import FAR, RoutingProblem, Vehicle

TYPES = {0: "one depot", 2: "several depots", 4: "one depot, windows", 6: "several depots, windows"}
OTHERS = {1: "several periods", 3: "sites", 5: "several periods, windows", 7: "sites, windows"}


def looks_like_cordeau(rows: list[str]) -> bool:
    """Whether a file begins with four whole numbers, and two in the next line."""
    words = [row.split() for row in rows[:2]]
    return [len(one) for one in words] == [4, 2] and all(word.isdigit() for word in words[0])


def read_cordeau(lines: Lines) -> RoutingProblem:
    """The problem of a file; `InstanceError` where a number is missing or wrong, or visits have to be chosen."""
    rows = lines.rows
    first = rows[0][0]
    kind, vans, customers, depots = map(int, rows[0][1].split())
    if kind not in TYPES:
        named = f" ({OTHERS[kind]})" if kind in OTHERS else ""
        accepted = ", ".join(f"{one} ({name})" for one, name in TYPES.items())
        raise lines.wrong(first, "type", f"{kind}{named} is not supported here, {accepted} are accepted")
    if min(vans, depots) < 1:
        raise lines.wrong(first, "vehicles, depots", "0 is not accepted, use 1 at least")
    wanted = 1 + 2 * depots + customers
    if len(rows) != wanted:
        raise lines.wrong(rows[-1][0], "rows", f"{len(rows)} in this file, its first line asks for {wanted}")
    limits = [_row(lines, row, "duration, load", 2, whole=("load",)) for row in rows[1 : 1 + depots]]
    visits = [
        _visit(lines, row, kind, depots if kind in (2, 6) else 1) for row in rows[1 + depots : 1 + depots + customers]
    ]
    homes = [_row(lines, row, "depot", None) for row in rows[1 + depots + customers :]]
    hours = [home[-2:] if kind in (4, 6) and len(home) > 4 else [0.0, 0.0] for home in homes]
    table = np.array([[*visit[:5], *visit[-2:]] for visit in visits]).reshape(customers, 7)
    nodes = [[*homes[0][:3], 0, 0, *hours[0]], *table.tolist()]
    nodes += [[*home[:3], 0, 0, *hour] for home, hour in zip(homes[1:], hours[1:], strict=True)]
    where = [
        row[0]
        for row in (
            rows[1 + depots + customers],
            *rows[1 + depots : 1 + depots + customers],
            *rows[2 + depots + customers :],
        )
    ]

    def times(column: int, name: str) -> list[int]:
        return [lines.units(at, name, row[column], SCALE) for at, row in zip(where, nodes, strict=True)]

    window = np.array([times(5, "opens"), times(6, "closes")], dtype=np.int64).T
    window[window[:, 1] == 0] = 0, FAR
    places = [0, *range(customers + 1, customers + depots)]
    try:
        return RoutingProblem(
            demand=np.array([row[4] for row in nodes], dtype=np.int64),
            vehicles=tuple(
                _vehicle(number, vans, limit, place, timed=kind in (4, 6))
                for number, (limit, place) in enumerate(zip(limits, places, strict=True), start=1)
            ),
            coordinates=np.array([row[1:3] for row in nodes]),
            service_time=np.array(times(3, "service time"), dtype=np.int64),
            time_window=window,
            depots=depots,
            scale=SCALE,
            name=lines.path.stem,
        )
    except (ValueError, OverflowError) as error:
        if isinstance(error, InstanceError):
            raise
        raise lines.wrong(first, "format", str(error)) from None


def _vehicle(number: int, count: int, limit: list[float], place: int, timed: bool) -> Vehicle:
    """The vehicles of a depot; where nobody waits, a route's longest duration is when it ends."""
    longest = round(limit[0] * SCALE) or FAR
    room = int(limit[1]) or FAR
    name = f"vehicle of depot {number}"
    if timed:
        return Vehicle(name, count, room, start=place, end=place, shift_length=longest)
    return Vehicle(name, count, room, shift=(0, longest), start=place, end=place)


def _visit(lines: Lines, row: tuple[int, str], kind: int, choices: int) -> list[float]:
    """A customer: number, place, service time, demand, then what was there of frequency, combinations and hours."""
    values = _row(lines, row, "customer", None)
    if len(values) < 7:
        raise lines.wrong(row[0], "customer", f"{len(values)} numbers in this line, 7 and more are accepted")
    frequency, many = values[5:7]
    if values[4] < 0 or values[4] % 1:
        raise lines.wrong(row[0], "demand", f"{values[4]:g} is not accepted, use a whole number >= 0")
    if frequency != 1 or many != choices:
        what = f"frequency {frequency:g} with {many:g} combinations: not supported here, 1 with {choices} are accepted"
        raise lines.wrong(row[0], "frequency", what)
    rest = values[7 + int(many) :]
    if len(rest) not in ((2,) if kind in (4, 6) else (0, 2)):
        raise lines.wrong(row[0], "customer", f"{len(values)} numbers in this line, {9 + int(many)} are accepted")
    if kind in (4, 6) and rest[0] > rest[1]:
        raise lines.wrong(row[0], "opens", f"{rest[0]:g} is after {rest[1]:g}, use opens <= closes")
    return [*values[:7], *(rest if kind in (4, 6) else (0.0, 0.0))]


def _row(lines: Lines, row: tuple[int, str], name: str, count: int | None, whole: tuple[str, ...] = ()) -> list[float]:
    values = lines.numbers(row[0], name, row[1], count)
    if count is None and len(values) < 3:
        raise lines.wrong(row[0], name, f"{len(values)} numbers in this line, number and place are needed")
    if whole and (values[-1] % 1 or min(values) < 0):
        raise lines.wrong(row[0], name, f"{row[1]} is not accepted, use numbers >= 0 and a whole load")
    return values
