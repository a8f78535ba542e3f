"""A scenario out to YAML, each value with its meaning and unit behind it.

The comments are the descriptions of the configuration models, so that a file made today explains itself and never
disagrees with what ``run`` accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from scenarios.decisions import kind
from scenarios.document import Laboratory
from scenarios.reading import KeyPath, plain
from scenarios.scenario import Scenario
from scenarios.schema import Place
from sim.plugins import PolicyBlock, find
from solvers.own_files import is_foreign, runs_here

COMMENT_COLUMN = 46


def to_yaml(scenario: Scenario, *, origins: bool = False) -> str:
    """Write every value of a scenario.

    Parameters
    ----------
    scenario
        As resolved.
    origins
        Say behind each value where it was written; without it only the unit and the meaning.
    """
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", scenario.name).strip("-.") or "scenario"
    head = ["schema: 2", f"name: {plain(name)}"]
    if scenario.header.title:
        head.append(f"title: {plain(scenario.header.title)}")
    if scenario.header.notes:
        head.append(f"notes: {plain(scenario.header.notes)}")
    told = scenario.origins if origins else None
    values = scenario.values()
    _name_removed(values, Laboratory().model_dump(mode="json"), Place(Laboratory))
    return "\n".join([*head, "", *block_lines(values, told)]) + "\n"


def section_of(document: str, path: KeyPath) -> str:
    """Return the lines of a document at and below a path, and the heads of the blocks it stands in."""
    kept: list[str] = []
    here: KeyPath = ()
    for line in document.splitlines():
        if found := re.match(r"( *)([^\s#][^:]*):", line):
            here = (*here[: len(found[1]) // 2], found[2])
        if line and (here[: len(path)] == path or (path[: len(here)] == here and line.strip()[0] != "#")):
            kept.append(line)
    return "\n".join(kept) + "\n"


def _name_removed(values: dict[str, Any], defaults: dict[str, Any], place: Place | None) -> None:
    """Write ``null`` for each default node, channel or van type the scenario has removed, or it would come back."""
    if place is None:
        return
    for name, default in defaults.items():
        if name not in values and place.drops(values):
            values[name] = None
        elif isinstance(default, dict) and isinstance(values.get(name), dict):
            _name_removed(values[name], default, place.step(name, values))


def new_document(name: str, parent: Scenario) -> str:
    """Write a scenario to edit: it extends `parent` and repeats every value with its meaning and unit."""
    return "\n".join(
        [
            f"# A scenario of your own. Run it with: orderlab run {name}.yaml",
            f"# Compare it with what it came from: orderlab compare {parent.name} {name}.yaml",
            "# Change what differs in your business. What you delete comes from the scenario it extends;",
            "# null in place of a node, a channel or a van type removes it.",
            "schema: 2",
            f"name: {plain(name)}",
            "title: ''",
            "notes: ''",
            f"extends: {plain(parent.name)}",
            "",
            *block_lines(parent.values(), None),
            "",
        ]
    )


def block_lines(values: Mapping[str, Any], origins: Mapping[KeyPath, str] | None) -> Iterator[str]:
    """Write the rooms and the experiment, a blank line between them."""
    place = Place(Laboratory)
    for name, value in values.items():
        deeper = place.step(name, dict(values))
        if isinstance(value, dict):
            yield ""
        yield from _lines(name, value, deeper, (name,), 0, origins)


def _lines(
    name: str,
    value: Any,
    place: Place | None,
    path: KeyPath,
    depth: int,
    origins: Mapping[KeyPath, str] | None,
    silent: bool = False,
) -> Iterator[str]:
    about = (place.field.description or "") if place is not None and place.field is not None else ""
    if isinstance(value, dict) and value:
        model = place.model(value) if place is not None else None
        about = "" if silent else about or _first_line(model)
        yield _commented(f"{'  ' * depth}{plain(name)}:", about)
        for position, (key, item) in enumerate(value.items()):
            deeper = place.step(key, value) if place is not None else None
            # Of many nodes or channels the first explains the others.
            quiet = silent or (position > 0 and model is None)
            yield from _lines(str(key), item, deeper, (*path, key), depth + 1, origins, quiet)
        if model is not None and issubclass(model, PolicyBlock):
            yield from _parameters(model, value, depth + 1)
        return
    about = "" if silent else about
    if origins is not None:
        chosen = " decision" if kind(path) == "decision" else ""
        about = f"{about} [{origins.get(path, 'default')}]{chosen}".strip()
    yield _commented(f"{'  ' * depth}{plain(name)}: {plain(value)}", about)


def _parameters(block: type[PolicyBlock], value: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Name the parameters a policy would also take, commented out, with what they are when nothing is said."""
    if is_foreign(block.group, value[block.discriminator]) and not runs_here():
        return
    policy = find(block.group, value[block.discriminator])
    for parameter in fields(policy):
        if parameter.init and parameter.name not in value and parameter.default is not MISSING:
            yield _commented(
                f"{'  ' * depth}# {parameter.name}: {plain(parameter.default)}", "parameter of this policy"
            )


def _commented(text: str, about: str) -> str:
    return f"{text.ljust(COMMENT_COLUMN)}  # {about}" if about else text


def _first_line(model: Any) -> str:
    return (model.__doc__ or "").strip().splitlines()[0].rstrip(".") if model is not None and model.__doc__ else ""
