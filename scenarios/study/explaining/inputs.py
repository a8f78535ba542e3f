"""The numbers two scenarios rest on, as inputs that can be moved: together, in both, by the same factor.

An input is a number somebody had to put in: a rate, a time, a wage, a head count. How an experiment is run is none, nor
are the days it covers, guards such as a queue limit, and the profile of a week. A zero cannot be scaled and is left
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import BaseModel

from scenarios.errors import InputError
from scenarios.overrides import Override
from scenarios.provenance import Source, source
from scenarios.reading import KeyPath, dotted, leaves
from scenarios.resolve import with_values
from scenarios.scenario import Scenario, standing
from sim.plugins import PolicyBlock

NOT_INPUTS = ("experiment", "days", "follow_up_days", "log_budget_megabytes")
GUARDS = ("queue_limit", "iterations")
COUNTED = "observations"
"""On how many orders fitted values rest: no number of the business."""

PRICES = (
    "wage_per_hour", "material_cost", "label_cost", "fee_share", "fee_fixed", "order_cost", "unit_order_cost",
    "holding_rate_per_year", "shortage_cost_per_unit", "shortage_cost_per_unit_day", "seconds_value",
    "rate_per_kilogram", "rate_per_parcel",
)  # fmt: skip
"""Keys of what only prices what happened and changes nothing of it: cost is a straight line in each of them."""


@dataclass(frozen=True, slots=True)
class Input:
    """A number that one or both scenarios have.

    Parameters
    ----------
    path
        Where it stands.
    a, b
        What stands there in either scenario; None where a scenario has no such number.
    source
        Whose number it is: the more personal of the two, should they differ.
    """

    path: KeyPath
    a: float | int | None
    b: float | int | None
    source: Source

    @property
    def name(self) -> str:
        """The path as a planner writes it."""
        return dotted(self.path)

    @property
    def value(self) -> float | int:
        """What stands there: in B, or in A where B has none."""
        value = self.b if self.b is not None else self.a
        assert value is not None
        return value

    @property
    def price(self) -> bool:
        """Whether cost is exactly a straight line in it."""
        return any(str(key) in PRICES for key in self.path)

    @property
    def whole(self) -> bool:
        """Whether it counts something."""
        return isinstance(self.value, int)

    def at(self, factor: float) -> float | int:
        """Return its value when it is moved by a factor."""
        return scaled(self.value, factor)


def inputs(a: Scenario, b: Scenario) -> list[Input]:
    """Return every input of two scenarios, those of A first, in the order of the document."""
    left, right = dict(_numbers(a)), dict(_numbers(b))
    found = []
    for path in dict.fromkeys([*left, *right]):
        if any(value == 0 for value in (left.get(path), right.get(path))):
            continue
        sources = [source(one, path) for one, has in ((a, left), (b, right)) if path in has]
        whose = min(sources, key=("your answer", "your data", "our default").index)
        found.append(Input(path, left.get(path), right.get(path), whose))
    return found


def scaled(value: float | int, factor: float) -> float | int:
    """Return a number times a factor; a count as the nearest whole number, at least one away from where it was."""
    if not isinstance(value, int):
        return float(f"{value * factor:.12g}")
    nearest = round(value * factor)
    if nearest != value or factor == 1:
        return nearest
    return value + 1 if factor > 1 else value - 1


def moved(scenario: Scenario, moves: Sequence[tuple[Input, float]]) -> Scenario | None:
    """Return a scenario with inputs multiplied by factors; None if it does not accept that.

    An input that it does not have stays out, so a move of A and B together moves what either has.
    """
    changes = []
    for one, factor in moves:
        now = standing(scenario, one.path)
        if isinstance(now, int | float) and not isinstance(now, bool):
            changes.append(Override(tuple(map(str, one.path)), scaled(now, factor), one.name))
    try:
        return replace(with_values(scenario, changes), name=scenario.name) if changes else scenario
    except InputError:
        return None


def _numbers(scenario: Scenario) -> Iterator[tuple[KeyPath, float | int]]:
    """Give every number somebody had to put in, with its path."""
    values = {name: value for name, value in scenario.values().items() if name not in NOT_INPUTS}
    for path, value in leaves(values):
        # The last key of a profile is a position; a staffed shift within a list has a name behind it.
        if _is_number(value) and not isinstance(path[-1], int) and path[-1] not in GUARDS and COUNTED not in path:
            yield path, value
    yield from _parameters(scenario.laboratory, ())


def _parameters(block: Any, path: KeyPath) -> Iterator[tuple[KeyPath, float | int]]:
    """Give the parameters of policies that nobody has set, which have their policy's default."""
    if isinstance(block, PolicyBlock):
        if not block.runs_here:  # what it would take unsaid is known to its code alone
            return
        policy = block.build()
        for parameter in fields(policy):
            value = getattr(policy, parameter.name)
            if parameter.name not in (block.model_extra or {}) and _is_number(value):
                yield (*path, parameter.name), value
    elif isinstance(block, BaseModel):
        for name in type(block).model_fields:
            if path or name not in NOT_INPUTS:
                yield from _parameters(getattr(block, name), (*path, name))
    elif isinstance(block, dict):
        for name, item in block.items():
            yield from _parameters(item, (*path, name))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
