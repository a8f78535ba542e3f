"""From a name to a scenario that can be run: find it, follow ``extends``, apply overrides, validate once.

The order is: the model's defaults, the scenario it extends, its own blocks, its ``set``, then whatever the command
line adds. Validation happens on the result, and each complaint finds its way back to the line that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.accepting import check_code, check_compared, check_kpis, check_solver, check_sweep, validated
from scenarios.complaints import input_error
from scenarios.document import PRESETS_BY_PATH, Experiment, Laboratory
from scenarios.errors import InputError
from scenarios.finding import find
from scenarios.layering import lay, meant_from_beside, with_forecast
from scenarios.overrides import Layers, Override, parse_override, split_reference
from scenarios.reading import KeyPath
from scenarios.scenario import Scenario
from scenarios.schema import complaint


def load(reference: str | Path, overrides: Iterable[str] = (), *, to_run: bool = True) -> Scenario:
    """Load a shipped scenario by name, or a file, with overrides.

    Parameters
    ----------
    reference
        ``city_day``, ``my/week.yaml``, or either followed by ``+path=value+path=value``.
    overrides
        Further changes, each ``path=value``, as ``--set`` takes them.
    to_run
        Whether it is to be run. A command that only reads it does not look at code that it names.

    Raises
    ------
    InputError
        With file, line, field, what is wrong and what is accepted.

    Examples
    --------
    >>> load("tiny+delivery.solver.name=savings").config.delivery.solver.name
    'savings'
    """
    name, changes = split_reference(str(reference))
    file, label = find(name)
    layers = Layers(Laboratory, Laboratory().model_dump(mode="json"), PRESETS_BY_PATH)
    header, arms = lay(layers, file, label, ())
    layers.override(changes)
    layers.override(parse_override(text, "--set") for text in overrides)
    meant_from_beside(layers)
    with_forecast(layers)
    laboratory = validated(layers, label)
    check_solver(laboratory, layers, label)
    if to_run:
        check_code(laboratory, layers.origins, label, f"{name}+")
    check_sweep(header, layers, label)
    scenario = Scenario(str(reference), header, laboratory, layers.origins, arms=arms)
    check_kpis(scenario)
    check_compared(scenario, label, file.parent)
    arms_of(scenario, to_run=to_run)
    return scenario


def arms_of(scenario: Scenario, *, to_run: bool = True) -> list[Scenario]:
    """Return the alternatives that a scenario names, in the order written, each called by its name.

    Raises
    ------
    InputError
        For a path that leads nowhere or a value that is not accepted, with its line.
    """
    return [
        replace(
            with_values(scenario, changes, to_run=to_run), name=name, label=title or name.replace("_", " "), arms={}
        )
        for name, (title, changes) in scenario.arms.items()
    ]


def with_experiment(scenario: Scenario, **changes: Any) -> Scenario:
    """Return the scenario with another seed, number of replications or jobs; None keeps what stands."""
    wanted = {key: value for key, value in changes.items() if value is not None}
    try:
        experiment = Experiment.model_validate({**scenario.experiment.model_dump(), **wanted})
    except ValidationError as error:
        raise input_error(error, Experiment, wanted, lambda path: f"--{path[0]}" if path else "--set") from None
    laboratory = scenario.laboratory.model_copy(update={"experiment": experiment})
    return replace(scenario, laboratory=laboratory)


def with_values(scenario: Scenario, changes: Sequence[Override], *, to_run: bool = True) -> Scenario:
    """Lay changes upon a scenario that is loaded already, as ``SCENARIO+path=value`` would.

    Its name grows by the changes, so that it is a reference which loads the same values again.

    Raises
    ------
    InputError
        For a path that leads nowhere or a value that is not accepted.
    """
    layers = Layers(Laboratory, scenario.values(), PRESETS_BY_PATH, dict(scenario.origins))
    layers.override(changes)
    with_forecast(layers)
    laboratory = validated(layers, scenario.name)
    check_solver(laboratory, layers, scenario.name)
    if to_run:
        check_code(laboratory, layers.origins, scenario.name)
    name = scenario.name + "".join(f"+{change.text}" for change in changes)
    return replace(scenario, name=name, laboratory=laboratory, origins=layers.origins)


def refuse_unknown(scenario: Scenario, path: KeyPath, value: Any, where: str) -> None:
    """Raise InputError, which names the neighbours, if a path leads nowhere in a scenario."""
    if problem := complaint(Laboratory, scenario.values(), path, value):
        raise InputError(f"{where}: {problem}")
