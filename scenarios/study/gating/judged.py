"""Judging limits: run each scenario once for all its limits, race each solver, and say which limits hold."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from scenarios.errors import InputError, nearest, one_line
from scenarios.scenario import Scenario
from scenarios.study.gating.limits import GapLimit, KpiLimit, Limits
from scenarios.study.racing.entries import Task, best_known, tasks
from scenarios.study.running.results import RunResult

Tell = Callable[[str], None]
_Asked = tuple[str, int | None, int | None]
"""Scenario, replications and seed: limits that agree in these are of the same run."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One limit, judged; `reason` says why there is no value, where there is none."""

    what: str
    limit: str
    value: float | None
    passed: bool
    reason: str = ""


def judge(limits: Limits, *, jobs: int | None = None, tell: Tell = lambda _: None) -> list[Judged]:
    """Judge every limit of a file, in its order.

    Raises
    ------
    InputError
        For a scenario, a KPI, a set or a solver that there is not, with the line of the limit.
    """
    runs = _Runs(limits, jobs, tell)
    both = list(zip(limits.limits, limits.where, strict=True))
    races = {place: _solves(limit, place) for limit, place in both if isinstance(limit, GapLimit)}
    return [
        runs.judged(limit, place) if isinstance(limit, KpiLimit) else _gap(limit, races[place], tell)
        for limit, place in both
    ]


class _Runs:
    """Scenarios, loaded before anything is run, and each run once for all limits on it."""

    def __init__(self, limits: Limits, jobs: int | None, tell: Tell) -> None:
        from scenarios.resolve import load, with_experiment

        self._jobs, self._tell = jobs, tell
        self._scenarios: dict[_Asked, Scenario] = {}
        self._results: dict[_Asked, RunResult] = {}
        for limit, place in zip(limits.limits, limits.where, strict=True):
            if isinstance(limit, KpiLimit) and _asked(limit) not in self._scenarios:
                try:
                    scenario = load(limit.scenario)
                except InputError as error:
                    raise _at(place, error) from None
                self._scenarios[_asked(limit)] = with_experiment(
                    scenario, replications=limit.replications, seed=limit.seed
                )

    def judged(self, limit: KpiLimit, place: str) -> Judged:
        """One limit on a KPI."""
        from scenarios.study.api import run

        key = _asked(limit)
        if key not in self._results:
            self._tell(f"running {limit.scenario}")
            try:
                self._results[key] = run(self._scenarios[key], jobs=self._jobs)
            except InputError as error:
                raise _at(place, error) from None
        result = self._results[key]
        if result.failures:
            reason = f"replication {result.failures[0].number} failed: {one_line(result.failures[0].failure)}"
            return Judged(limit.what, limit.limit, None, False, reason)
        kpis = result.kpis()
        if limit.kpi not in kpis:
            raise InputError(f"{place}: kpi: {limit.kpi!r} is not in {limit.scenario}, {nearest(limit.kpi, kpis)}")
        value = kpis[limit.kpi].mean
        reason = "" if value is not None else "was not observed"
        return Judged(limit.what, limit.limit, value, limit.holds(value), reason)


def _asked(limit: KpiLimit) -> _Asked:
    return limit.scenario, limit.replications, limit.seed


def _solves(limit: GapLimit, place: str) -> list[Task]:
    """The solves that one limit on a gap asks for, checked before anything is run."""
    from solvers.instances import InstanceError
    from solvers.registry import available, create

    seconds = [] if limit.seconds is None else [limit.seconds]
    iterations = [] if limit.iterations is None else [limit.iterations]
    try:
        if not available(limit.solver):
            create(limit.solver)
    except ValueError as error:
        raise InputError(f"{place}: solver: {error}") from None
    try:
        todo = tasks([limit.set], [limit.solver], seconds, limit.seeds, iterations)
    except InstanceError as error:
        raise InputError(str(error)) from None
    except ValueError as error:
        raise InputError(f"{place}: {error}") from None
    unknown = next((task.instance for task in todo if best_known(task.instance) is None), None)
    if unknown is not None:
        accepted = "city-waves, or files with a bks.csv beside them, are accepted"
        raise InputError(f"{place}: set: {unknown} has no best-known cost, {accepted}")
    return todo


def _gap(limit: GapLimit, todo: Sequence[Task], tell: Tell) -> Judged:
    """One limit on a solver's mean gap over a set."""
    from scenarios.study.racing.judging import with_gaps
    from scenarios.study.racing.race import run

    tell(f"racing {limit.what}")
    with tempfile.TemporaryDirectory() as folder:
        return _gap_row(limit, with_gaps(run(todo, Path(folder) / "race.jsonl")))


def _gap_row(limit: GapLimit, rows: Sequence[dict[str, object]]) -> Judged:
    """A mean over all solves; without one of them there is none, because a mean without the hard ones flatters."""
    failed = next((row for row in rows if row["gap"] is None), None)
    if failed is not None:
        reason = one_line(f"{failed['instance']}: {failed['status']} {failed.get('reason') or ''}")
        return Judged(limit.what, limit.limit, None, False, reason)
    value = round(fmean(float(str(row["gap"])) for row in rows), 4)
    return Judged(limit.what, limit.limit, value, limit.holds(value))


def _at(place: str, error: InputError) -> InputError:
    """A complaint about a scenario under the line that names it, unless it names a line of its own."""
    text = str(error).replace("SCENARIO: ", "scenario: ", 1)
    return InputError(text if text.split(": ")[0].rpartition(":")[2].isdigit() else f"{place}: {text}")
