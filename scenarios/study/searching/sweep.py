"""A sweep: a scenario over a grid of settings, every point with the same customers.

The ``sweep`` block of a document and ``--vary`` on the command line are one mechanism: axes, whose product is the grid.
A group under ``zip`` is one axis that moves several paths together. A point is a scenario whose name carries its
settings behind ``+``, so that the label of a row is what runs it again, and its key is that of its cells: a point keeps
its results when others are added.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import to_jsonable_python

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.overrides import Override
from scenarios.reading import KeyPath, dotted, plain
from scenarios.resolve import with_values
from scenarios.scenario import Scenario, standing
from scenarios.study.pairing import unlike
from scenarios.study.running.estimates import KpiEstimate
from scenarios.study.running.results import RunResult, kpi_keys
from scenarios.study.searching.levers import Range, parse_levers
from scenarios.study.statistics.comparison import Comparison, compared
from scenarios.study.statistics.intervals import Estimate, estimate

ASK_FROM = 10_000
"""Cells of a sweep above which a person is asked first."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Paths that move together, and the values they take.

    Parameters
    ----------
    paths
        One path, or those of a ``zip`` group.
    rows
        Values of the paths, one row a step.
    origin
        Where they were written.
    """

    paths: tuple[KeyPath, ...]
    rows: tuple[tuple[Any, ...], ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the grid: its settings, as path -> value, and the scenario that has them."""

    settings: dict[str, Any]
    scenario: Scenario


@dataclass(frozen=True)
class Sweep:
    """A grid that was run; results stand in the order of the points."""

    scenario: Scenario
    points: tuple[Point, ...]
    results: tuple[RunResult, ...]

    @property
    def paths(self) -> list[str]:
        """The paths that were swept, dotted, the first varying slowest."""
        return list(self.points[0].settings)

    def kpis(self) -> list[dict[str, KpiEstimate]]:
        """Mean and interval of every KPI, one map a point."""
        return [result.kpis() for result in self.results]

    @property
    def now(self) -> int:
        """Position of the point that stands now: the scenario's own values, else the first."""
        own = {path: to_jsonable_python(standing(self.scenario, tuple(path.split(".")))) for path in self.paths}
        found = (place for place, point in enumerate(self.points) if to_jsonable_python(point.settings) == own)
        return next(found, 0)

    def against_now(self) -> list[Comparison]:
        """Compare every other point that met the same customers with what stands now, over the replications all have.

        Points with other days, another currency or another seed are looked at side by side, but none is the better.
        """
        now = self.results[self.now]
        results = [
            one
            for one in self.results
            if len(one.failures) < len(one.replications)
            and not unlike(now.scenario, one.scenario)
            and one.scenario.experiment.seed == now.scenario.experiment.seed
        ]
        if now not in results or len(results) < 2:
            return []
        count = min(len(one.replications) for one in results)
        cut = [replace(one, replications=one.replications[:count]) for one in results if one is not now]
        return compared(replace(now, replications=now.replications[:count]), cut)

    def document(self) -> dict[str, Any]:
        """Return what `orderlab sweep --json` prints."""
        return {
            "scenario": self.scenario.name,
            "swept": self.paths,
            "points": [
                {"settings": point.settings, **result.document()}
                for point, result in zip(self.points, self.results, strict=True)
            ],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return a flat row a point for a table file: settings, replications, and three columns a KPI.

        A setting that is a map or a list stands as it would be written.
        """
        every = self.kpis()
        keys = list(dict.fromkeys(key for kpis in every for key in kpis))
        rows = []
        for point, result, kpis in zip(self.points, self.results, every, strict=True):
            row: dict[str, Any] = {"label": point.scenario.name, "key": result.key}
            row |= {path: plain(v) if isinstance(v, dict | list) else v for path, v in point.settings.items()}
            row["replications"] = len(result.replications) - len(result.failures)
            for key in keys:
                kpi = kpis.get(key)
                row |= {
                    key: None if kpi is None else kpi.mean,
                    f"{key}.low": None if kpi is None else kpi.low,
                    f"{key}.high": None if kpi is None else kpi.high,
                }
            rows.append(row)
        return rows


def axes(scenario: Scenario, vary: Sequence[str] = ()) -> list[Axis]:
    """Return the axes of a scenario's ``sweep`` block and of ``--vary``.

    Parameters
    ----------
    scenario
        Whose values are varied.
    vary
        Levers as ``--vary`` takes them; one on a path of the sweep block stands in its place.

    Raises
    ------
    InputError
        If there is nothing to vary, or a lever cannot be read.
    """
    found: dict[KeyPath, Axis] = {}
    block = scenario.header.sweep
    origin = f"{scenario.name}: sweep"
    for path, values in block.items():
        if path != "zip":
            parts: KeyPath = tuple(path.split("."))
            found[parts] = Axis((parts,), tuple((value,) for value in values), origin)
    zipped = [
        Axis(tuple(tuple(path.split(".")) for path in group), tuple(zip(*group.values(), strict=True)), origin)
        for group in block.get("zip", [])
    ]
    for lever in parse_levers(vary, scenario):
        if any(lever.path in axis.paths for axis in zipped):
            raise InputError(f"--vary: {dotted(lever.path)}: moves with others under zip, another is accepted")
        if isinstance(lever, Range) and lever.step is None:
            raise InputError(f"--vary: {dotted(lever.path)}: a range without a step, low:high:step is accepted")
        found[lever.path] = Axis((lever.path,), tuple((value,) for value in lever.listed()), "--vary")
    every = [*found.values(), *zipped]
    _refuse_doubles(every, origin)
    if not every:
        raise InputError(f"--vary: missing, path=a,b,c is accepted (or a sweep block in {scenario.name})")
    return every


def cell_count(scenario: Scenario, grid: Sequence[Axis]) -> int:
    """Return how many replications a grid has; of a sequential experiment, at most."""
    wanted = scenario.experiment.replications
    return math.prod(len(axis.rows) for axis in grid) * (wanted.max if isinstance(wanted, Sequential) else wanted)


def points(scenario: Scenario, grid: Sequence[Axis]) -> list[Point]:
    """Return every point of a grid, the last axis moving fastest; all of them are checked before any is run.

    Raises
    ------
    InputError
        If a value is not accepted.
    """
    found = []
    for rows in itertools.product(*(axis.rows for axis in grid)):
        changes = [
            Override(path, value, axis.origin)
            for axis, row in zip(grid, rows, strict=True)
            for path, value in zip(axis.paths, row, strict=True)
        ]
        settings = {dotted(change.path): change.value for change in changes}
        found.append(Point(settings, with_values(scenario, changes)))
    return found


def varying(sweep: Sweep, wanted: Iterable[str] = ()) -> list[str]:
    """Return the KPIs to show: those asked for, or those in which some point is shown to differ from the first.

    All points meet the same customers, so the difference is taken replication by replication; with one replication,
    any difference counts. It chooses columns and claims nothing: with many points some differ by chance.
    """
    if chosen := list(wanted):
        return chosen
    first, *others = sweep.results
    confidence = sweep.scenario.experiment.confidence

    def differs(key: str) -> bool:
        before = first.values(key)
        for other in others:
            found = paired(before, other.values(key), confidence)
            if found.low is None or found.high is None:
                if found.mean:
                    return True
            elif not found.low <= 0 <= found.high:
                return True
        return False

    return [key for key in dict.fromkeys(key for result in sweep.results for key in kpi_keys(result)) if differs(key)]


def paired(before: Sequence[float | None], after: Sequence[float | None], confidence: float) -> Estimate:
    """Mean difference with its interval, over the replications in which both were observed."""
    pairs = zip(before, after, strict=False)
    return estimate([b - a for a, b in pairs if a is not None and b is not None], confidence)


def _refuse_doubles(every: Sequence[Axis], origin: str) -> None:
    seen: set[KeyPath] = set()
    for path in (path for axis in every for path in axis.paths):
        if path in seen:
            raise InputError(f"{origin}.{dotted(path)}: swept twice, once is accepted")
        seen.add(path)
