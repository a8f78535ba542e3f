"""What a run or an export tells of a scenario with code of others: a worker simulates it once more, for files."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from scenarios.apart.looking import whose
from scenarios.apart.pool import ask
from scenarios.apart.worker import EndedError

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

MINUTE = 60.0
PAGES = 120.0
"""Seconds beyond the limit of a cell that what is told of it may take: reports and exports."""


def told_apart(task: str, scenario: Scenario, arguments: dict[str, Any]) -> dict[str, bytes]:
    """Have a worker simulate a scenario once more, for what a task tells of it: contents by name.

    Raises
    ------
    EndedError
        When it gave no answer, or none that can be read.
    """
    names = whose(scenario.config)
    try:
        found = ask(names, task, arguments, seconds(scenario.experiment.time_limit_minutes, PAGES))
        return {name: base64.b64decode(content, validate=True) for name, content in found.items()}
    except EndedError as error:
        raise EndedError(f"{' and '.join(names)}, simulated again: {error}") from error
    except (AttributeError, TypeError, ValueError):
        raise EndedError(f"{' and '.join(names)}, simulated again: its worker answered what are no files") from None


def seconds(minutes: float | None, longer: float) -> float | None:
    """The limit of a cell, and so much more; None where it has none."""
    return None if minutes is None else minutes * MINUTE + longer
