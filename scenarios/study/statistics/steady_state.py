"""Settling a steady-state design: a pilot run shows which days count, the same days for all that are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from scenarios.errors import InputError
from scenarios.resolve import with_experiment
from scenarios.scenario import Scenario, located
from scenarios.study.running.observation import Observation
from scenarios.study.running.plan import Cell, cells
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.stopping import first_look
from scenarios.study.statistics.warm_up import CountedDays, counted_days

PILOT = 5
"""Replications of a pilot, or all there will be if that is fewer."""

Run = Callable[[Sequence[Cell]], Sequence[Replication]]


class Settled(NamedTuple):
    """A scenario whose design says in numbers which days count, and how that was found.

    Parameters
    ----------
    scenario
        With days of warm-up and cool-down in place of ``automatic``.
    counted
        The days that count; None where all do.
    """

    scenario: Scenario
    counted: CountedDays | None = None


def settle(scenarios: Sequence[Scenario], run: Run) -> list[Settled]:
    """Find the days that count in every scenario with a steady-state design.

    Scenarios that are run together are given the longest warm-up and the longest cool-down any of them needs, so that
    a comparison is made over the same customers.

    Parameters
    ----------
    scenarios
        Those of terminating design are left as they are.
    run
        Runs the cells of a pilot.

    Raises
    ------
    InputError
        If a run is too short to settle, or nothing would be left to count.
    """
    steady = [place for place, one in enumerate(scenarios) if one.experiment.design == "steady_state"]
    found = {place: _pilot(scenarios[place], run) for place in steady}
    warm_up = max((counted.first for counted, _ in found.values()), default=0)
    cool_down = max((days - counted.last for counted, days in found.values()), default=0)
    settled = [Settled(one) for one in scenarios]
    for place, (counted, days) in found.items():
        chosen = with_experiment(scenarios[place], warm_up_days=warm_up, cool_down_days=cool_down)
        if warm_up + cool_down >= days:
            raise InputError(located(f"days: {days}: more than {warm_up + cool_down} are needed", scenarios[place]))
        settled[place] = Settled(chosen, CountedDays(warm_up, days - cool_down, counted.settled))
    return settled


def _pilot(scenario: Scenario, run: Run) -> tuple[CountedDays, int]:
    """Return the days that count in one scenario and how many it has."""
    experiment = scenario.experiment
    warm_up = None if experiment.warm_up_days == "automatic" else experiment.warm_up_days
    cool_down = None if experiment.cool_down_days == "automatic" else experiment.cool_down_days
    days = scenario.simulated.days
    pilot: list[Replication] = []
    if warm_up is None or cool_down is None:
        numbers = range(min(PILOT, first_look(experiment.replications)))
        pilot = [one for one in run(cells(scenario, numbers, Observation(pilot=True))) if not one.failure]
        if not pilot:
            raise InputError(f"{scenario.name}: no replication of the pilot run has a result, so no warm-up was found")
    slow = [one.kpis["slow_hours"] for one in pilot]
    slowest = None if None in slow else max((hours for hours in slow if hours is not None), default=0.0)
    names = pilot[0].parts[0] if pilot else ()
    series = {name: [[hour[name] for hour in one.parts] for one in pilot] for name in names}
    try:
        return counted_days(days, warm_up, cool_down, series, slowest), days
    except InputError as error:
        raise InputError(located(str(error), scenario)) from error
