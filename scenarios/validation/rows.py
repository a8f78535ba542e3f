"""Groups of published values, one YAML file a group, whose rows each name a scenario and what it must give."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from scenarios.errors import InputError, nearest
from scenarios.overrides import Override
from scenarios.reading import read
from scenarios.resolve import load, with_values
from scenarios.scenario import Scenario
from scenarios.study.running.replication import Replication

ERRORS = 3
"""Standard errors within which a value is met."""


class Row(BaseModel):
    """A value to be met: all costs of a day, or one KPI as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    scenario: str
    set: dict[str, Any] = Field(default_factory=dict, description="changes of the scenario, by dotted path")
    share: str | None = Field(None, description="KPI to compare; none: the costs of a day")
    times: float = Field(1.0, description="days of the scenario in the period the literature counts by")
    expected: float
    exact: float = Field(0.0, description="what rounding may change of a run without chance, a share of the value")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the simulation gave for a row."""

    group: str
    row: Row
    simulated: float
    error: float

    @property
    def passed(self) -> bool:
        """Whether the value is met."""
        allowed = max(ERRORS * self.error, self.row.exact * abs(self.row.expected))
        return abs(self.simulated - self.row.expected) <= allowed

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "group": self.group,
            "name": self.row.name,
            "expected": self.row.expected,
            "simulated": self.simulated,
            "standard_error": self.error,
            "passed": self.passed,
        }

    def cells(self) -> tuple[str, ...]:
        """As a row of a table."""
        values = (f"{value:.6g}" for value in (self.row.expected, self.simulated))
        return (self.group, self.row.name, *values, f"{self.error:.2g}", "met" if self.passed else "MISSED")


@dataclass(frozen=True, slots=True)
class Check:
    """A row of a group with the scenario it runs."""

    group: str
    row: Row
    scenario: Scenario

    def judge(self, replications: Sequence[Replication]) -> Verdict:
        """The mean over replications and its standard error, beside what is expected.

        Raises
        ------
        InputError
            A replication failed, or did not observe the KPI.
        """
        values = [self._value(one) for one in replications]
        error = statistics.stdev(values) / math.sqrt(len(values))
        return Verdict(self.group, self.row, statistics.fmean(values), error)

    def _value(self, one: Replication) -> float:
        if one.failure:
            raise InputError(f"{self.row.name}: {one.failure}")
        if self.row.share is None:
            costs = sum(value or 0.0 for key, value in one.kpis.items() if key.startswith("cost."))
            return costs / self.scenario.config.days * self.row.times
        value = one.kpis[self.row.share]
        if value is None:
            raise InputError(f"{self.row.name}: {self.row.share} was not observed")
        return value


def groups() -> dict[str, Path]:
    """Every group by name, with its file."""
    folder = Path(str(files("scenarios") / "validation"))
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def checks(group: str) -> list[Check]:
    """The rows of a group with their scenarios, in the order of the file; InputError where there is no such group."""
    known = groups()
    if group not in known:
        raise InputError(f"GROUP: {group}: no such group, {nearest(group, known)}")
    file = known[group]
    found = []
    for written in read(file).values["rows"]:
        row = Row.model_validate(written)
        scenario = load(file.parent / group / f"{row.scenario}.yaml")
        changes = [Override(tuple(path.split(".")), value, row.name) for path, value in row.set.items()]
        found.append(Check(group, row, with_values(scenario, changes) if changes else scenario))
    return found
