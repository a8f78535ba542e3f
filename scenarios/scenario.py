"""A scenario that has been resolved, and what can be asked of it: a value, whose line it is, what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from scenarios.document import Experiment, Header, Laboratory
from scenarios.overrides import Override, origin
from scenarios.reading import KeyPath, dotted, plain
from sim.config import SimConfig
from sim.plugins import PolicyBlock

if TYPE_CHECKING:
    from scenarios.study.searching.goals import Constraint


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
    def simulated(self) -> SimConfig:
        """What is simulated: a trace settles start, days, volume, channels and catalogue.

        Raises
        ------
        InputError
            If the trace cannot be used.
        """
        if self.config.placement.trace is None:
            return self.config
        from scenarios.traces import tape_source

        return tape_source(self.config)[0]

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

    def __repr__(self) -> str:
        return f"Scenario({self.name!r})"

    def _repr_html_(self) -> str:
        """Title, and every value that somebody set with its place, for a notebook."""
        from scenarios.html import html_table, paragraph

        rows = [
            (dotted(path), plain(to_jsonable_python(standing(self, path))), at) for path, at in self.origins.items()
        ]
        shown = [row for row in rows if row[1] != "None"]
        heads = ("value", "is", "written at")
        title = f"{self.name}: {self.header.title}" if self.header.title else self.name
        return paragraph(title) + html_table(heads, shown, words=(0, 1, 2))


def as_simulated(scenario: Scenario) -> Scenario:
    """Return a scenario with what its order file settles in the place of what stands there; without one, as it is."""
    if scenario.config.placement.trace is None:
        return scenario
    simulated = scenario.simulated
    settled = {name: getattr(simulated, name) for name in SimConfig.model_fields}
    return replace(scenario, laboratory=scenario.laboratory.model_copy(update=settled))


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


def located(message: str, scenario: Scenario) -> str:
    """Say where the value was written that a room complains of, if the complaint begins with the value's path."""
    place = message.partition(": ")[0]
    path = tuple(place.split("."))
    if path[0] in Laboratory.model_fields:
        return f"{origin(scenario.origins, path) or scenario.name}: {message}"
    # A trace's complaint names its own file and line, or the option.
    return message if ":" in place or place.startswith("--") else f"{scenario.name}: {message}"
