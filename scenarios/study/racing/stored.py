"""Rows of a store that may be somebody else's: read as anything may be, and their plans audited before they count."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from scenarios.study.racing.entries import best_known, problem_of
from scenarios.study.racing.solving import STATUSES, Row
from solvers import REQUIRED, Route, RoutingProblem, audit
from solvers.instances import in_file_units, known_cost

LARGEST = 2**63 - 1
LONGEST = 4_096
"""Letters of a text of a row; a command that solves is one."""


def row_of(line: bytes) -> Row:
    """The row that a line holds.

    Raises
    ------
    ValueError
        With the field that holds something else, and what is accepted.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or "solver" not in row:
        raise ValueError("row: is not one of a race")
    if "routes" not in row:  # of a version that kept none: it is solved again
        return row
    row.setdefault("in_process", False)
    for name, (accepts, accepted) in _FIELDS.items():
        if name not in row:
            raise ValueError(f"{name}: missing, {accepted} is accepted")
        if not accepts(row[name]):
            raise ValueError(f"{name}: {str(row[name])[:80]!r} is not accepted, {accepted} is")
    if row["feasible"] != (row["cost"] is not None) or (row["status"] == "done" and row["cost"] is None):
        raise ValueError("cost: a number where a plan is feasible, and none elsewhere, is accepted")
    return row


def audited_rows(rows: Iterable[Row], instances: Mapping[str, str]) -> list[Row]:
    """Rows of the problems of a race, `instances` by their hash: with the best-known costs of today.

    Raises
    ------
    ValueError
        For a row whose routes are not a plan of its cost.
    """
    by_problem: dict[str, list[Row]] = {}
    for row in rows:
        if row["problem_hash"] in instances:
            by_problem.setdefault(row["problem_hash"], []).append(row)
    found = []
    for problem_hash, some in by_problem.items():
        instance = instances[problem_hash]
        problem = problem_of(instance)
        for row in some:
            if row["cost"] is not None:
                _audit(row, problem)
            published = best_known(instance)
            known = None if published is None else known_cost(problem, published, near=row["cost"])
            found.append(row | {"best_known": published if row["cost"] is None else known})
    return found


def _audit(row: Row, problem: RoutingProblem) -> None:
    where = f"{row['solver'][:80]} on {row['instance'][:80]}, seed {row['seed']}"
    visited = {stop for _, stops in row["routes"] for stop in stops}
    unserved = set(range(1, problem.stops + 1)) - visited
    plan = audit(problem, [Route(vehicle, tuple(stops)) for vehicle, stops in row["routes"]], unserved)
    if not plan.feasible:
        raise ValueError(f"{where}: routes: {plan.violations[0]}")
    if required := sorted(stop for stop in unserved if problem.prize[stop] == REQUIRED):
        raise ValueError(f"{where}: routes: stop {required[0]} must be served and is not")
    if (cost := in_file_units(plan.objective_cost, problem.scale)) != row["cost"]:
        raise ValueError(f"{where}: cost: says {row['cost']}, its routes cost {cost}")
    if row["trace_by"] == "audit":
        costs = [cost for _, cost in row["trace"]]
        if costs[-1:] != [row["cost"]] or any(b >= a for a, b in pairwise(costs)):
            raise ValueError(f"{where}: trace: does not fall to the cost of the plan")


def _text(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= LONGEST


def _integer(given: Any) -> bool:
    return type(given) is int and abs(given) <= LARGEST


def _number(given: Any) -> bool:
    return _integer(given) or (type(given) is float and math.isfinite(given))


def _time(given: Any) -> bool:
    return _number(given) and given >= 0


def _or_none(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda given: given is None or accepts(given)


def _pairs(first: Callable[[Any], bool], second: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def accepts(given: Any) -> bool:
        return isinstance(given, list) and all(
            isinstance(pair, list) and len(pair) == 2 and first(pair[0]) and second(pair[1]) for pair in given
        )

    return accepts


def _stops(given: Any) -> bool:
    return isinstance(given, list) and all(map(_integer, given))


_FIELDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(
        ("path", "instance", "set", "solver", "solver_version", "problem_hash", "reason"), (_text, "a text")
    ),
    "status": (lambda given: _text(given) and given in STATUSES, " or ".join(STATUSES)),
    "trace_by": (lambda given: given in ("audit", "solver"), "audit or solver"),
    "seconds": (_or_none(_time), "a number from 0, or none,"),
    "iterations": (_or_none(_integer), "a whole number, or none,"),
    "seed": (_integer, "a whole number"),
    "cost": (_or_none(_number), "a number, or none,"),
    "best_known": (_or_none(_number), "a number, or none,"),
    "vehicles": (_or_none(_integer), "a whole number, or none,"),
    "cpu_seconds": (_or_none(_time), "a number from 0, or none,"),
    "feasible": (lambda given: isinstance(given, bool), "true or false"),
    "in_process": (lambda given: isinstance(given, bool), "true or false"),
    "trace": (_pairs(_time, _number), "a list of pairs of seconds and cost"),
    "routes": (_pairs(_integer, _stops), "a list of pairs of a vehicle type and stops"),
}
"""Field of a row -> what it may hold, as a check and in words."""
