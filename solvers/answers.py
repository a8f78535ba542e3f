"""What a solver hands back, read as plain numbers and texts before anybody has audited it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from solvers.checks import plain_int, plain_text, type_name
from solvers.protocol import LONGEST, SolveResult
from solvers.solution import Audit, Route

MOST_INCUMBENTS = 10_000
"""Plans of a search that are remembered for its trace; a search with more keeps the first so many and the last."""

LARGEST = 2**63 - 1
"""Whole numbers beyond it are none that a problem or a plan could hold."""

COMPARED = ("feasible", "cost", "objective_cost")
"""What a plan says of itself that is held against the audit."""


class NoPlanError(Exception):
    """What a solver handed back cannot be read as a plan; the message says what is wrong and what is accepted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver answered, in plain numbers and texts, before anybody has audited it.

    It can be written down as JSON and read again, so that the audit can stand in another process than the solver.
    """

    routes: tuple[tuple[int, tuple[int, ...]], ...] = ()
    unserved: Mapping[int, str] = field(default_factory=dict)
    iterations: int = 0
    seconds: float = 0.0
    wrong: str = ""
    """Why it is no plan; empty where it is one."""
    changed: str = ""
    """The field of the problem that the solver changed in its hands."""
    interrupted: bool = False
    """Whether it is the best plan of a search that Ctrl-C ended."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the plan says of itself, by field of the audit, in words."""
    incumbents: tuple[tuple[float, tuple[tuple[int, tuple[int, ...]], ...]], ...] = ()
    trace: tuple[tuple[float, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain lists and maps."""
        return {**asdict(self), "unserved": list(self.unserved.items())}

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> Answer:
        """What `to_json` gave; ValueError, TypeError, KeyError or AttributeError for anything else."""
        return Answer(
            routes=_pairs(found["routes"]),
            unserved={_integer(stop): _text(reason) for stop, reason in found["unserved"]},
            iterations=_integer(found["iterations"]),
            seconds=_seconds(found["seconds"]),
            wrong=_text(found["wrong"]),
            changed=_text(found["changed"]),
            interrupted=found["interrupted"] is True,
            said={_text(name): _text(value) for name, value in found["said"].items()},
            incumbents=tuple((_seconds(when), _pairs(routes)) for when, routes in found["incumbents"]),
            trace=tuple((_seconds(when), _integer(cost)) for when, cost in found["trace"]),
        )


def plan_of(answer: object) -> tuple[tuple[Route, ...], dict[int, str], int]:
    """Routes, unserved stops with reasons, and iterations of what a solver handed back.

    Raises
    ------
    NoPlanError
        Where it is no `SolveResult`, or holds anything but whole numbers and texts.
    """
    if not isinstance(answer, SolveResult):
        raise NoPlanError(f"returned {_kind(answer)}, a SolveResult is accepted (solvers.protocol.finish makes one)")
    if not isinstance(answer.routes, tuple | list):
        raise NoPlanError(f"routes are {_kind(answer.routes)}, a tuple of Route is accepted")
    if not isinstance(answer.unserved, Mapping):
        raise NoPlanError(f"unserved is {_kind(answer.unserved)}, a mapping of stop to reason is accepted")
    routes = tuple(route for one in answer.routes if (route := read_route(one)).stops)
    unserved = {
        _whole("an unserved stop", stop): plain_text(reason)[:LONGEST] for stop, reason in answer.unserved.items()
    }
    iterations = plain_int(answer.iterations) or 0
    return routes, unserved, iterations if 0 <= iterations <= LARGEST else 0


def read_route(one: object) -> Route:
    """A route in whole numbers, or NoPlanError."""
    if not isinstance(one, Route):
        raise NoPlanError(f"a route is {_kind(one)}, a Route is accepted")
    if not isinstance(one.stops, tuple | list | np.ndarray):
        raise NoPlanError(f"the stops of a route are {_kind(one.stops)}, a tuple of whole numbers is accepted")
    return Route(_whole("a vehicle type", one.vehicle), tuple(_whole("a stop", stop) for stop in one.stops))


def _whole(what: str, value: Any) -> int:
    number = value if type(value) is int else plain_int(value)
    if number is None:
        raise NoPlanError(f"{what} is {_kind(value)}, a whole number is accepted")
    if abs(number) > LARGEST:
        raise NoPlanError(f"{what} has {number.bit_length()} bits, a whole number of 63 is accepted")
    return number


def _kind(value: object) -> str:
    if value is None:
        return "None"
    if type(value) in (bool, float) or (type(value) is int and abs(value) <= LARGEST):
        return repr(value)
    return f"of type {type_name(value)}"


def said_of_itself(said: object) -> dict[str, str]:
    """What the audit that a solver hands back says; empty where it says nothing."""
    if said is None:
        return {}
    if not isinstance(said, Audit):
        return {"audit": _kind(said)}
    return {name: plain_text(getattr(said, name))[:LONGEST] for name in COMPARED}


def read_trace(trace: Iterable[Any]) -> tuple[tuple[float, int], ...]:
    """What a solver says of its search, where it can be read at all."""
    if not isinstance(trace, tuple | list):
        return ()
    try:
        pairs = [(float(when), int(cost)) for when, cost in trace[:MOST_INCUMBENTS]]
    except (TypeError, ValueError, OverflowError):
        return ()
    return tuple((when, cost) for when, cost in pairs if 0.0 <= when < np.inf and abs(cost) <= LARGEST)


def _pairs(routes: Iterable[Any]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    return tuple((_integer(vehicle), tuple(_integer(stop) for stop in stops)) for vehicle, stops in routes)


def _integer(given: Any) -> int:
    if type(given) is not int or abs(given) > LARGEST:
        raise ValueError("no whole number")
    return given


def _seconds(given: Any) -> float:
    if type(given) not in (int, float) or not 0.0 <= given <= LARGEST:
        raise ValueError("no time")
    return float(given)


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("no text")
    return " ".join(given.split())[:LONGEST]
