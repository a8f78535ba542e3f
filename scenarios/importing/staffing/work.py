"""The work that comes to each task by hour of the week, seen in a run in which nobody ever waits for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.overrides import Override
from scenarios.resolve import with_values
from scenarios.scenario import Scenario
from sim.kpis.view import read
from sim.outcome import Outcome
from sim.settings import WEEKDAYS, Shift, Weekday
from sim.units import DAY, HOUR

TASKS = ("picking", "packing", "labelling", "inspection")
PLENTY = 50
"""Times the people of the busiest shift: enough that nobody waits for one."""
HOURS = 24


@dataclass(frozen=True, slots=True)
class Task:
    """A task whose people are to be planned.

    Parameters
    ----------
    name
        As in ``wait.picking.north``.
    path
        Where its shifts stand.
    shifts
        Its shifts now.
    """

    name: str
    path: tuple[str, ...]
    shifts: tuple[Shift, ...]

    @property
    def days(self) -> tuple[Weekday, ...]:
        """The weekdays on which somebody is there now."""
        return tuple(day for day in WEEKDAYS if any(day in shift.days for shift in self.shifts))


def tasks_of(scenario: Scenario) -> list[Task]:
    """The tasks of every centre, and the support desk."""
    config = scenario.config
    found = []
    for name, node in config.fulfilment.nodes.items():
        if node.kind == "centre":
            for task in TASKS:
                path = ("fulfilment", "nodes", name, "shifts", task)
                found.append(Task(f"{task}.{name}", path, node.staffing(task).shifts))
    desk = config.aftersales.support.desk
    return [*found, Task("support", ("aftersales", "support", "desk", "shifts"), desk.shifts)]


def opening(tasks: Sequence[Task]) -> tuple[int, int]:
    """First and last hour of the day in which anybody works in a warehouse now."""
    spans = [shift.span for task in tasks if task.name != "support" for shift in task.shifts]
    return min(start for start, _ in spans) // HOUR, min(HOURS, -(-max(end for _, end in spans) // HOUR))


def with_shifts(scenario: Scenario, rosters: dict[str, list[dict[str, Any]]], tasks: Sequence[Task]) -> Scenario:
    """The scenario with other shifts by task."""
    changes = [Override(task.path, rosters[task.name], "staff") for task in tasks if rosters[task.name]]
    return with_values(scenario, changes)


def plenty(tasks: Sequence[Task]) -> dict[str, list[dict[str, Any]]]:
    """More people than work, in the hours that are worked now."""
    begin, end = opening(tasks)
    most = max(shift.staff for task in tasks for shift in task.shifts)
    return {task.name: [shift(begin, end, task.days, PLENTY * max(1, most))] for task in tasks}


def shift(begin: int, end: int, days: Sequence[str], staff: int) -> dict[str, Any]:
    """A shift as a scenario has it, of whole hours."""
    return {"start": f"{begin:02d}:00", "end": f"{end:02d}:00", "days": list(days), "staff": staff}


def hours_of_work(outcome: Outcome, task: Task) -> NDArray[np.float64]:
    """Mean person-hours that come to a task by weekday and hour, float64 (7, 24).

    Work counts when it comes, not when somebody takes it up.
    """
    facts = outcome.facts
    view = read(outcome)
    station = next((one for one in facts.stations if one.name == task.name), None)
    result = np.zeros((len(WEEKDAYS), HOURS))
    if station is None:
        return result
    table = view.table(station.table)
    rows = np.flatnonzero((table[station.started] >= 0) & (table[station.finished] >= 0))
    if station.node >= 0:
        rows = rows[table["node"][rows] == station.node]
    entered = table[station.entered][rows]
    rows, entered = rows[entered < facts.horizon], entered[entered < facts.horizon]
    taken = (table[station.finished][rows] - table[station.started][rows]) / HOUR
    weekday = (facts.config.start.weekday() + entered // DAY) % len(WEEKDAYS)
    np.add.at(result, (weekday, entered % DAY // HOUR), taken)
    days = facts.horizon // DAY
    weekdays = np.bincount((facts.config.start.weekday() + np.arange(days)) % len(WEEKDAYS), minlength=len(WEEKDAYS))
    means: NDArray[np.float64] = result / np.maximum(1, weekdays)[:, None]
    return means
