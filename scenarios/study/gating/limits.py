"""What a file of limits says: a KPI of a scenario between two values, or a solver's gap on a set of instances.

The file is a list, or a map with the list under ``limits``, in YAML, JSON or TOML::

    - {scenario: city_day, kpi: on_time_delivery, min: 0.95}
    - {set: "waves:50:3", solver: numba, iterations: 2000, max_gap: 3.0}

A KPI is in the unit `orderlab run` prints, a gap in per cent above the best-known cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scenarios.complaints import input_error
from scenarios.errors import InputError, nearest
from scenarios.reading import KeyPath, read


class _Limit(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class KpiLimit(_Limit):
    """The mean of a KPI over the replications of a scenario lies between two values."""

    scenario: str = Field(min_length=1, description="a shipped scenario or a file, overrides behind +")
    kpi: str = Field(description="key of the KPI, as `orderlab run` prints it")
    min: float | None = Field(None, description="least value that passes")
    max: float | None = Field(None, description="largest value that passes")
    replications: int | None = Field(None, ge=1, le=100_000, description="in place of the scenario's own")
    seed: int | None = Field(None, ge=0, lt=2**63, description="in place of the scenario's own")

    @model_validator(mode="after")
    def _bounded(self) -> KpiLimit:
        if self.min is None and self.max is None:
            raise ValueError("min or max is needed")
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError(f"max: {self.max:g} is below min {self.min:g}")
        return self

    @property
    def limit(self) -> str:
        """The condition in signs."""
        ends = ((">=", self.min), ("<=", self.max))
        return " and ".join(f"{sign} {value:g}" for sign, value in ends if value is not None)

    @property
    def what(self) -> str:
        """What is limited."""
        return f"{self.scenario} {self.kpi}"

    def holds(self, value: float | None) -> bool:
        """Whether a value passes; one that was not observed does not."""
        if value is None:
            return False
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class GapLimit(_Limit):
    """The mean gap of a solver over a set of instances is at most so many per cent."""

    set: str = Field(min_length=1, description="instances, as `orderlab race` takes them")
    solver: str = Field(min_length=1, description="name of a solver, or path/to/file.py::Class")
    iterations: int | None = Field(None, ge=1, description="iterations a solve, in the solver's own unit")
    seconds: float | None = Field(None, gt=0, description="CPU seconds a solve")
    max_gap: float = Field(ge=0, description="largest mean gap to the best-known cost that passes, per cent")
    seeds: tuple[int, ...] = Field((1,), min_length=1, description="seeds of the solves")

    @model_validator(mode="after")
    def _one_budget(self) -> GapLimit:
        if (self.iterations is None) == (self.seconds is None):
            raise ValueError("either iterations or seconds is needed")
        return self

    @property
    def limit(self) -> str:
        """The condition in signs."""
        return f"<= {self.max_gap:g} %"

    @property
    def what(self) -> str:
        """What is limited."""
        budget = f"{self.iterations} iterations" if self.iterations is not None else f"{self.seconds:g} s"
        return f"{self.set} {self.solver} {budget} gap"

    def holds(self, value: float | None) -> bool:
        """Whether a gap passes; none does where something was not solved."""
        return value is not None and value <= self.max_gap


Limit = KpiLimit | GapLimit
GAP_KEYS, KPI_KEYS = ("set", "solver", "max_gap"), ("scenario", "kpi")
"""Keys that tell which kind a limit is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A file of limits, and where each of them stands in it."""

    limits: tuple[Limit, ...]
    where: tuple[str, ...]


def read_limits(file: Path) -> Limits:
    """Read a file of limits.

    Raises
    ------
    InputError
        With file, line, field, what is wrong and what is accepted.
    """
    written = read(file, list_under="limits")
    unknown = [key for key in written.values if key != "limits"]
    if unknown:
        raise InputError(f"{written.where((unknown[0],))}: {unknown[0]}: unknown key, accepted: limits")
    entries = written.values.get("limits")
    if not isinstance(entries, list) or not entries:
        fault = "empty" if not entries else f"{entries!r} is not accepted"
        raise InputError(f"{written.where(('limits',))}: limits: {fault}, a list of limits is accepted")
    found = []
    for number, entry in enumerate(entries):
        found.append(_limit(entry, ("limits", number), written.where))
    return Limits(tuple(found), tuple(written.where(("limits", number)) for number in range(len(entries))))


def _limit(entry: Any, path: KeyPath, where: Callable[[KeyPath], str]) -> Limit:
    if not isinstance(entry, dict):
        raise InputError(f"{where(path)}: limits: {entry!r} is not accepted, a map such as {{scenario, kpi, min}} is")
    gap = next((key for key in GAP_KEYS if key in entry), "")
    kpi = next((key for key in KPI_KEYS if key in entry), "")
    if gap and kpi:
        both = f"{kpi} and {gap} in one limit"
        raise InputError(f"{where(path)}: limits: {both}, a KPI of a scenario or a gap of a set is accepted")
    kind: type[Limit] = GapLimit if gap else KpiLimit
    try:
        limit = kind.model_validate(entry)
    except ValidationError as error:
        told = str(input_error(error, kind, entry, lambda inner: where((*path, *inner))))
        raise InputError(told.replace(": document: ", ": limits: ", 1)) from None
    if isinstance(limit, KpiLimit):
        _known(limit.kpi, where((*path, "kpi")))
        for end in ("min", "max"):
            _reachable(limit.kpi, end, getattr(limit, end), where((*path, end)))
    return limit


def _reachable(kpi: str, end: str, value: float | None, place: str) -> None:
    from scenarios.study.searching.goals import refuse_out_of_reach

    if value is not None:
        refuse_out_of_reach(kpi, value, f"{place}: {end}: {value:g}")


def _known(kpi: str, place: str) -> None:
    from sim.kpis import DEFINITIONS, definition

    try:
        definition(kpi)
    except (KeyError, ValueError):
        raise InputError(f"{place}: kpi: {kpi!r} is not accepted, {nearest(kpi, DEFINITIONS)}") from None
