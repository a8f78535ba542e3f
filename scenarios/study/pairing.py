"""What two scenarios must have in common before one is subtracted from the other.

Profit, orders and kilometres are totals of the days that are simulated: of one day and of three they have no difference
that means anything. An experiment is one for all alternatives, so that a wish for one of them alone cannot be granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenarios.overrides import is_for_once
from scenarios.reading import KeyPath, dotted, plain
from scenarios.scenario import Scenario, standing

SHARED = ("seed", "replications", "design", "warm_up_days", "cool_down_days", "batches")
"""What a baseline's experiment says for its alternatives too."""

_ALONE: tuple[KeyPath, ...] = (*(("experiment", name) for name in (*SHARED, "confidence", "margins")), ("targets",))


def unlike(baseline: Scenario, other: Scenario) -> str | None:
    """Say why a difference of two scenarios would be no answer; None where it is one."""
    for what, of_a, of_b, why in _spans_and_money(baseline, other):
        if of_a != of_b:
            return f"{what}: {of_b}, and {baseline.name} has {of_a}; {why}"
    return None


def wished_alone(baseline: Scenario, other: Scenario) -> str | None:
    """Say which part of the experiment, or which targets, an alternative wishes for itself; None where it does not.

    What stands in a file of its own is how that file is run by itself, and gives way without a word.
    """
    for path in _ALONE:
        of_a, of_b = standing(baseline, path), standing(other, path)
        granted = of_a == of_b or (path == ("targets",) and not of_a)
        if not granted and _on_purpose(baseline, other, path):
            return (
                f"{dotted(path)}: {_written(of_b)}, and {baseline.name} has {_written(of_a)}; one for all alternatives "
                "is accepted (--set)"
            )
    return None


def _spans_and_money(baseline: Scenario, other: Scenario) -> Iterator[tuple[str, Any, Any, str]]:
    span = "as many for both are accepted, since totals of other spans have no difference"
    a, b = baseline.simulated, other.simulated
    yield "currency", a.currency, b.currency, "one currency is accepted, and amounts are not converted"
    yield "days", a.days, b.days, span
    yield "follow_up_days", a.follow_up_days, b.follow_up_days, span


def _on_purpose(baseline: Scenario, other: Scenario, path: KeyPath) -> bool:
    """Whether a value of an alternative was given for this once, or by the arm that it is."""
    mine, theirs = (
        {known: at for known, at in one.origins.items() if known[: len(path)] == path} for one in (other, baseline)
    )
    return any(is_for_once(at) or (other.label and theirs.get(known) != at) for known, at in mine.items())


def _written(value: Any) -> str:
    from pydantic_core import to_jsonable_python

    return plain(to_jsonable_python(value))
