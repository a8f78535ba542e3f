"""Solvers raced inside a business: what a better plan is worth to the customer, at equal CPU a wave.

Every solver plans the waves of the same customers (common random numbers), with as many of its own iterations as fit
into the CPU seconds a wave on the wave sizes of this business (`calibrating`). How far its plans are from the best
known is measured apart, on waves that the business met, solved by all solvers in turn: inside the simulation each
solver soon meets waves of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from scenarios.apart.looking import complaints, whose
from scenarios.apart.solving import solve_apart
from scenarios.apart.worker import EndedError
from scenarios.errors import InputError
from scenarios.exports.problems import problems_met
from scenarios.resolve import load, with_experiment
from scenarios.scenario import Scenario
from scenarios.spans import counted
from scenarios.study.api import as_arms
from scenarios.study.racing.business_result import BusinessRace, Entry
from scenarios.study.racing.business_rows import good, planned_quickly, row_of
from scenarios.study.racing.calibrating import Calibration, measured_apart, stored
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.running.together import run_all
from solvers import Budget, RoutingProblem, create
from solvers.audited import AuditedPlan, audited_solve
from solvers.names import is_command, split_parameters
from solvers.own_files import is_foreign, runs_here
from solvers.protocol import failure, unfit
from solvers.registry import GROUP, available

SAMPLE = 24
"""Waves on which plans are compared, spread over those the business met."""
LONGER = 10
"""The mark of a wave is the best plan of all solvers, and of a search so many times as long as the longest budget."""
MARK = "numba"

Tell = Callable[[str], None]


def race_business(
    scenario: str | Path | Scenario,
    solvers: Sequence[str],
    *,
    seconds: Sequence[float] = (0.02, 0.1),
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    calibration: dict[str, Calibration] | None = None,
    tell: Tell = lambda _: None,
) -> BusinessRace:
    """Race solvers inside a business; every difference is from the first of `solvers` that can be run.

    Parameters
    ----------
    scenario
        The business.
    solvers
        Names, parameters in brackets.
    seconds
        CPU seconds a wave.
    replications, seed, jobs
        In place of what stands in the scenario's ``experiment``.
    calibration
        What an iteration costs, by solver; the shipped figures when None. What is not in it is measured.
    tell
        Called with a line on what is being done.

    Raises
    ------
    InputError
        For a scenario or a solver that is not accepted, and where own vans plan no wave.
    """
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    base = with_experiment(loaded, replications=replications, seed=seed, jobs=jobs)
    solvers, seconds = list(dict.fromkeys(solvers)), list(dict.fromkeys(seconds))
    _refuse(solvers)
    if names := whose(base.config):
        raise InputError(f"--business: {base.name} runs {' and '.join(names)} itself, a scenario without is accepted")
    tell(f"{base.name}: meeting the waves")
    met = [problem for _, problem, _, _ in problems_met(base)]
    stops = fmean(problem.stops for problem in met)
    known = dict(stored() if calibration is None else calibration)
    lacking = {name: _lacking(name, met) for name in solvers}
    entries = [
        Entry(name, budget, 0, True, status="skipped", reason=lacking[name])
        if lacking[name]
        else _entry(base, name, budget, stops, known, tell)
        for budget in seconds
        for name in solvers
    ]
    plans = _plans(entries, _sample(met), max(seconds), tell)
    results = _simulated(base, entries, jobs, tell)
    first = next((entry.solver for entry in entries if entry.status == "done"), "")
    rows = [row_of(entry, entries, plans, results, first) for entry in entries]
    return BusinessRace(base, first, stops, tuple(rows))


def _refuse(solvers: Sequence[str]) -> None:
    if not solvers:
        raise InputError("--solvers: empty, names separated by commas are accepted")
    for name in solvers:
        if is_command(name):
            raise InputError(f"--solvers: {name}: a command plans no business, a solver's name is accepted")
        if not runs_here() and is_foreign(GROUP, name):
            if found := complaints([("--solvers", GROUP, name, {})]):
                raise InputError(f"--solvers: {found[0][1]}")
        elif not available(name):
            try:
                create(name)
            except ValueError as error:
                raise InputError(f"race: {error}") from None


def _lacking(name: str, met: Sequence[RoutingProblem]) -> str:
    """What a solver lacks to plan these waves; code of others says so when it plans."""
    if available(name) or (not runs_here() and is_foreign(GROUP, name)):
        return ""
    solver = create(name)
    return next((lacking for wave in met if (lacking := unfit(solver, wave))), "")


def _entry(base: Scenario, name: str, seconds: float, stops: float, known: dict[str, Calibration], tell: Tell) -> Entry:
    if absent := available(name):
        return Entry(name, seconds, 0, True, status="not_installed", reason=absent)
    if name not in known:
        tell(f"{name}: measuring what an iteration costs")
        try:
            known[name] = measured_apart(name)
        except EndedError as error:
            return Entry(name, seconds, 0, True, status="failed", reason=str(error))
        except Exception as error:  # a solver of anybody's: its failure is a row
            return Entry(name, seconds, 0, True, status="failed", reason=failure(error))
    iterations = known[name].iterations(seconds, stops)
    plain, parameters = split_parameters(name)
    changes = [f"delivery.solver.name={plain}", f"delivery.solver.iterations={iterations}"]
    changes += [f"delivery.solver.params.{key}={value}" for key, value in parameters.items()]
    scenario = with_experiment(load(base.name, changes), **_experiment(base))
    arm = replace(scenario, name=f"{base.name} by {name} in {seconds:g} s")
    return Entry(name, seconds, iterations, known[name].reproducible, arm)


def _experiment(base: Scenario) -> dict[str, Any]:
    rule = base.experiment
    return {"replications": rule.replications, "seed": rule.seed, "jobs": rule.jobs}


def _sample(met: Sequence[RoutingProblem]) -> list[RoutingProblem]:
    places = np.unique(np.linspace(0, len(met) - 1, min(SAMPLE, len(met))).round().astype(int))
    return [met[at] for at in places.tolist()]


def _plans(
    entries: Sequence[Entry], waves: Sequence[RoutingProblem], longest: float, tell: Tell
) -> dict[Entry, list[tuple[AuditedPlan | None, float]]]:
    """The plan of each entry on each wave, solvers in turn, with the best known cost of the wave."""
    running = [entry for entry in entries if entry.status == "done"]
    found: dict[Entry, list[tuple[AuditedPlan | None, float]]] = {entry: [] for entry in running}
    for entry in running:
        _solved(entry, waves[0])  # loads and compiles
    mark = create(MARK)
    for number, wave in enumerate(waves, start=1):
        tell(f"plans compared on wave {number} of {len(waves)}")
        plans = {entry: _solved(entry, wave) for entry in running}
        long = audited_solve(mark, wave, Budget(seconds=LONGER * longest), np.random.default_rng(1))
        costs = [plan.audit.objective_cost for plan in (*plans.values(), long) if good(plan)]  # type: ignore[union-attr]
        for entry in running:
            found[entry].append((plans[entry], float(min(costs))))
    return found


def _solved(entry: Entry, wave: RoutingProblem) -> AuditedPlan | None:
    budget = Budget(iterations=entry.iterations)
    try:
        if not runs_here() and is_foreign(GROUP, entry.solver):
            return solve_apart(entry.solver, wave, budget, seed=1).plan
        return audited_solve(create(entry.solver), wave, budget, np.random.default_rng(1))
    except Exception:  # told by the simulation, where it fails too
        return None


def _simulated(base: Scenario, entries: Sequence[Entry], jobs: int | None, tell: Tell) -> dict[str, RunResult]:
    """One run an arm by its name, and for those that plan longer than others one that plans as fast as they do."""
    running = [entry.scenario for entry in entries if entry.scenario is not None]
    if not running:
        return {}
    least = min(arm.config.delivery.solver.planning_time_minutes for arm in running)
    quick = []
    for arm in running:
        solver = arm.config.delivery.solver
        if solver.planning_time_minutes > least:
            changes = [f"delivery.solver.name={solver.name}", f"delivery.solver.iterations={solver.wave_iterations}"]
            changes += [f"delivery.solver.params.{key}={value}" for key, value in solver.params.items()]
            again = load(base.name, [*changes, f"delivery.solver.planning_minutes={least:g}"])
            quick.append(replace(with_experiment(again, **_experiment(base)), name=planned_quickly(arm.name)))
    arms, alike = _distinct(as_arms([*running, *quick]))
    each = arms[0].experiment.replications
    times, total = f"{each} replications", ""
    if isinstance(each, int):
        times, total = counted(each, "replication"), f" of {len(arms) * each}"
    tell(f"simulating {counted(len(arms), 'business', 'businesses')}, {times} each")
    done = count(1)

    def arrived(arm: str, replication: Replication) -> None:
        tell(f"simulation {next(done)}{total}: {arm}, replication {replication.number + 1}")

    results = run_all(arms, jobs=jobs, stop_together=True, on_done=arrived)
    return {name: results[place] for name, place in alike.items()}


def _distinct(arms: Sequence[Scenario]) -> tuple[list[Scenario], dict[str, int]]:
    """Arms that differ in more than their names, and by the name of each of `arms` the place of the one like it.

    Who plans by hand plans alike at any budget.
    """
    found: list[Scenario] = []
    places = {}
    for arm in arms:
        place = next((at for at, one in enumerate(found) if one.config == arm.config), len(found))
        if place == len(found):
            found.append(arm)
        places[arm.name] = place
    return found, places
