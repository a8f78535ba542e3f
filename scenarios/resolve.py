"""From a name to a scenario that can be run: find it, follow ``extends``, apply overrides, validate once.

The order is: the model's defaults, the scenario it extends, its own blocks, its ``set``, then whatever the command
line adds. Validation happens on the result, and each complaint finds its way back to the line that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from scenarios.complaints import input_error
from scenarios.document import HEADER_KEYS, PRESETS_BY_PATH, Experiment, Header, Laboratory
from scenarios.errors import InputError, nearest, one_line
from scenarios.forecast import read_forecast
from scenarios.overrides import Layers, Override, origin, parse_override, split_reference, written_overrides
from scenarios.public_holidays import write_holidays
from scenarios.reading import KeyPath, Written, dotted, read
from scenarios.schema import complaint, other_kind
from sim.config import SimConfig
from sim.plugins import PolicyBlock
from solvers.own_files import is_foreign, runs_here

if TYPE_CHECKING:
    from scenarios.study.searching.goals import Constraint

FOLDER_SCENARIO = "scenario.yaml"
"""The scenario that a folder stands for, as `orderlab import` writes it."""
SUFFIXES = (".yaml", ".yml", ".toml")
LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario, resolved: every value is there and has been checked.

    Parameters
    ----------
    name
        As written by the user, overrides included.
    header
        Title, notes, sweep.
    laboratory
        Every value a dotted path can reach.
    origins
        Path -> where it was written; a path that is missing has the project's default.
    label
        What it is called as an alternative; empty where its name has to do.
    arms
        Its alternatives by name: title, and changes that know their line.
    """

    name: str
    header: Header
    laboratory: Laboratory
    origins: Mapping[KeyPath, str] = field(default_factory=dict)
    label: str = ""
    arms: Mapping[str, tuple[str, tuple[Override, ...]]] = field(default_factory=dict)

    @property
    def config(self) -> SimConfig:
        """What a replication depends on."""
        return self.laboratory.simulation()

    @property
    def experiment(self) -> Experiment:
        """How it is run."""
        return self.laboratory.experiment

    @property
    def targets(self) -> list[Constraint]:
        """Limits that KPIs have to keep.

        Raises
        ------
        InputError
            If one cannot be read, with the place where it was written.
        """
        from scenarios.study.searching.goals import parse_targets

        return parse_targets(self.laboratory.targets, lambda kpi: origin(self.origins, ("targets", kpi)) or self.name)

    def values(self) -> dict[str, Any]:
        """Return every value as plain maps, lists and scalars, in the order of the rooms."""
        return self.laboratory.model_dump(mode="json")


def library() -> dict[str, Path]:
    """Return the shipped scenarios by name."""
    folder = files("scenarios") / "library"
    found = (Path(str(item)) for item in folder.iterdir() if item.name.endswith(".yaml"))
    return {file.stem: file for file in sorted(found)}


def shipped_labels() -> frozenset[str]:
    """Return what the shipped files are called in messages and origins."""
    return frozenset(f"{name}.yaml" for name in library())


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
    header, arms = _lay(layers, file, label, ())
    layers.override(changes)
    layers.override(parse_override(text, "--set") for text in overrides)
    _beside(layers)
    _forecast(layers)
    laboratory = _validated(layers, label)
    _check_solver(laboratory, layers, label)
    if to_run:
        _check_code(laboratory, layers.origins, label, f"{name}+")
    _check_sweep(header, layers, label)
    scenario = Scenario(str(reference), header, laboratory, layers.origins, arms=arms)
    _check_kpis(scenario)
    _check_compared(scenario, label, file.parent)
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


def _beside(layers: Layers) -> None:
    """An order file named in a scenario is meant from the working folder, else from beside that scenario."""
    placement = layers.values["placement"]
    trace = placement.get("trace") if isinstance(placement, dict) else None
    if not isinstance(trace, dict):
        return
    path = trace.get("path")
    file, _, line = (layers.origins.get(("placement", "trace", "path")) or "").rpartition(":")
    if isinstance(path, str) and line.isdigit() and not Path(path).is_file() and (Path(file).parent / path).is_file():
        trace["path"] = str(Path(file).parent / path)


def _forecast(layers: Layers) -> None:
    """The file of a forecast becomes its table; it is meant from the working folder, else from beside the scenario."""
    path: KeyPath = ("placement", "demand", "by_day")
    placement = layers.values["placement"]
    demand = placement.get("demand") if isinstance(placement, dict) else None
    named = demand.get("by_day") if isinstance(demand, dict) else None
    if not isinstance(demand, dict) or not isinstance(named, str):
        return
    file, _, line = (layers.origins.get(path) or "").rpartition(":")
    beside = Path(file).parent / named
    found = beside if line.isdigit() and not Path(named).is_file() and beside.is_file() else Path(named)
    if not found.is_file():
        raise InputError(
            f"{origin(layers.origins, path) or '--set'}: {dotted(path)}: no file {named}, a CSV file is accepted"
        )
    demand["by_day"] = read_forecast(found)


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
    _forecast(layers)
    laboratory = _validated(layers, scenario.name)
    _check_solver(laboratory, layers, scenario.name)
    if to_run:
        _check_code(laboratory, layers.origins, scenario.name)
    name = scenario.name + "".join(f"+{change.text}" for change in changes)
    return replace(scenario, name=name, laboratory=laboratory, origins=layers.origins)


def refuse_unknown(scenario: Scenario, path: KeyPath, value: Any, where: str) -> None:
    """Raise InputError, which names the neighbours, if a path leads nowhere in a scenario."""
    if problem := complaint(Laboratory, scenario.values(), path, value):
        raise InputError(f"{where}: {problem}")


def standing(scenario: Scenario, path: KeyPath) -> Any:
    """Return the value at a path; of a policy's parameter that nobody set, the policy's default; else None."""
    here: Any = scenario.laboratory
    for name in path:
        if isinstance(here, PolicyBlock):
            default = getattr(here.build(), str(name), None) if here.runs_here else None
            here = getattr(here, str(name), default)
        elif isinstance(here, BaseModel):
            here = getattr(here, str(name), None)
        elif isinstance(here, Mapping):
            here = here.get(name)
        elif isinstance(here, Sequence) and not isinstance(here, str) and str(name).isdigit():
            here = here[int(name)] if int(name) < len(here) else None
        else:
            return None
    return here


def placed(message: str, scenario: Scenario) -> str:
    """Say where the value was written that a room complains of, if the complaint begins with the value's path."""
    place = message.partition(": ")[0]
    path = tuple(place.split("."))
    if path[0] in Laboratory.model_fields:
        return f"{origin(scenario.origins, path) or scenario.name}: {message}"
    # A trace's complaint names its own file and line, or the option.
    return message if ":" in place or place.startswith("--") else f"{scenario.name}: {message}"


def find(name: str, beside: Path | None = None) -> tuple[Path, str]:
    """Find the file of a scenario and how to call it in a message.

    Raises
    ------
    InputError
        If neither a shipped scenario nor a file has the name.
    """
    shipped = library()
    if name in shipped:
        return shipped[name], f"{name}.yaml"
    folder = beside or Path()
    for candidate in (
        folder / name / FOLDER_SCENARIO,
        folder / name,
        *(folder / f"{name}{suffix}" for suffix in SUFFIXES),
    ):
        if candidate.is_file():
            if candidate.suffix not in SUFFIXES:
                raise InputError(f"{candidate}: not a scenario, a file ending in {', '.join(SUFFIXES)} is accepted")
            # A copy of a shipped file must be told apart from it, in messages and in origins.
            return candidate, f"./{candidate}" if str(candidate) in shipped_labels() else str(candidate)
    raise InputError(f"SCENARIO: {name}: no such scenario or file, {nearest(name, shipped)}, or a path to a YAML file")


Arms = dict[str, tuple[str, tuple[Override, ...]]]


def _lay(layers: Layers, file: Path, label: str, chain: tuple[Path, ...]) -> tuple[Header, Arms]:
    """Lay a document upon what it extends; return its header, and its arms with the place of each change."""
    if file.resolve() in chain:
        circle = " -> ".join([*(step.name for step in chain), file.name])
        raise InputError(f"{label}:1: extends: goes in a circle ({circle}), a chain that ends is accepted")
    if len(chain) >= LONGEST_CHAIN:
        raise InputError(f"{label}:1: extends: {len(chain)} scenarios deep, {LONGEST_CHAIN} are accepted")
    written = read(file, label)
    header = _header(written, file)
    if header.extends is not None:
        try:
            parent, changes = split_reference(header.extends)
            parent_file, parent_label = find(parent, file.parent)
        except InputError as error:
            message = str(error).removeprefix("SCENARIO: ")
            raise InputError(f"{written.where(('extends',))}: extends: {message}") from None
        _lay(layers, parent_file, parent_label, (*chain, file.resolve()))
        layers.override(changes)
    rooms = {key: value for key, value in written.values.items() if key not in HEADER_KEYS}
    for name in rooms:
        if name not in Laboratory.model_fields:
            accepted = (*HEADER_KEYS, *Laboratory.model_fields)
            raise InputError(f"{written.where((name,))}: {name}: unknown key, {nearest(name, accepted, limit=20)}")
    layers.merge(rooms, written.where)
    layers.override(written_overrides(header.set, written.where))
    arms: Arms = {}
    for name, arm in header.arms.items():

        def where(path: KeyPath, name: str = name) -> str:
            return written.where(("arms", name, *path))

        arms[name] = (arm.title, tuple(written_overrides(arm.set, where)))
    return header, arms


def _header(written: Written, file: Path) -> Header:
    values = {key: value for key, value in written.values.items() if key in HEADER_KEYS}
    values.setdefault("name", file.stem)
    try:
        return Header.model_validate(values)
    except ValidationError as error:
        raise input_error(error, Header, values, written.where) from None


def _validated(layers: Layers, label: str) -> Laboratory:
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


def _check_solver(laboratory: Laboratory, layers: Layers, label: str) -> None:
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


def _check_code(laboratory: Laboratory, origins: Mapping[KeyPath, str], label: str, typed: str = "") -> None:
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
        found = [(path, look(group, name, given)) for path, group, name, given in named]
    else:
        found = complaints(named)
    for path, said in found:
        if said:
            raise InputError(f"{where(path)}: {path}: {one_line(said)}")


def _check_compared(scenario: Scenario, label: str, beside: Path) -> None:
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


def _check_kpis(scenario: Scenario) -> None:
    """Refuse targets and margins of KPIs that do not exist, before anything is run."""
    if not (scenario.laboratory.targets or scenario.experiment.margins):
        return
    from scenarios.study.searching.goals import known_kpi

    _ = scenario.targets
    for kpi in scenario.experiment.margins:
        where = origin(scenario.origins, ("experiment", "margins", kpi)) or scenario.name
        known_kpi(kpi, f"{where}: experiment.margins")


def _check_sweep(header: Header, layers: Layers, label: str) -> None:
    """Refuse a sweep over a path that is not there, before anything is run."""
    groups = [header.sweep, *header.sweep.get("zip", [])]
    for path, values in ((path, values) for group in groups for path, values in group.items() if path != "zip"):
        parts = tuple(path.split("."))
        for value in values:
            if problem := complaint(Laboratory, layers.values, parts, value):
                raise InputError(f"{label}: sweep.{dotted(parts)}: {problem.partition(': ')[2]}")
