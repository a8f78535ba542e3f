"""The fewest people and vans that keep the targets over the next weeks, found by simulation."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.importing.staffing.rosters import People, people, roster
from scenarios.importing.staffing.work import Task, hours_of_work, opening, plenty, tasks_of, with_shifts
from scenarios.overrides import Override
from scenarios.resolve import with_experiment, with_values
from scenarios.scenario import Scenario
from scenarios.study.api import run_all
from scenarios.study.keeping.store import Store
from scenarios.study.running.results import RunResult
from scenarios.study.searching.goals import Constraint
from scenarios.traces import read
from sim.kpis.view import read as view_of
from sim.outcome import Outcome
from sim.settings import WEEKDAYS
from sim.units import DAY, DAYS_A_MONTH, HOUR, time_of_day

SLACKS = (1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
"""Paid over worked hours that are tried."""
USUAL, POINT = 0.95, 0.01
"""Share of parcels on time that is asked for unless told otherwise, and how near to the possible is near."""
BUSY_DAY = 0.95
"""Of the days of one weekday, the share that has no more vans than the plan."""


@dataclass(frozen=True, slots=True)
class Staffed:
    """A plan.

    Parameters
    ----------
    scenario
        With the people of the plan.
    tasks, plans
        The tasks and their people by weekday and hour.
    vans
        Vans that leave by weekday; empty where a carrier delivers all.
    slack
        Paid over worked hours; None where no number of people keeps the targets.
    targets
        Each with its value now, with the plan, and with more people than work.
    labour
        Cost of labour a month now and with the plan, currency.
    days
        Days simulated.
    """

    scenario: Scenario
    tasks: tuple[Task, ...]
    plans: dict[str, People]
    vans: tuple[int, ...]
    slack: float | None
    targets: tuple[tuple[Constraint, float | None, float | None, float | None], ...]
    labour: tuple[float | None, float | None]
    days: int

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "days": self.days,
            "kept": self.slack is not None,
            "slack": self.slack,
            "targets": [
                {"target": str(target), "now": now, "planned": planned, "with_plenty_of_people": most}
                for target, now, planned, most in self.targets
            ],
            "labour_a_month": {"now": self.labour[0], "planned": self.labour[1]},
            "people": {
                name: {day: plan[place].tolist() for place, day in enumerate(WEEKDAYS)}
                for name, plan in self.plans.items()
            },
            "vans": dict(zip(WEEKDAYS, self.vans, strict=True)) if self.vans else {},
        }


def ahead(scenario: Scenario, days: int) -> Scenario:
    """The scenario over the days after its file, new orders at the file's rates."""
    trace = read(scenario.config, Path())
    start = trace.config.start + timedelta(days=int(trace.placed[-1]) // DAY + 1)
    wanted = {"orders": "generate", "generate": {"start": start.isoformat(), "days": days}}
    return with_values(
        scenario, [Override(("placement", "trace", name), value, "staff") for name, value in wanted.items()]
    )


def staffed(
    scenario: Scenario,
    targets: Sequence[Constraint],
    *,
    days: int,
    replications: int,
    jobs: int | None = None,
    store: Store | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> Staffed:
    """Plan people and vans.

    Parameters
    ----------
    scenario
        An imported business.
    targets
        What must be kept, in the mean of the replications; none: as many on time as usual, or a point less than
        any number of people could bring.
    days, replications
        What is simulated.
    jobs, store
        As `run_all` takes them.
    say
        Told what is being done.
    """
    base = with_experiment(ahead(scenario, days), replications=replications, design="terminating")
    tasks = tasks_of(base)
    ample = with_shifts(base, plenty(tasks), tasks)
    say(f"the work of {days} days, with more people than work")
    now, most = run_all([base, ample], jobs=jobs, store=store, keep_outcome=True)
    targets = targets or [_usual(most)]
    work = {task.name: hours_of_work(most.outcome, task) for task in tasks}
    tried: dict[int, tuple[Scenario, dict[str, People], RunResult]] = {}

    def keeps(place: int) -> bool:
        say(f"people for {SLACKS[place]:g} paid hours an hour of work")
        plans = {task.name: _plan(base, task, tasks, work[task.name], SLACKS[place]) for task in tasks}
        chosen = with_shifts(base, {name: roster(plan) for name, plan in plans.items()}, tasks)
        (result,) = run_all([chosen], jobs=jobs, store=store)
        tried[place] = chosen, plans, result
        return all(_value(result, one) is not None and not one.violation(_value(result, one) or 0.0) for one in targets)

    place = _first(keeps, len(SLACKS))
    chosen, plans, planned = tried[len(SLACKS) - 1 if place is None else place]
    return Staffed(
        scenario=chosen,
        tasks=tuple(tasks),
        plans=plans,
        vans=vans_by_weekday(planned.outcome) if base.config.delivery.mode != "carrier" else (),
        slack=None if place is None else SLACKS[place],
        targets=tuple((one, _value(now, one), _value(planned, one), _value(most, one)) for one in targets),
        labour=(_labour(now), _labour(planned)),
        days=days,
    )


def _usual(most: RunResult) -> Constraint:
    best = most.kpis()["on_time_delivery"].mean
    limit = USUAL if best is None else min(USUAL, math.floor(1000 * (best - POINT)) / 1000)
    return Constraint("on_time_delivery", ">=", limit)


def _plan(scenario: Scenario, task: Task, tasks: Sequence[Task], work: NDArray[np.float64], slack: float) -> People:
    hours = opening(tasks)
    if task.name == "support":
        # Customers do not wait for a collection: people are there when they call, hour by hour.
        return _when_it_comes(work, task, slack, scenario.config.aftersales.support.desk.shrinkage)
    collected = time_of_day(scenario.config.delivery.carrier.collection_time)
    until = hours[1] if scenario.config.delivery.mode == "fleet" else max(1, collected // HOUR)
    return people(work, task.days, hours, until, slack)


def _when_it_comes(work: NDArray[np.float64], task: Task, slack: float, shrinkage: float) -> People:
    result = np.zeros(work.shape, dtype=np.int64)
    begin, end = min(one.span[0] for one in task.shifts) // HOUR, max(one.span[1] for one in task.shifts)
    for place, day in enumerate(WEEKDAYS):
        if day in task.days:
            hours = slice(begin, min(work.shape[1], math.ceil(end / HOUR)))
            result[place, hours] = np.maximum(1, np.ceil(slack * work[place, hours] / (1 - shrinkage) - 1e-9))
    return result


def _first(holds: Callable[[int], bool], count: int) -> int | None:
    """The first place from which something holds, by halving; None if it does not at the last."""
    if not holds(count - 1):
        return None
    low, high = 0, count - 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _value(result: RunResult, target: Constraint) -> float | None:
    found = result.kpis().get(target.kpi)
    return None if found is None else found.mean


def _labour(result: RunResult) -> float | None:
    found = result.kpis().get("cost.labour")
    return None if found is None or found.mean is None else found.mean / result.days_counted * DAYS_A_MONTH


def vans_by_weekday(outcome: Outcome) -> tuple[int, ...]:
    """Vans that left on a busy day of each weekday."""
    trips = view_of(outcome).everything["trips"]
    day = trips["departed"] // DAY
    days = outcome.facts.horizon // DAY
    codes = np.unique((day << 32) | (trips["node"] << 16) | trips["van"])
    by_day = np.bincount((codes >> 32).astype(np.int64), minlength=days)[:days]
    weekday = (outcome.facts.config.start.weekday() + np.arange(days)) % len(WEEKDAYS)
    return tuple(
        int(np.quantile(by_day[weekday == place], BUSY_DAY, method="higher")) if (weekday == place).any() else 0
        for place in range(len(WEEKDAYS))
    )
