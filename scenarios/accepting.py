"""What is refused before anything runs: values, solvers, code of others, KPIs and sweeps that there are not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from scenarios.complaints import input_error
from scenarios.document import Header, Laboratory
from scenarios.errors import InputError, one_line
from scenarios.finding import find
from scenarios.overrides import Layers, origin, split_reference
from scenarios.public_holidays import write_holidays
from scenarios.reading import KeyPath, dotted
from scenarios.scenario import Scenario
from scenarios.schema import complaint, other_kind
from solvers.own_files import is_foreign, runs_here


def validated(layers: Layers, label: str) -> Laboratory:
    """Return the values once the model accepts them, public holidays as dates; else InputError with the line."""
    if found := other_kind(Laboratory, layers.values):
        path, problem = found
        raise InputError(f"{origin(layers.origins, path) or label}: {dotted(path)}: {problem}")
    try:
        laboratory = Laboratory.model_validate(layers.values)
    except ValidationError as error:
        raise input_error(
            error, Laboratory, layers.values, lambda path: origin(layers.origins, path) or label
        ) from None
    try:
        return write_holidays(laboratory)
    except ValueError as error:
        path = tuple(str(error).split(":")[0].split("."))
        raise InputError(f"{origin(layers.origins, path) or label}: {error}") from None


def check_solver(laboratory: Laboratory, layers: Layers, label: str) -> None:
    """Refuse an unknown solver or parameter now, and not in the first wave of a long run.

    A plain shipped name is checked without importing the engine.
    """
    from solvers import registry

    wanted = laboratory.delivery.solver
    if (wanted.name in registry.names() and not wanted.params) or is_foreign(registry.GROUP, wanted.name):
        return
    try:
        registry.create(wanted.name, **wanted.params)
    except (TypeError, ValueError) as error:
        path: KeyPath = ("delivery", "solver", "params" if wanted.params else "name")
        raise InputError(f"{origin(layers.origins, path) or label}: {dotted(path)}: {one_line(error)}") from None


def check_code(laboratory: Laboratory, origins: Mapping[KeyPath, str], label: str, typed: str = "") -> None:
    """Refuse code of others that may not be run, does not load, or lacks a method or parameter.

    In a command a worker looks at it; a library call runs it in this process.
    """
    from scenarios.apart.looking import complaints, foreign, look
    from scenarios.permission import refuse_code

    config = laboratory.simulation()
    named = foreign(config)
    if not named:
        return

    def where(path: str) -> str:
        return origin(origins, tuple(path.split("."))) or label

    refuse_code(config, lambda path: where(path) in ("--set", typed), where)
    if runs_here():
        found = [(path, look(group, name, given, config)) for path, group, name, given in named]
    else:
        found = complaints(named, config)
    for path, said in found:
        if said:
            raise InputError(f"{where(path)}: {path}: {one_line(said)}")


def check_compared(scenario: Scenario, label: str, beside: Path) -> None:
    """Refuse a scenario to compare with that there is not."""
    other = scenario.experiment.compare_to
    if other is None:
        return
    name, _ = split_reference(other)
    try:
        find(name)
    except InputError:
        try:
            find(name, beside)
        except InputError as error:
            where = origin(scenario.origins, ("experiment", "compare_to")) or label
            message = str(error).removeprefix("SCENARIO: ")
            raise InputError(f"{where}: experiment.compare_to: {message}") from None


def check_kpis(scenario: Scenario) -> None:
    """Refuse targets, margins and questions about KPIs that do not exist, before anything is run."""
    experiment = scenario.experiment
    if not (scenario.laboratory.targets or experiment.margins or experiment.kpis):
        return
    from scenarios.study.searching.goals import known_kpi

    _ = scenario.targets
    named: list[tuple[KeyPath, str]] = [(("experiment", "margins", kpi), kpi) for kpi in experiment.margins]
    named += [(("experiment", "kpis", place), kpi) for place, kpi in enumerate(experiment.kpis)]
    for path, kpi in named:
        known_kpi(kpi, f"{origin(scenario.origins, path) or scenario.name}: experiment.{path[1]}")


def check_sweep(header: Header, layers: Layers, label: str) -> None:
    """Refuse a sweep over a path that is not there, before anything is run."""
    groups = [header.sweep, *header.sweep.get("zip", [])]
    for path, values in ((path, values) for group in groups for path, values in group.items() if path != "zip"):
        parts = tuple(path.split("."))
        for value in values:
            if problem := complaint(Laboratory, layers.values, parts, value):
                raise InputError(f"{label}: sweep.{dotted(parts)}: {problem.partition(': ')[2]}")
