"""A lever: a path of a scenario and the values it may take, as ``--vary`` and a ``sweep`` block write them.

Two kinds, told apart by what stands at the path: ``path=a,b,c`` lists values, ``path=low:high[:step]`` is a range of a
number. A text such as ``12:30`` stays a text, because a range is read only where no text stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from scenarios.errors import InputError
from scenarios.overrides import Override
from scenarios.reading import KeyPath, dotted, scalar
from scenarios.resolve import refuse_unknown, with_values
from scenarios.scenario import Scenario, standing

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*(?::\s*({_NUMBER})\s*)?")
MOST_STEPS = 100_000
"""Values of one range; beyond, a step was mistyped."""

MOST_SAMPLES = 64
"""Combinations of values at which it is looked whether a lever has an effect."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A path and the values it may take, in the order written."""

    path: KeyPath
    values: tuple[Any, ...]

    def listed(self) -> tuple[Any, ...]:
        """Return the values."""
        return self.values


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two bounds, both included.

    Parameters
    ----------
    path
        Where it stands.
    low, high
        Bounds, low below high.
    step
        Distance of neighbouring values, counted from `low`; None for any number.
    whole
        Whether only whole numbers are meant, because one stands there now.
    """

    path: KeyPath
    low: float
    high: float
    step: float | None
    whole: bool

    def listed(self) -> tuple[Any, ...]:
        """Return every value of a stepped range; empty for one without steps."""
        if self.step is None:
            return ()
        return tuple(self.at(self.low + number * self.step) for number in range(self.steps + 1))

    @property
    def steps(self) -> int:
        """Steps from `low` to the last value that is not above `high`; 0 without a step."""
        return 0 if self.step is None else math.floor((self.high - self.low) / self.step * (1 + 1e-12) + 1e-9)

    def at(self, number: float) -> float | int:
        """Return the number as this path takes it: whole, or rounded where adding steps left a trace."""
        # 0.1 + 2 * 0.1 is 0.30000000000000004; a planner wrote 0.3.
        return round(number) if self.whole else float(f"{number:.12g}")


Lever = Choice | Range


def parse_lever(text: str, scenario: Scenario, origin: str = "--vary") -> Lever:
    """Read ``path=a,b,c`` or ``path=low:high[:step]``.

    Parameters
    ----------
    text
        As written.
    scenario
        What is varied: it says which paths there are and what stands at them.
    origin
        Where it was written, for a complaint.

    Raises
    ------
    InputError
        If the path leads nowhere, or the values cannot be read.
    """
    name, equals, written = text.partition("=")
    path: KeyPath = tuple(name.strip().split("."))
    if not equals or not written.strip() or not all(path):
        raise InputError(f"{origin}: {text}: not a lever, path=a,b,c and path=low:high[:step] are accepted")
    bounds = _RANGE.fullmatch(written)
    refuse_unknown(scenario, path, scalar(bounds[1]) if bounds else None, origin)
    now = standing(scenario, path)
    if bounds and not isinstance(now, str):
        return _range(path, bounds, now, origin)
    try:
        values = scalar(f"[{written}]")
    except InputError:
        raise InputError(
            f"{origin}: {dotted(path)}: {written}: not read, values separated by commas are accepted"
        ) from None
    return Choice(path, _distinct(values, path, origin))


def parse_levers(texts: Iterable[str], scenario: Scenario, origin: str = "--vary") -> list[Lever]:
    """Read several levers; a path may be varied once."""
    levers = [parse_lever(text, scenario, origin) for text in texts]
    seen: set[KeyPath] = set()
    for lever in levers:
        if lever.path in seen:
            raise InputError(f"{origin}: {dotted(lever.path)}: given twice, once is accepted")
        seen.add(lever.path)
    return levers


def business_levers(texts: Iterable[str], scenario: Scenario) -> list[Lever]:
    """Read levers of the business, for a study that says which setting is better or what moves a KPI.

    Raises
    ------
    InputError
        For a path that says how long or how often is simulated: more days have more profit and are no better.
    """
    levers = parse_levers(texts, scenario)
    for lever in levers:
        if is_of_the_simulation(lever.path):
            raise InputError(
                f"--vary: {dotted(lever.path)}: says what is simulated, a value of the business is accepted "
                "(orderlab sweep shows the others side by side)"
            )
    return levers


def is_of_the_simulation(path: KeyPath) -> bool:
    """Whether a path says how long, how often or in which currency is simulated, so that totals change with it."""
    return path[0] in ("days", "follow_up_days", "currency", "experiment")


def samples_of(scenario: Scenario, levers: Sequence[Lever]) -> list[Scenario]:
    """Return the scenario at every combination of listed values, numbers at the high end of their range.

    Enough to see which levers nothing comes of; where there are too many combinations the last are left out, and
    those that are not accepted.
    """
    ends = [lever.values if isinstance(lever, Choice) else (lever.at(lever.high),) for lever in levers]
    found = []
    for row in islice(product(*ends), MOST_SAMPLES):
        with suppress(InputError):
            found.append(with_values(scenario, settings(levers, row)))
    return found


def settings(levers: Sequence[Lever], values: Sequence[Any], origin: str = "--vary") -> list[Override]:
    """Return the changes that set each lever to its value."""
    return [Override(lever.path, value, origin) for lever, value in zip(levers, values, strict=True)]


def _range(path: KeyPath, bounds: re.Match[str], now: Any, origin: str) -> Range:
    low, high = float(bounds[1]), float(bounds[2])
    step = float(bounds[3]) if bounds[3] is not None else None
    written = [part for part in bounds.groups() if part is not None]
    all_whole = all(float(part) == int(float(part)) for part in written)
    whole = isinstance(now, int) or (now is None and all_whole and not any("." in part for part in written))
    if whole and not all_whole:
        raise InputError(f"{origin}: {dotted(path)}: {bounds[0]}: whole numbers are accepted, {now} stands there")
    if high <= low:
        raise InputError(f"{origin}: {dotted(path)}: {bounds[0]}: {bounds[2]} is not above {bounds[1]}")
    if whole and step is None:
        step = 1.0
    if step is not None and step <= 0:
        raise InputError(f"{origin}: {dotted(path)}: {bounds[0]}: a step above 0 is accepted")
    if step is not None and (high - low) / step > MOST_STEPS:
        raise InputError(
            f"{origin}: {dotted(path)}: {bounds[0]}: more than {MOST_STEPS} values, a longer step is accepted"
        )
    return Range(path, low, high, step, whole)


def _distinct(values: Any, path: KeyPath, origin: str) -> tuple[Any, ...]:
    """Refuse what is no list of different values."""
    if not isinstance(values, list) or not values:
        raise InputError(f"{origin}: {dotted(path)}: no value, values separated by commas are accepted")
    for position, value in enumerate(values):
        if value in values[:position]:
            raise InputError(f"{origin}: {dotted(path)}: {value}: given twice, once is accepted")
    return tuple(values)
