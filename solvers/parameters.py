"""Bounds of a solver's parameters: beside the type of each, and asked when the solver is made."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class Between:
    """A number from `least` to `most`."""

    least: float
    most: float


Share = Annotated[float, Between(0.0, 1.0)]
Factor = Annotated[float, Between(0.0, 1e6)]
Neighbours = Annotated[int, Between(1, 100_000)]


def check(solver: Any) -> None:
    """Refuse a parameter outside its bounds; a solver calls it when it is made.

    Raises
    ------
    ValueError
        With the parameter, its value and what is accepted.
    """
    hints = get_type_hints(type(solver), include_extras=True)
    for field in fields(solver):
        kind, *about = get_args(hints[field.name]) or (hints[field.name],)
        value = getattr(solver, field.name)
        for bounds in about:
            if not isinstance(bounds, Between):
                continue
            number = isinstance(value, int | float) and not isinstance(value, bool)
            whole = kind is not int or isinstance(value, int)
            if not (number and whole and bounds.least <= value <= bounds.most):
                said = "a whole number" if kind is int else "a number"
                raise ValueError(
                    f"{field.name}: {value!r:.80} is not accepted, use {said} from {bounds.least:g} to {bounds.most:g}"
                )
