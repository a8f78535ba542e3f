"""Li and Lim's files of pairs of pick-up and delivery.

The SINTEF convention: vehicles first, then distance in double precision, kept here as four decimals. A first line of
vehicles, capacity and speed, then the depot and a row for each stop: number, place, demand (below 0 at a delivery),
window, service time, and the number of its pick-up or of its delivery, the other one 0. The number of vehicles is
a limit; a speed of 0, which some published files say, is one that was not given: 1.
"""

from __future__ import annotations

import numpy as np

from solvers.instances.lines import Lines
from solvers.instances.vrplib import UNROUNDED_SCALE
from solvers.problem import FloatArray, IntArray, Objective, RoutingProblem, Vehicle

COLUMNS = 9
SCALE = UNROUNDED_SCALE
DEMAND, READY, DUE, SERVICE, PICKUP, DELIVERY = range(3, COLUMNS)


def looks_like_li_lim(rows: list[str]) -> bool:
    """Whether a file begins with three numbers, and nine in the next line."""
    return len(rows) > 1 and [len(row.split()) for row in rows[:2]] == [3, COLUMNS] and not any(map(_words, rows[:2]))


def read_li_lim(lines: Lines) -> RoutingProblem:
    """The problem of a file; `InstanceError` where a number is missing or wrong, or a pair is not one."""
    first, head = lines.rows[0]
    values = lines.numbers(first, "vehicles, capacity, speed", head, 3)
    for name, value, lowest in zip(("vehicles", "capacity", "speed"), values, (1, 0, 0), strict=True):
        if value != int(value) or value < lowest:
            raise lines.wrong(first, name, f"{value:g} is not accepted, use a whole number >= {lowest}")
    count, capacity, speed = map(int, values)
    table = np.array([lines.numbers(number, "stop", row, COLUMNS) for number, row in lines.rows[1:]])
    where = [number for number, _ in lines.rows[1:]]
    _check_numbers(lines, where, table)
    names = "ready", "due", "service"
    rows = zip(where, table[:, READY : SERVICE + 1].tolist(), strict=True)
    times = np.array(
        [[lines.units(at, *one, SCALE) for one in zip(names, row, strict=True)] for at, row in rows], dtype=np.int64
    )
    demand = table[:, DEMAND].astype(np.int64)
    try:
        problem = RoutingProblem(
            demand=np.maximum(-demand, 0),
            pickup=np.maximum(demand, 0),
            pairs=_pairs(lines, where, table),
            vehicles=(Vehicle("vehicle", count, capacity),),
            coordinates=table[:, 1:3],
            service_time=times[:, 2],
            time_window=times[:, :2],
            objective=Objective.VEHICLES_THEN_DISTANCE,
            scale=SCALE,
            name=lines.path.stem,
        )
    except (ValueError, OverflowError) as error:
        raise lines.wrong(first, "format", str(error)) from None
    return _at_speed(problem, speed) if speed > 1 else problem


def _words(row: str) -> bool:
    return any(not word.lstrip("+-").replace(".", "", 1).isdigit() for word in row.split())


def _check_numbers(lines: Lines, where: list[int], table: FloatArray) -> None:
    """Stops count from the depot, 0; demands and pairs are whole numbers, windows open before they close."""
    for at, (number, row) in enumerate(zip(where, table.tolist(), strict=True)):
        if row[0] != at:
            raise lines.wrong(number, "stop", f"{row[0]:g} is not accepted, use {at} in this line")
        for name, column in (("demand", DEMAND), ("pick-up", PICKUP), ("delivery", DELIVERY)):
            if row[column] != int(row[column]):
                raise lines.wrong(number, name, f"{row[column]:g} is not accepted, use a whole number")
        if row[READY] > row[DUE]:
            raise lines.wrong(number, "ready", f"{row[READY]:g} is after due {row[DUE]:g}, use ready <= due")
        if at == 0 and any(row[column] for column in (DEMAND, SERVICE, PICKUP, DELIVERY)):
            raise lines.wrong(number, "depot", "has a demand, a service time or a pair, use 0")


def _pairs(lines: Lines, where: list[int], table: FloatArray) -> IntArray:
    """Pick-up and delivery stops; each says which the other one is, and takes what that brings."""
    rows = table[:, [DEMAND, PICKUP, DELIVERY]].astype(np.int64).tolist()
    found = []
    for stop, (demand, pickup, delivery) in enumerate(rows[1:], start=1):
        number, other = where[stop], pickup or delivery
        if (pickup == 0) == (delivery == 0):
            raise lines.wrong(number, "pair", f"pick-up {pickup} and delivery {delivery}: use 0 for one of them")
        if not 1 <= other < len(rows) or other == stop:
            raise lines.wrong(number, "pair", f"{other} is not accepted, use another stop, 1 to {len(rows) - 1}")
        if rows[other][1 if delivery else 2] != stop or rows[other][2 if delivery else 1]:
            raise lines.wrong(number, "pair", f"stop {other} does not name stop {stop} in turn (line {where[other]})")
        if demand + rows[other][0]:
            raise lines.wrong(number, "demand", f"{demand} and {rows[other][0]} of stop {other} do not add up to 0")
        if demand > 0 if pickup else demand < 0:
            raise lines.wrong(number, "demand", f"{demand} is not accepted, use >= 0 at a pick-up, <= 0 at a delivery")
        if delivery:
            found.append((stop, delivery))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _at_speed(problem: RoutingProblem, speed: int) -> RoutingProblem:
    """The problem with travel times that are distances by a speed, rounded to nearest as distances are."""
    every = np.arange(problem.nodes)
    metres = problem.arc_distance(every[:, None], every[None, :])
    return problem.replace(duration=(2 * metres + speed) // (2 * speed))
